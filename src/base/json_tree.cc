#include "base/json_tree.h"

#include <nlohmann/json.hpp>

namespace suggestd {
namespace {

template <class Tree>
std::string text_of(const Tree& tree) {
  constexpr int kOneLine = -1;
  return tree.dump(kOneLine, ' ', false, Tree::error_handler_t::replace);
}

}  // namespace

std::string json_text(const nlohmann::json& tree) { return text_of(tree); }
std::string json_text(const nlohmann::ordered_json& tree) { return text_of(tree); }

}  // namespace suggestd
