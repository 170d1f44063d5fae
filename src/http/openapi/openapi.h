// The OpenAPI 3.1 description of the API, generated from the routing table, so that it can't drift.
//
// Threads  pure.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "http/route.h"

namespace suggestd::http {

// The document as JSON, with the routes that `listener` serves.
std::string openapi_document(Serves listener);

// The named shapes that routes refer to: name and JSON Schema (draft 2020-12).
const std::vector<std::pair<std::string_view, std::string_view>>& openapi_schemas();

}  // namespace suggestd::http
