// Small and large writes: a customer waits for a small one, nobody for a part of an import, so small ones go
// first.
//
// Threads  plain values.
#pragma once

#include <chrono>
#include <cstddef>

namespace suggestd::store {

enum class WriteSize { small, large };
// More mutations than this are a large write.
inline constexpr std::size_t kSmallWrite = 16;
constexpr WriteSize size_of(std::size_t mutations) {
  return mutations <= kSmallWrite ? WriteSize::small : WriteSize::large;
}

// How long a write may wait for the learner to come within the bound of `bounded` reads; one that would wait
// longer is refused at once. A small write shall be answered fast. A large one may wait longer, since a
// refusal makes its sender send all of it again.
constexpr std::chrono::milliseconds longest_lag_wait(WriteSize size) {
  return std::chrono::milliseconds(size == WriteSize::small ? 100 : 2'000);
}

}  // namespace suggestd::store
