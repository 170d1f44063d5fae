// The body of POST /v1/recommendations.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "recommend/request.h"

namespace suggestd::http {

struct WantedList {
  std::string scenario;    // "" for none
  std::string properties;  // as the query parameter: a comma list, or "*"
  recommend::Request request;
};

struct ListBody {
  bool several = false;  // the body has `lists`: answer with an array, no product in two of them
  std::vector<WantedList> lists;
};

// Errors: invalid, with a pointer to each bad field. `now` is the time of the request.
Result<ListBody> parse_list_body(std::string_view json, Timestamp now);

}  // namespace suggestd::http
