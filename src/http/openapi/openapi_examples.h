// Examples of requests and answers for the OpenAPI document.
//
// Threads  pure.
#pragma once

#include <string_view>
#include <utility>
#include <vector>

namespace suggestd::http {

// A request or an answer of each shape that has one, by the name of the shape: JSON that the shape describes.
const std::vector<std::pair<std::string_view, std::string_view>>& openapi_examples();

}  // namespace suggestd::http
