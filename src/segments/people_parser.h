// Makes the typed condition of a segment from its text (definition.h has the words).
//
// Threads  pure.
#pragma once

#include <string_view>

#include "base/result.h"
#include "segments/definition.h"

namespace suggestd::segments {

// Errors: invalid, with the place in the text, for what does not follow the grammar, and for a word with other
// arguments than it takes.
Result<Condition> parse_condition(std::string_view people);

}  // namespace suggestd::segments
