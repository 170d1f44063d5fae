#include "connect/formats/csv_columns.h"

#include <algorithm>
#include <array>
#include <span>

#include <fmt/format.h>

#include "base/nearest_name.h"
#include "base/time.h"
#include "records/json_reader.h"

namespace suggestd::cli {
namespace {

using nlohmann::json;
using shop::RecordKind;
using Role = CsvColumn::Role;

struct Field {
  std::string_view name;
  ColumnType type = ColumnType::text;
  Role role = Role::record;
  bool required = false;
};

constexpr bool kRequired = true;

constexpr std::array kProductFields = {Field{"product_id", ColumnType::text, Role::record, kRequired},
                                       Field{"title"},
                                       Field{"description"},
                                       Field{"price"},
                                       Field{"currency"},
                                       Field{"stock", ColumnType::number},
                                       Field{"categories", ColumnType::texts},
                                       Field{"brand"},
                                       Field{"image"},
                                       Field{"link"},
                                       Field{"group_id"},
                                       Field{"available_from"},
                                       Field{"available_until"},
                                       Field{"hidden", ColumnType::flag}};
constexpr std::array kUserFields = {Field{"user_id", ColumnType::text, Role::record, kRequired},
                                    Field{"email_hash"}, Field{"anonymous_ids", ColumnType::texts},
                                    Field{"profiling", ColumnType::flag}, Field{"consent", ColumnType::flag}};
constexpr std::array kEventFields = {Field{"event_id"},
                                     Field{"type", ColumnType::text, Role::record, kRequired},
                                     Field{"user_id"},
                                     Field{"anonymous_id"},
                                     Field{"product_id"},
                                     Field{"at"},
                                     Field{"quantity", ColumnType::number},
                                     Field{"recommendation_id"},
                                     Field{"query"}};
constexpr std::array kOrderFields = {Field{"order_id", ColumnType::text, Role::record, kRequired},
                                     Field{"user_id"},
                                     Field{"anonymous_id"},
                                     Field{"email_hash"},
                                     Field{"placed_at", ColumnType::text, Role::record, kRequired},
                                     Field{"updated_at"},
                                     Field{"currency"},  // or the shop's
                                     Field{"status"},
                                     Field{"cancelled", ColumnType::flag},
                                     Field{"product_id", ColumnType::text, Role::line, kRequired},
                                     Field{"variant_id", ColumnType::text, Role::line},
                                     Field{"quantity", ColumnType::number, Role::line, kRequired},
                                     Field{"price", ColumnType::text, Role::line, kRequired},
                                     Field{"discount", ColumnType::text, Role::line},
                                     Field{"recommendation_id", ColumnType::text, Role::line},
                                     Field{"refunded", ColumnType::number, Role::line}};

constexpr std::array<std::pair<std::string_view, ColumnType>, 6> kTypes = {{{"text", ColumnType::text},
                                                                            {"number", ColumnType::number},
                                                                            {"boolean", ColumnType::flag},
                                                                            {"bool", ColumnType::flag},
                                                                            {"time", ColumnType::time},
                                                                            {"set", ColumnType::texts}}};

std::span<const Field> fields_of(RecordKind kind) {
  switch (kind) {
    case RecordKind::products:
      return kProductFields;
    case RecordKind::users:
      return kUserFields;
    case RecordKind::events:
      return kEventFields;
    case RecordKind::orders:
      return kOrderFields;
  }
  return kOrderFields;
}

// Without case and without what divides words.
std::string plain(std::string_view name) {
  std::string letters;
  for (const char c : name) {
    if (c == ' ' || c == '-' || c == '_') continue;
    letters += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return letters;
}

// Names that other systems give to the fields, for the message alone: nothing is read under them.
std::string_view other_word(std::string_view field) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kWords = {
      {{"product_id", "id, sku"}, {"order_id", "id, order"}, {"user_id", "customer"}, {"placed_at", "date"}}};
  const auto* const found =
      std::ranges::find(kWords, field, &std::pair<std::string_view, std::string_view>::first);
  return found == kWords.end() ? std::string_view() : found->second;
}

class HeaderReader {
 public:
  HeaderReader(RecordKind kind, const ColumnTypes& types, const std::string& file, const ImportNotes& notes)
      : fields_(fields_of(kind)),
        has_properties_(kind == RecordKind::products || kind == RecordKind::users),
        types_(types),
        file_(file),
        notes_(notes) {}

  Result<std::vector<CsvColumn>> read(const std::vector<std::string>& header) {
    for (const std::string& name : header) {
      auto column = read_column(name);
      if (!column) return column.error();
      const bool doubled =
          column->role != Role::ignored && std::ranges::any_of(columns_, [&](const CsvColumn& other) {
            return other.role == column->role && other.name == column->name;
          });
      if (doubled) return invalid(fmt::format("the first line names the column {} twice", column->name));
      columns_.push_back(*std::move(column));
    }
    for (const Field& field : fields_) {
      if (field.required && !has(field.name)) return missing(field, header);
    }
    if (Status clear = refuse_near_names(); !clear) return std::move(clear).error();
    for (const auto& [name, type] : types_) {
      if (!has(name))
        return invalid(fmt::format("--column-type names {}, which is no column of the file", name));
    }
    return std::move(columns_);
  }

 private:
  bool has(std::string_view name) const {
    return std::ranges::any_of(columns_, [&](const CsvColumn& column) {
      return column.role != Role::ignored && column.name == name;
    });
  }

  Result<CsvColumn> read_column(std::string_view name) const {
    CsvColumn column;
    const std::size_t colon = name.rfind(':');
    if (colon != std::string_view::npos) {
      const auto type = parse_column_type(name.substr(colon + 1));
      if (!type) {
        return invalid(fmt::format("column '{}': '{}' is no type; types are text, number, boolean, time, set",
                                   name, name.substr(colon + 1)));
      }
      column.type = *type;
      column.typed = true;
      name = name.substr(0, colon);
    }
    column.rejection = name == kRejectedField;
    if (name.empty() || column.rejection) return column;
    constexpr std::string_view kPropertyPrefix = "properties.";
    const bool surely_property = has_properties_ && name.starts_with(kPropertyPrefix);
    const auto field =
        surely_property ? fields_.end() : std::ranges::find_if(fields_, [&](const Field& known) {
          return plain(known.name) == plain(name);
        });
    if (field == fields_.end()) {
      column.name = surely_property ? name.substr(kPropertyPrefix.size()) : name;
      column.role = Role::property;
    } else {
      if (column.typed)
        return invalid(fmt::format("column '{}' is a field of the API and has its own type", name));
      column = {std::string(field->name), field->role, field->type};
      if (field->name != name)
        notes_.inferred({file_, "column", column.name, fmt::format("it is named '{}'", name), ""});
    }
    if (const auto given = types_.find(column.name); given != types_.end()) {
      column.type = given->second;
      column.typed = true;
    }
    if (surely_property) sure_.push_back(column.name);
    return column;
  }

  // Refuses names that are nearly those of fields which the file does not have, and unknown names if the
  // record has no properties.
  Status refuse_near_names() const {
    std::vector<std::string_view> absent;
    for (const Field& field : fields_) {
      if (!has(field.name)) absent.push_back(field.name);
    }
    for (const CsvColumn& column : columns_) {
      if (column.role != Role::property || std::ranges::find(sure_, column.name) != sure_.end()) continue;
      const auto near = nearest_name(column.name, absent);
      if (near && has_properties_) {
        return invalid(fmt::format("column '{}': did you mean {}? If it is a property, name it properties.{}",
                                   column.name, *near, column.name));
      }
      if (!has_properties_) {
        return invalid(fmt::format("column '{}' is no field of the API{}", column.name,
                                   near ? fmt::format("; did you mean {}?", *near) : ""));
      }
    }
    return {};
  }

  static Error missing(const Field& field, const std::vector<std::string>& header) {
    std::vector<std::string_view> names(header.begin(), header.end());
    std::string hint;
    if (const auto near = nearest_name(field.name, names)) {
      hint = fmt::format("; did you mean it by '{}'?", *near);
    } else if (const std::string_view other = other_word(field.name); !other.empty()) {
      hint = fmt::format("; other systems call it {}", other);
    }
    return invalid(fmt::format("the first line names no column {}{} (it reads: {})", field.name, hint,
                               fmt::join(header, " | ")));
  }

  const std::span<const Field> fields_;
  const bool has_properties_;
  const ColumnTypes& types_;
  const std::string& file_;
  const ImportNotes& notes_;
  std::vector<CsvColumn> columns_;
  mutable std::vector<std::string> sure_;  // properties whose names may be near a field's
};

json set_of(std::string_view text) {
  json list = json::array();
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find('|', begin), text.size());
    std::string_view one = text.substr(begin, end - begin);
    while (one.starts_with(' ')) one.remove_prefix(1);
    while (one.ends_with(' ')) one.remove_suffix(1);
    if (!one.empty()) list.push_back(one);
    begin = end + 1;
  }
  return list;
}

Error no_value(const CsvColumn& column, std::string_view text, std::string_view expected) {
  return invalid(fmt::format("{}: '{}' is no {}", column.name, text, expected));
}

}  // namespace

std::optional<ColumnType> parse_column_type(std::string_view word) {
  const auto* const found = std::ranges::find(kTypes, word, &std::pair<std::string_view, ColumnType>::first);
  if (found == kTypes.end()) return std::nullopt;
  return found->second;
}

Result<std::vector<CsvColumn>> read_csv_columns(const std::vector<std::string>& header, RecordKind kind,
                                                const ColumnTypes& types, const std::string& file,
                                                const ImportNotes& notes) {
  return HeaderReader(kind, types, file, notes).read(header);
}

Result<json> csv_value(const CsvColumn& column, const std::string& text) {
  switch (column.type) {
    case ColumnType::text:
      return json(text);
    case ColumnType::texts:
      return set_of(text);
    case ColumnType::flag: {
      const std::string word = plain(text);
      if (word == "true" || word == "yes" || word == "1") return json(true);
      if (word == "false" || word == "no" || word == "0") return json(false);
      return no_value(column, text, "boolean; one is true, false, yes, no, 1 or 0");
    }
    case ColumnType::number: {
      const Result<JsonDocument> number = parse_json(text);
      if (number && number->root().is_number()) return json(number->root());
      return no_value(column, text, "number; one looks like 4.5");
    }
    case ColumnType::time: {
      constexpr std::size_t kDateLength = 10;
      if (const auto time = parse_rfc3339(text.size() == kDateLength ? text + "T00:00:00Z" : text); !time)
        return no_value(column, text, "time; one looks like 2011-12-09T12:50:00Z or 2011-12-09");
      return json(text);
    }
  }
  return json(text);
}

}  // namespace suggestd::cli
