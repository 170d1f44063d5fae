// Data sets for evaluation, as the papers' files give them.
//
// lightgcn   a line a user: `user item item ...`, whole numbers divided by blanks. A user may stand in
//            several lines and a pair may be repeated: it counts once.
// baskets    NDJSON: {"user":"u","baskets":[["a","b"],["c"]]}, in time order.
// Errors     not_found or io with the file's name; invalid with file and line.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"

namespace suggestd::evaluate {

struct UserItems {
  std::string user;
  std::vector<std::string> items;  // in the order of the file, no repeats
};

Result<std::vector<UserItems>> read_lightgcn(const std::filesystem::path& file);

using Basket = std::vector<std::string>;  // no repeats

struct UserBaskets {
  std::string user;
  std::vector<Basket> baskets;  // oldest first; none empty
};

Result<std::vector<UserBaskets>> read_baskets(const std::filesystem::path& file);

}  // namespace suggestd::evaluate
