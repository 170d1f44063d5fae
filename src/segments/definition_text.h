// Reads a segment's definition from its sentence and from JSON, and writes it (definition.h has the words).
//
// Threads  pure.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "segments/definition.h"

namespace suggestd::segments {

// Errors: invalid, with the place in the text (catalog/expression_error.h).
Result<Definition> parse_people(std::string_view people);
// The same from JSON. Errors: invalid, with a JSON pointer to each bad field.
Result<Definition> parse_definition(std::string_view json);
// parse_definition() reads back an equal definition.
std::string to_json(const Definition& definition);

}  // namespace suggestd::segments
