#include "records/csv_reader.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/ids.h"

namespace suggestd {
namespace {

constexpr std::string_view kDelimiters = ",;\t|";
constexpr int kEnd = std::char_traits<char>::eof();

std::string shown(char delimiter) { return delimiter == '\t' ? "a tab" : fmt::format("'{}'", delimiter); }

// How often the row has a delimiter outside of quotes.
std::ptrdiff_t count_outside_quotes(const std::string& row, char delimiter) {
  bool quoted = false;
  return std::count_if(row.begin(), row.end(), [&](char c) {
    if (c == '"') quoted = !quoted;
    return c == delimiter && !quoted;
  });
}

// "sep=;": the delimiter that Excel tells to itself.
bool is_separator_line(std::string_view row) {
  if (row.size() >= 2 && row.front() == '"' && row.back() == '"') row = row.substr(1, row.size() - 2);
  return row.size() == 5 && (row[0] | 0x20) == 's' && (row[1] | 0x20) == 'e' && (row[2] | 0x20) == 'p' &&
         row[3] == '=';
}

// The field without its quotes if it is quoted from end to end with its inner quotes doubled.
void unquote(std::string& field) {
  if (field.size() < 2 || field.front() != '"' || field.back() != '"') return;
  std::string inner;
  for (std::size_t i = 1; i + 1 < field.size(); ++i) {
    if (field[i] == '"' && (i + 2 == field.size() || field[++i] != '"')) return;
    inner += field[i];
  }
  field = std::move(inner);
}

}  // namespace

CsvReader::CsvReader(std::istream& in, char delimiter) : in_(in), delimiter_(delimiter) {
  if (in_.peek() != 0xEF) return;
  char mark[3] = {};
  in_.read(mark, 3);
}

int CsvReader::take() {
  if (given_back_at_ < given_back_.size()) return static_cast<unsigned char>(given_back_[given_back_at_++]);
  std::streambuf* const buffer = in_.rdbuf();
  return buffer == nullptr ? kEnd : buffer->sbumpc();
}

// Before the delimiter is known, each one that it can be counts as it.
bool CsvReader::divides(int c) const {
  if (delimiter_ != kDetectDelimiter) return c == delimiter_;
  return c != kEnd && kDelimiters.find(static_cast<char>(c)) != std::string_view::npos;
}

// The place behind `c`. Sets problem_ if no field looks like that.
CsvReader::Place CsvReader::step(Place place, char c) {
  if (place == Place::quoted) return c == '"' ? Place::behind_quote : Place::quoted;
  if (divides(c)) return Place::field_begin;
  const bool blank = c == ' ';
  switch (place) {
    case Place::field_begin:
      return c == '"' ? Place::quoted : blank ? Place::field_begin : Place::plain;
    case Place::behind_quote:
      if (c == '"') return Place::quoted;  // a doubled quote
      if (!blank && problem_.empty())
        problem_ = "has text behind a closing quote; quotes in a field are doubled";
      return Place::behind_quote;
    case Place::plain:
    case Place::quoted:
      break;
  }
  return place;
}

// Reads the text of a row into text_; false at the end of the stream.
bool CsvReader::read_text() {
  text_.clear();
  problem_.clear();
  row_line_ = next_line_;
  Place place = Place::field_begin;
  bool any = false;
  for (int c = take(); c != kEnd; c = take()) {
    any = true;
    const bool line_end = c == '\n' || c == '\r';
    if (line_end) ++next_line_;
    if (line_end && (place != Place::quoted || delimiter_ == '\t')) {
      if (c != '\r') return true;
      if (const int next = take(); next != '\n' && next != kEnd) {
        given_back_.erase(0, given_back_at_);
        given_back_.insert(given_back_.begin(), static_cast<char>(next));
        given_back_at_ = 0;
      }
      return true;
    }
    text_ += static_cast<char>(c);
    if (c == '\r') --next_line_;  // in quotes, LF counts
    if (delimiter_ != '\t') place = step(place, static_cast<char>(c));
    if (text_.size() > kMaxRowBytes) {
      problem_ = fmt::format("is longer than {} bytes; is a quote open?", kMaxRowBytes);
      return true;
    }
  }
  if (any && place == Place::quoted && delimiter_ != '\t') problem_ = "has a quote that is never closed";
  return any;
}

// Keeps the first line of a bad row; the others are read again as rows of their own.
void CsvReader::give_back_lines() {
  const std::size_t end = text_.find('\n');
  if (end == std::string::npos) return;
  std::string rest = text_.substr(end + 1) + '\n';
  rest.append(given_back_, given_back_at_, std::string::npos);
  given_back_ = std::move(rest);
  given_back_at_ = 0;
  text_.resize(end);
  if (text_.ends_with('\r')) text_.pop_back();
  next_line_ = row_line_ + 1;
}

// False if the row does not tell.
bool CsvReader::detect_delimiter() {
  std::ptrdiff_t most = 0;
  delimiter_ = ',';
  for (const char candidate : kDelimiters) {
    const std::ptrdiff_t count = count_outside_quotes(text_, candidate);
    if (count > 0 && count == most) {
      problem_ = fmt::format("may be divided by {} or by {}; say which with --separator", shown(delimiter_),
                             shown(candidate));
    } else if (count > most) {
      problem_.clear();
      most = count;
      delimiter_ = candidate;
    }
  }
  return problem_.empty();
}

void CsvReader::split_at_delimiters(std::vector<std::string>& fields) const {
  for (std::size_t begin = 0; begin <= text_.size();) {
    const std::size_t end = std::min(text_.find(delimiter_, begin), text_.size());
    fields.push_back(text_.substr(begin, end - begin));
    begin = end + 1;
  }
}

// Cuts text_ into its fields. False if it has not as many as the first row, though other quotes would give it.
bool CsvReader::split(std::vector<std::string>& fields) {
  fields.clear();
  if (delimiter_ == '\t') {
    split_at_delimiters(fields);
    for (std::string& field : fields) unquote(field);
    if (width_ == 0 || fields.size() <= width_) return true;
    fields.clear();  // more than there should be: a quoted field may hold a tab
  }
  std::string field;
  Place place = Place::field_begin;
  for (const char c : text_) {
    const Place before = std::exchange(place, step(place, c));
    if (before != Place::quoted && divides(c)) {
      fields.push_back(std::exchange(field, {}));
    } else if (before == Place::field_begin && place == Place::quoted) {
      field.clear();  // blanks before the quote
    } else if (place == Place::behind_quote) {
      continue;  // the closing quote, or a blank behind it
    } else {
      field += c;
    }
  }
  fields.push_back(std::move(field));
  return width_ == 0 || fields.size() == width_ || text_.find('\n') == std::string::npos;
}

CsvReader::Row CsvReader::next(std::vector<std::string>& fields) {
  do {
    if (!read_text()) return Row::end;
    if (delimiter_ == kDetectDelimiter && is_separator_line(text_)) {
      delimiter_ = text_[text_.find('=') + 1];
      text_.clear();
    }
  } while (text_.empty());
  if (problem_.empty() && delimiter_ == kDetectDelimiter && !detect_delimiter()) return Row::bad;
  if (problem_.empty() && !split(fields))
    problem_ = fmt::format("has a quote that opens a field of several lines, but no {} fields", width_);
  if (problem_.empty() && !is_utf8(text_)) problem_ = "is not UTF-8";
  if (!problem_.empty()) {
    give_back_lines();
    return Row::bad;
  }
  if (width_ == 0) width_ = fields.size();
  return Row::good;
}

}  // namespace suggestd
