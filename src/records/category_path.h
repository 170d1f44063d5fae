// The meaning of a category's text: levels from the widest to the narrowest, divided by ">". Blanks around a
// level, and empty levels, count for nothing: "Kitchen>Tea" and " Kitchen > > Tea " are the category "Kitchen
// > Tea".
//
// Threads  pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace suggestd {

// Limits of a record (records/record_limits.h says what becomes of values beyond them).
// Levels of a category path. Google's taxonomy has 7. Each level is a value with all levels above it.
inline constexpr std::size_t kMaxCategoryLevels = 20;
// Bytes of a category path. Google takes 750 characters.
inline constexpr std::size_t kMaxCategoryBytes = 2'048;

// The category and all above it, the widest first: "Kitchen", "Kitchen > Tea". Levels beyond
// kMaxCategoryBytes or kMaxCategoryLevels are left out.
std::vector<std::string> category_levels(std::string_view path);

// The category in the one spelling that is compared; "" if the path has no level.
std::string category_name(std::string_view path);

// The number of levels of any path, within the limits or not.
std::size_t category_level_count(std::string_view path);

}  // namespace suggestd
