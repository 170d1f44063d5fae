// The rows that a walk meets, each once, ascending at the end: a bit for each row. To mark one costs no branch, and to
// read them all is quicker than to sort some thousand.
//
// Threads  one: keep one for each, so that its memory is kept.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace suggestd::recommend {

template <class Row>
class MarkedRows {
 public:
  // Rows below `rows` can be marked. Never shrinks.
  void grow(std::size_t rows) { words_.resize(std::max(words_.size(), (rows + kBits - 1) / kBits), 0); }

  void mark(std::size_t row) noexcept { words_[row / kBits] |= std::uint64_t{1} << row % kBits; }

  // Sets `rows` to the marked ones, ascending, of which none is marked afterwards.
  void take(std::vector<Row>& rows) {
    rows.clear();
    for (std::size_t word = 0; word < words_.size(); ++word) {
      for (std::uint64_t left = std::exchange(words_[word], 0); left != 0; left &= left - 1)
        rows.push_back(Row{static_cast<std::uint32_t>(word * kBits) +
                           static_cast<std::uint32_t>(std::countr_zero(left))});
    }
  }

 private:
  static constexpr std::size_t kBits = 64;
  std::vector<std::uint64_t> words_;
};

}  // namespace suggestd::recommend
