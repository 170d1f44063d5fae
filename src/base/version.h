// The release that this is, or becomes; CMakeLists.txt says the same.
#pragma once

#include <string_view>

namespace suggestd {

inline constexpr std::string_view kVersion = "0.2.0";

}  // namespace suggestd
