// The document of a shop that says: its whole catalogue has been sent, in a full synchronisation that was
// finished. Products that the catalogue has not named by then are not sold.
//
// Threads  constants.
#pragma once

#include <string_view>

namespace suggestd {

inline constexpr std::string_view kWholeCatalogueDocument = "catalogue/whole";
inline constexpr std::string_view kWholeCatalogueJson = R"({"whole":true})";

}  // namespace suggestd
