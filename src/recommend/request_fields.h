// Fields that a request for a list and a scenario share, read from JSON.
//
// Threads  pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "recommend/request.h"
#include "records/json_reader.h"

namespace suggestd::recommend {

// true or false; null and a missing field leave the choice to the list's own habit.
void read_choice(ObjectReader& in, std::string_view name, std::optional<bool>& value);
// "one" or "all".
void read_variants(ObjectReader& in, std::string_view name, std::optional<Variants>& value);

}  // namespace suggestd::recommend
