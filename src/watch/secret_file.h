// A secret that stands in a file (docs/decisions/0581).
//
// Threads  a pure function, but for the file.
#pragma once

#include <cstddef>
#include <string>

#include "base/result.h"

namespace suggestd::watch {

inline constexpr std::size_t kMostSecretBytes = 4096;

// Its text, without the blanks and line breaks at its end. Errors: those of reading; invalid for an empty file, and for
// one above kMostSecretBytes.
Result<std::string> read_secret_file(const std::string& path);

}  // namespace suggestd::watch
