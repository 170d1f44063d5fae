#include "base/json_tree.h"

#include <nlohmann/json.hpp>

namespace suggestd {

std::string json_text(const nlohmann::json& tree) {
  constexpr int kOneLine = -1;
  return tree.dump(kOneLine, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace suggestd
