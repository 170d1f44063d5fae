// The text of a JSON tree: the only way from one to the other. base/json_text.h writes what needs no tree.
//
// Threads  a pure function.
#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

namespace suggestd {

// On one line. Bytes that are no UTF-8 become U+FFFD, as in base/json_text.h.
std::string json_text(const nlohmann::json& tree);
// Its members in the order in which they were read.
std::string json_text(const nlohmann::ordered_json& tree);

}  // namespace suggestd
