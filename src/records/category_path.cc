#include "records/category_path.h"

#include <algorithm>

namespace suggestd {
namespace {

constexpr char kDivider = '>';

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(' ');
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

// Calls `visit` with the name of each level, until it returns false.
template <class Visit>
void for_each_name(std::string_view path, Visit visit) {
  while (!path.empty()) {
    const std::size_t end = std::min(path.find(kDivider), path.size());
    const std::string_view name = trimmed(path.substr(0, end));
    path.remove_prefix(std::min(end + 1, path.size()));
    if (!name.empty() && !visit(name)) return;
  }
}

}  // namespace

std::vector<std::string> category_levels(std::string_view path) {
  std::vector<std::string> levels;
  for_each_name(path.substr(0, kMaxCategoryBytes), [&](std::string_view name) {
    levels.push_back(levels.empty() ? std::string(name) : levels.back() + " > ");
    if (levels.size() > 1) levels.back() += name;
    return levels.size() < kMaxCategoryLevels;
  });
  return levels;
}

std::string category_name(std::string_view path) {
  std::string name;
  std::size_t levels = 0;
  for_each_name(path.substr(0, kMaxCategoryBytes), [&](std::string_view level) {
    if (!name.empty()) name += " > ";
    name += level;
    return ++levels < kMaxCategoryLevels;
  });
  return name;
}

std::size_t category_level_count(std::string_view path) {
  std::size_t levels = 0;
  for_each_name(path, [&](std::string_view) { return ++levels > 0; });
  return levels;
}

}  // namespace suggestd
