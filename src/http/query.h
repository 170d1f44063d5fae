// A request's query parameters, checked against those that its route declares.
//
// Threads  pure.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "http/route.h"

namespace suggestd::http {

using QueryValues = std::vector<std::pair<std::string, std::string>>;

// `query`: as sent, without '?'. A parameter "context.*" takes every name that begins with "context.". Absent parameters
// get their default, if they have one. Errors: invalid for an unknown name (with the nearest valid one) unless the route
// passes others, a name given twice, a value that is not of its type, range or choices, a required one that is absent; the
// message names parameter and value.
Result<QueryValues> read_query(const Route& route, std::string_view query);

}  // namespace suggestd::http
