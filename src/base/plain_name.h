// Names of files that a caller may choose.
//
// Threads  pure.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace suggestd {

// Letters, digits, '-', '_' and '.', up to 100, not beginning with a dot: it leads into no other folder.
// Errors: invalid, with the rule.
Status check_plain_name(std::string_view name);

// A plain file name for any id; other ids have other names.
std::string file_name_of(std::string_view id);

}  // namespace suggestd
