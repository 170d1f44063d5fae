// The place of a member that an object names twice.
//
// Threads  pure.
#pragma once

#include <string>
#include <string_view>

namespace suggestd {

// The pointer of the first such member; "" if there is none. Keeps every name of the objects that are open,
// so it is asked only where there is one. Requires: `text` is JSON of bounded nesting.
std::string first_duplicate_key(std::string_view text);

}  // namespace suggestd
