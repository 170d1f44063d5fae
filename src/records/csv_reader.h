// Rows of a CSV or TSV stream.
//
// Commas    and other delimiters: RFC 4180. A quote opens a field at its beginning alone, so an inch mark is an
//           inch mark; quoted fields may hold delimiters, doubled quotes and line breaks.
// Tabs      a row is a line. A field that is quoted from end to end, as spreadsheets write it, loses its
//           quotes; all other quotes are letters.
// Lines     end in LF, CR LF or CR, also mixed.
// Encoding  UTF-8 with or without a byte order mark. A row that is no UTF-8 is bad.
// Bad rows  never take the next line with them: what looks like a row of several lines, but is none, is one bad
//           line, and the lines after it are read by themselves.
// Threads   one.
#pragma once

#include <cstddef>
#include <istream>
#include <string>
#include <string_view>
#include <vector>

namespace suggestd {

inline constexpr std::size_t kMaxRowBytes = std::size_t{1} << 20;

// The delimiter is the one that a first line "sep=;" names, as Excel writes it, or else the one of comma,
// semicolon, tab and bar that the first row has most of, outside quotes. If two of them tie, the row is bad.
inline constexpr char kDetectDelimiter = '\0';

class CsvReader {
 public:
  // Requires: `in` outlives the reader.
  explicit CsvReader(std::istream& in, char delimiter = ',');

  enum class Row { good, bad, end };
  // Reads the next row that is not blank. `fields` holds it if it is good.
  Row next(std::vector<std::string>& fields);

  // The number of the line, from 1, on which the row just read began.
  std::size_t line() const noexcept { return row_line_; }
  // The row as it stood in the stream, without its line end.
  const std::string& text() const noexcept { return text_; }
  // The reason why the row just read is bad.
  const std::string& problem() const noexcept { return problem_; }
  // kDetectDelimiter before the first row was read.
  char delimiter() const noexcept { return delimiter_; }

 private:
  enum class Place { field_begin, plain, quoted, behind_quote };

  int take();
  bool divides(int c) const;
  bool read_text();
  Place step(Place place, char c);
  void give_back_lines();
  bool detect_delimiter();
  bool split(std::vector<std::string>& fields);
  void split_at_delimiters(std::vector<std::string>& fields) const;

  std::istream& in_;
  char delimiter_;
  std::string given_back_;  // text that is read again, from given_back_at_ on
  std::size_t given_back_at_ = 0;
  std::size_t width_ = 0;  // fields of the first row
  std::size_t next_line_ = 1;
  std::size_t row_line_ = 0;
  std::string text_;
  std::string problem_;
};

}  // namespace suggestd
