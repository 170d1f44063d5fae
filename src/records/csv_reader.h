// Rows of a CSV or TSV stream (RFC 4180): quoted fields may hold delimiters, doubled quotes and line breaks.
//
// Encoding  UTF-8 with or without a byte order mark. A field that is no UTF-8 is read as Latin-1, which is
//           what old spreadsheets write.
// Limits    a row of more than kMaxRowBytes, or an open quote at the end, is a bad row; reading goes on after
// it. Threads   one.
#pragma once

#include <cstddef>
#include <istream>
#include <string>
#include <vector>

namespace suggestd {

inline constexpr std::size_t kMaxRowBytes = std::size_t{1} << 20;

// The first row decides: that one of comma, semicolon and tab of which it has most outside quotes.
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
  // Why the row just read is bad.
  const std::string& problem() const noexcept { return problem_; }

 private:
  bool read_row(std::string& row);
  bool split(const std::string& row, std::vector<std::string>& fields);

  std::istream& in_;
  char delimiter_;
  std::size_t next_line_ = 1;
  std::size_t row_line_ = 0;
  std::string problem_;
};

}  // namespace suggestd
