// Asks memory for what is read soon, so that reads which depend on each other need not wait one after the other.
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>

#include "base/aligned_vector.h"

namespace suggestd {

// The first `most` bytes of the values.
template <class T>
void prefetch(std::span<const T> values, std::size_t most = static_cast<std::size_t>(-1)) {
  const auto* at = reinterpret_cast<const char*>(values.data());
  const std::size_t bytes = std::min(values.size_bytes(), most);
  for (std::size_t byte = 0; byte < bytes; byte += kCacheLine) __builtin_prefetch(at + byte);
}

}  // namespace suggestd
