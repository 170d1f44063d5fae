// The release that this is; CMakeLists.txt says the same.
#pragma once

#include <string_view>

namespace suggestd {

inline constexpr std::string_view kVersion = "0.1.0";

}  // namespace suggestd
