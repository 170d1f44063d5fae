// A request's query parameters, checked against what its route declares.
//
// Threads  pure.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "http/routes.h"

namespace suggestd::http {

using QueryValues = std::vector<std::pair<std::string_view, std::string>>;

// `query`: as sent, without '?'. Absent parameters get their default, if they have one. Errors: invalid for
// an unknown name (with the nearest valid one), a name given twice, a value that is not of its type, range
// or choices; the message names parameter and value.
Result<QueryValues> read_query(const Route& route, std::string_view query);

}  // namespace suggestd::http
