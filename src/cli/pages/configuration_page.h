// The manual page suggestd.toml(5), made from the table of configuration keys.
#pragma once

#include <string>

namespace suggestd::cli {

std::string configuration_page();

}  // namespace suggestd::cli
