// An error in a filter or booster, with its place.
//
// Threads  pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.h"

namespace suggestd::catalog {

// Kind invalid; the message is "column N: what", then the line of the source with a caret under the
// place. `offset` counts bytes; the column counts characters from 1.
Error expression_error(std::string_view source, std::size_t offset, std::string_view what);

}  // namespace suggestd::catalog
