#include "records/record_limits.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/json_tree.h"
#include "records/category_path.h"

namespace suggestd {
namespace {

using Json = nlohmann::json;

// The fewest bytes that a name takes with its value: "a":1,
constexpr std::size_t kFewestBytesPerProperty = 6;

std::size_t count_names(const Json& object) {
  std::size_t names = 0;
  for (const auto& member : object) names += member.is_object() ? count_names(member) : 1;
  return names;
}

// The first list of too many elements below `object`; nothing if there is none.
const Json* longest_list(const Json& object, const std::string& pointer, std::string& found_at) {
  for (const auto& [name, member] : object.items()) {
    const std::string place = pointer + "/" + name;
    if (member.is_array() && member.size() > kMaxPropertyValues) {
      found_at = place;
      return &member;
    }
    if (!member.is_object()) continue;
    if (const Json* below = longest_list(member, place, found_at)) return below;
  }
  return nullptr;
}

// Keeps the first `left` names; takes out lists of too many elements.
void cut_names(Json& object, std::size_t& left) {
  for (auto member = object.begin(); member != object.end();) {
    if (member->is_object()) {
      cut_names(*member, left);
      member = member->empty() ? object.erase(member) : std::next(member);
    } else if (left == 0 || (member->is_array() && member->size() > kMaxPropertyValues)) {
      member = object.erase(member);
    } else {
      --left;
      ++member;
    }
  }
}

std::string first_levels(std::string_view path) {
  std::size_t levels = 0;
  std::size_t end = 0;
  while (end < path.size() && levels < kMaxCategoryLevels) {
    const std::size_t next = std::min(path.find('>', end), path.size());
    if (path.substr(end, next - end).find_first_not_of(' ') != std::string_view::npos) ++levels;
    if (levels == kMaxCategoryLevels) return std::string(path.substr(0, next));
    end = next + 1;
  }
  return std::string(path);
}

// Cuts at a byte limit, never within a UTF-8 character.
std::string_view first_bytes(std::string_view text, std::size_t most) {
  if (text.size() <= most) return text;
  while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xC0U) == 0x80U) --most;
  return text.substr(0, most);
}

std::string sentence(const std::vector<FieldError>& errors) {
  return errors.empty() ? std::string() : fmt::format("{} {}", errors.front().pointer, errors.front().detail);
}

std::string cut_categories(std::vector<std::string>& categories) {
  std::string reason = sentence(beyond_limits(categories, "/categories"));
  if (reason.empty()) return reason;
  categories.resize(std::min(categories.size(), kMaxCategories));
  for (std::string& path : categories) path = first_levels(first_bytes(path, kMaxCategoryBytes));
  return reason;
}

std::string cut_properties(std::string& text) {
  if (text.size() / kFewestBytesPerProperty < kMaxProperties && text.size() / 2 < kMaxPropertyValues)
    return {};
  Json json = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!json.is_object()) return {};
  std::string reason = sentence(beyond_limits(json, "/properties"));
  if (reason.empty()) return reason;
  std::size_t left = kMaxProperties;
  cut_names(json, left);
  text = json.empty() ? std::string() : json_text(json);
  return reason;
}

}  // namespace

std::vector<FieldError> beyond_limits(const Json& properties, const std::string& pointer) {
  std::vector<FieldError> errors;
  if (const std::size_t names = count_names(properties); names > kMaxProperties) {
    errors.push_back({pointer, fmt::format("has {} names; at most {} are taken", names, kMaxProperties)});
  }
  std::string place;
  if (const Json* list = longest_list(properties, pointer, place)) {
    errors.push_back(
        {place, fmt::format("has {} values; at most {} are taken", list->size(), kMaxPropertyValues)});
  }
  return errors;
}

std::vector<FieldError> beyond_limits(const std::vector<std::string>& categories,
                                      const std::string& pointer) {
  std::vector<FieldError> errors;
  if (categories.size() > kMaxCategories) {
    errors.push_back(
        {pointer, fmt::format("has {} paths; at most {} are taken", categories.size(), kMaxCategories)});
  }
  const auto first = [&](auto beyond, auto detail) {
    const auto found = std::find_if(categories.begin(), categories.end(), beyond);
    if (found == categories.end()) return;
    errors.push_back({fmt::format("{}/{}", pointer, found - categories.begin()), detail(*found)});
  };
  first([](const std::string& path) { return path.size() > kMaxCategoryBytes; },
        [](const std::string& path) {
          return fmt::format("has {} bytes; a category has at most {}", path.size(), kMaxCategoryBytes);
        });
  first([](const std::string& path) { return category_level_count(path) > kMaxCategoryLevels; },
        [](const std::string& path) {
          return fmt::format("has {} levels; a category has at most {}", category_level_count(path),
                             kMaxCategoryLevels);
        });
  return errors;
}

std::string cut_to_limits(Product& product) {
  std::string reason = cut_categories(product.categories);
  std::string of_properties = cut_properties(product.properties);
  return reason.empty() ? of_properties : reason;
}

}  // namespace suggestd
