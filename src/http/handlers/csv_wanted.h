// Whether a reader asks for CSV: by the parameter `format`, or without it by Accept.
#pragma once

#include "http/exchange.h"

namespace suggestd::http {

// Requires: the route has a parameter `format` with the choice "csv".
bool wants_csv(const Request& request);

}  // namespace suggestd::http
