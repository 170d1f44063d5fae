// The columns of a CSV file: which field of the API, or which property, each one holds, and the type of its
// values.
//
// Names      blanks around a name do not count, nor do case, blanks, '-' and '_' inside: "Product ID" is
//            product_id, and it is told. A name that is nearly a field's is refused: it may be a slip of the
//            pen. "properties.titel" is a property for sure.
// Types      "rating:number" has the type number; so has "rating" if a person says so. A property without a
//            type is text. Types: text, number, boolean, time, set.
// Sets       values divided by '|'.
// Threads    plain values.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "base/result.h"
#include "connect/input/import_notes.h"
#include "shop/bulk.h"

namespace suggestd::cli {

enum class ColumnType { text, number, flag, time, texts };

// "number", "boolean" ...; nothing for a word that is no type.
std::optional<ColumnType> parse_column_type(std::string_view word);

struct CsvColumn {
  enum class Role { record, line, property, ignored };
  std::string name;  // as the API spells it
  Role role = Role::ignored;
  ColumnType type = ColumnType::text;
  bool typed = false;      // by the file or a person
  bool rejection = false;  // the reason of an earlier import; passed over
};

// Types that a person gives to columns, by name.
using ColumnTypes = std::map<std::string, ColumnType, std::less<>>;

// Errors: invalid for columns that are unknown, missing, nameless twice or doubled, with the nearest name.
Result<std::vector<CsvColumn>> read_csv_columns(const std::vector<std::string>& header, shop::RecordKind kind,
                                                const ColumnTypes& types, const std::string& file,
                                                const ImportNotes& notes);

// The value of a cell that is not empty. Errors: invalid, naming the column and the type. Fields of the API
// that hold text, money or times are checked by the API itself.
Result<nlohmann::json> csv_value(const CsvColumn& column, const std::string& text);

}  // namespace suggestd::cli
