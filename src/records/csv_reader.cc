#include "records/csv_reader.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/ids.h"

namespace suggestd {
namespace {

std::string from_latin1(const std::string& text) {
  std::string utf8;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) {
      utf8 += c;
    } else {
      utf8 += static_cast<char>(0xC0 | (byte >> 6));
      utf8 += static_cast<char>(0x80 | (byte & 0x3F));
    }
  }
  return utf8;
}

bool quote_is_open(const std::string& row) { return std::count(row.begin(), row.end(), '"') % 2 != 0; }

// A comma if there is none of the three.
char most_frequent_delimiter(const std::string& row) {
  char most = ',';
  std::ptrdiff_t most_count = 0;
  for (const char candidate : {',', ';', '\t'}) {
    bool quoted = false;
    const std::ptrdiff_t count = std::count_if(row.begin(), row.end(), [&](char c) {
      if (c == '"') quoted = !quoted;
      return c == candidate && !quoted;
    });
    if (count > most_count) {
      most = candidate;
      most_count = count;
    }
  }
  return most;
}

}  // namespace

CsvReader::CsvReader(std::istream& in, char delimiter) : in_(in), delimiter_(delimiter) {
  if (in_.peek() != 0xEF) return;
  char mark[3] = {};
  in_.read(mark, 3);
}

// Joins lines until no quote is open.
bool CsvReader::read_row(std::string& row) {
  row.clear();
  problem_.clear();
  row_line_ = next_line_;
  std::string line;
  while (std::getline(in_, line)) {
    ++next_line_;
    if (!line.empty() && line.back() == '\r' && !quote_is_open(row + line)) line.pop_back();
    row += line;
    if (row.size() > kMaxRowBytes) {
      problem_ = fmt::format("is longer than {} bytes; is a quote open?", kMaxRowBytes);
      return true;
    }
    if (!quote_is_open(row)) return true;
    row += '\n';
  }
  if (row.empty()) return false;
  problem_ = "has a quote that is never closed";
  return true;
}

bool CsvReader::split(const std::string& row, std::vector<std::string>& fields) {
  fields.clear();
  std::string field;
  bool quoted = false;
  for (std::size_t i = 0; i < row.size(); ++i) {
    const char c = row[i];
    if (quoted && c == '"' && i + 1 < row.size() && row[i + 1] == '"') {
      field += c;
      ++i;
    } else if (c == '"' && (quoted || field.empty())) {
      quoted = !quoted;
    } else if (c == delimiter_ && !quoted) {
      fields.push_back(std::exchange(field, {}));
    } else {
      field += c;
    }
  }
  fields.push_back(std::move(field));
  for (std::string& one : fields) {
    if (!is_utf8(one)) one = from_latin1(one);
  }
  return !quoted;
}

CsvReader::Row CsvReader::next(std::vector<std::string>& fields) {
  std::string row;
  do {
    if (!read_row(row)) return Row::end;
  } while (row.empty());
  if (!problem_.empty()) return Row::bad;
  if (delimiter_ == kDetectDelimiter) delimiter_ = most_frequent_delimiter(row);
  if (split(row, fields)) return Row::good;
  problem_ = "has quotes that do not pair";
  return Row::bad;
}

}  // namespace suggestd
