#include "segments/member_upload.h"

#include <algorithm>
#include <sstream>
#include <string>

#include <fmt/format.h>

#include "base/ids.h"
#include "records/csv_reader.h"
#include "records/json_reader.h"
#include "segments/person_hash.h"

namespace suggestd::segments {
namespace {

constexpr std::string_view kUserId = person_id_field(PersonIdKind::user);
constexpr std::string_view kEmailHash = person_id_field(PersonIdKind::email_hash);

Error error_in_line(std::size_t line, std::string_view what) {
  return invalid(fmt::format("line {}: {}; nothing of the list was stored", line, what));
}

// The hash of a person who is named by one of the two.
Result<std::uint64_t> hash_of(const std::string& user_id, const std::string& email_hash) {
  if (user_id.empty() == email_hash.empty()) return invalid("name one person, by user_id or by email_hash");
  const PersonId person = email_hash.empty() ? PersonId{PersonIdKind::user, user_id}
                                             : PersonId{PersonIdKind::email_hash, email_hash};
  if (Status good = check_id(person.id); !good) return std::move(good).error();
  if (email_hash.find('@') != std::string::npos)
    return invalid("email_hash is an address; send its hash, as in the shop's orders and profiles");
  return person_hash(person);
}

Result<std::uint64_t> hash_in_json(std::string_view line) {
  const Result<JsonDocument> document = parse_json(line);
  if (!document) return document.error();
  FieldErrors errors;
  ObjectReader in(document->root(), "", errors);
  std::string user_id;
  std::string email_hash;
  in.text(kUserId, user_id);
  in.text(kEmailHash, email_hash);
  in.finish();
  if (errors.any()) return errors.error();
  return hash_of(user_id, email_hash);
}

struct Columns {
  std::size_t user_id = std::string::npos;
  std::size_t email_hash = std::string::npos;
};

Result<Columns> columns_of(const std::vector<std::string>& header) {
  Columns columns;
  for (std::size_t i = 0; i < header.size(); ++i) {
    if (header[i] == kUserId) {
      columns.user_id = i;
    } else if (header[i] == kEmailHash) {
      columns.email_hash = i;
    } else {
      return invalid(fmt::format("'{}' is no column of a list of people: it has user_id, email_hash or both",
                                 header[i]));
    }
  }
  return columns;
}

std::string field_at(const std::vector<std::string>& fields, std::size_t column) {
  return column < fields.size() ? fields[column] : std::string();
}

}  // namespace

Result<std::vector<std::uint64_t>> read_member_json(std::string_view body) {
  const Result<std::uint64_t> person = hash_in_json(body);
  if (!person) return person.error();
  return std::vector<std::uint64_t>{*person};
}

Result<std::vector<std::uint64_t>> read_members_ndjson(std::string_view body) {
  std::vector<std::uint64_t> people;
  for (std::size_t number = 1; !body.empty(); ++number) {
    const std::string_view line = body.substr(0, body.find('\n'));
    body.remove_prefix(std::min(body.size(), line.size() + 1));
    if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    const Result<std::uint64_t> person = hash_in_json(line);
    if (!person) return error_in_line(number, person.error().message());
    people.push_back(*person);
  }
  return people;
}

Result<std::vector<std::uint64_t>> read_members_csv(std::string_view body) {
  std::istringstream in{std::string(body)};
  CsvReader rows(in, kDetectDelimiter);
  std::vector<std::string> fields;
  std::optional<Columns> columns;
  std::vector<std::uint64_t> people;
  for (;;) {
    const CsvReader::Row row = rows.next(fields);
    if (row == CsvReader::Row::end) break;
    if (row == CsvReader::Row::bad) return error_in_line(rows.line(), rows.problem());
    if (!columns) {
      const Result<Columns> named = columns_of(fields);
      if (!named) return error_in_line(rows.line(), named.error().message());
      columns = *named;
      continue;
    }
    const Result<std::uint64_t> person =
        hash_of(field_at(fields, columns->user_id), field_at(fields, columns->email_hash));
    if (!person) return error_in_line(rows.line(), person.error().message());
    people.push_back(*person);
  }
  return people;
}

}  // namespace suggestd::segments
