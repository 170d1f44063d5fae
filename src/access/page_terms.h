// The terms of a key that stands in a shop's pages, where everybody can read it.
//
// Threads  plain values.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace suggestd::http {

struct PageTerms {
  std::vector<std::string> origins;    // of the pages, as parse_origin() gives them
  std::vector<std::string> scenarios;  // under which lists may be asked for

  bool has_origin(std::string_view origin) const {
    return std::ranges::find(origins, origin) != origins.end();
  }
  bool has_scenario(std::string_view name) const {
    return std::ranges::find(scenarios, name) != scenarios.end();
  }
};

}  // namespace suggestd::http
