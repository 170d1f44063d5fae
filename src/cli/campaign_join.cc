#include "cli/campaign_join.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <fstream>
#include <optional>
#include <sstream>
#include <utility>

#include <fmt/format.h>

#include "base/csv_text.h"
#include "base/secret.h"
#include "records/csv_reader.h"

namespace suggestd::cli {
namespace {

constexpr std::array<std::string_view, 3> kNames{"user_id", "email_hash", "email"};

std::optional<std::size_t> column_of(const std::vector<std::string>& head, std::string_view name) {
  const auto found = std::ranges::find(head, name);
  if (found == head.end()) return std::nullopt;
  return static_cast<std::size_t>(found - head.begin());
}

void append_row(std::string& out, const std::vector<std::string>& fields,
                const std::vector<std::string>& more) {
  bool first = true;
  for (const std::vector<std::string>* part : {&fields, &more}) {
    for (const std::string& field : *part) {
      if (first) {
        append_csv_field(out, field);
      } else {
        append_next_csv_field(out, field);
      }
      first = false;
    }
  }
  out += "\r\n";
}

}  // namespace

std::string email_hash_of(std::string_view address) {
  std::string plain(address);
  const auto is_blank = [](unsigned char c) { return std::isspace(c) != 0; };
  plain.erase(plain.begin(), std::find_if_not(plain.begin(), plain.end(), is_blank));
  plain.erase(std::find_if_not(plain.rbegin(), plain.rend(), is_blank).base(), plain.end());
  std::ranges::transform(plain, plain.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return to_hex(sha256(plain));
}

Result<AddressFile> AddressFile::read(const std::filesystem::path& file) {
  std::ifstream in(file);
  if (!in) return io_error(fmt::format("{}: can't be read", file.string()));
  CsvReader reader(in, kDetectDelimiter);
  AddressFile addresses;
  if (reader.next(addresses.head_) != CsvReader::Row::good)
    return invalid(fmt::format("{}: has no first row with the names of its columns", file.string()));
  const auto name = std::ranges::find_if(
      kNames, [&](std::string_view one) { return column_of(addresses.head_, one).has_value(); });
  if (name == kNames.end()) {
    return invalid(fmt::format("{}: needs a column user_id, email_hash or email; it has {}", file.string(),
                               fmt::join(addresses.head_, ", ")));
  }
  const std::size_t column = *column_of(addresses.head_, *name);
  const bool by_address = *name == "email";
  addresses.by_ = by_address ? "email_hash" : std::string(*name);
  std::vector<std::string> fields;
  for (CsvReader::Row row = reader.next(fields); row != CsvReader::Row::end; row = reader.next(fields)) {
    if (row == CsvReader::Row::bad)
      return invalid(fmt::format("{}:{}: {}", file.string(), reader.line(), reader.problem()));
    addresses.rows_.insert_or_assign(by_address ? email_hash_of(fields[column]) : fields[column], fields);
  }
  return addresses;
}

Status AddressFile::join(const std::string& csv, bool with_head, std::string& out) {
  std::istringstream in(csv);
  CsvReader reader(in, ',');
  std::vector<std::string> fields;
  if (reader.next(fields) != CsvReader::Row::good) return {};
  const auto column = column_of(fields, by_);
  if (!column) return invalid(fmt::format("the lists have no column {}", by_));
  if (with_head) append_row(out, fields, head_);
  while (reader.next(fields) == CsvReader::Row::good) {
    const auto found = rows_.find(fields[*column]);
    if (found == rows_.end()) continue;
    append_row(out, fields, found->second);
    ++joined_;
  }
  return {};
}

}  // namespace suggestd::cli
