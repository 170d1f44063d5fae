// A set of product rows, one bit a row, whose versions share what did not change.
//
// Idea     Bitmap is one version: immutable, cheap to copy. BitmapBuilder belongs to one writer and
//          publishes versions; after k changed rows a new version costs O(k) blocks of 512 bytes.
// Size     rows 0 .. size()-1. A row beyond the size is not in the set; sets of different sizes can
//          be combined: the result has the larger size.
// Threads  a Bitmap: any. A builder: one.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/block_tree.h"
#include "base/ids.h"

namespace suggestd::lookup {

inline constexpr std::size_t kBitsPerWord = 64;
inline constexpr std::size_t kWordsPerBitmapBlock = 64;

struct BitmapBlock {
  std::array<std::uint64_t, kWordsPerBitmapBlock> words{};
};

class Bitmap {
 public:
  Bitmap() = default;

  // All rows below `size` in the set, or none.
  static Bitmap full(std::size_t size);
  static Bitmap none(std::size_t size);
  // The set of the rows given, in any order. Requires: each row < size.
  static Bitmap of(std::size_t size, std::span<const ProductRow> rows);
  // Bit r of word w is row 64 w + r; bits at and beyond `size` are ignored.
  static Bitmap from_words(std::size_t size, std::span<const std::uint64_t> words);

  std::size_t size() const noexcept { return size_; }
  bool contains(ProductRow row) const noexcept {
    return (word(index(row) / kBitsPerWord) >> (index(row) % kBitsPerWord) & 1) != 0;
  }

  // The 64 rows from 64 i on, lowest row in the lowest bit; 0 beyond the size.
  std::uint64_t word(std::size_t i) const noexcept {
    const std::size_t block = i / kWordsPerBitmapBlock;
    return block < blocks_.block_count() ? blocks_[block].words[i % kWordsPerBitmapBlock] : 0;
  }
  std::size_t word_count() const noexcept { return (size_ + kBitsPerWord - 1) / kBitsPerWord; }

  std::size_t count() const noexcept;
  bool empty() const noexcept;
  // As count() > limit, but stops to count there.
  bool has_more_than(std::size_t limit) const noexcept;
  std::vector<ProductRow> rows() const;  // ascending

  // Calls `visit(ProductRow)` for each row of the set, ascending.
  template <class Visit>
  void for_each(Visit&& visit) const {
    for (std::size_t i = 0; i < word_count(); ++i) {
      for (std::uint64_t left = word(i); left != 0; left &= left - 1) {
        visit(ProductRow{static_cast<std::uint32_t>(i * kBitsPerWord) +
                         static_cast<std::uint32_t>(std::countr_zero(left))});
      }
    }
  }

  friend Bitmap operator&(const Bitmap& a, const Bitmap& b);
  friend Bitmap operator|(const Bitmap& a, const Bitmap& b);
  // The rows of `a` that are not in `b`; the size of the larger.
  friend Bitmap operator-(const Bitmap& a, const Bitmap& b);
  // The rows below `size` that are not in this set.
  Bitmap complement(std::size_t size) const;

  // The same size and the same rows.
  friend bool operator==(const Bitmap& a, const Bitmap& b);

 private:
  friend class BitmapBuilder;
  Bitmap(BlockTree<BitmapBlock> blocks, std::size_t size) : blocks_(std::move(blocks)), size_(size) {}

  BlockTree<BitmapBlock> blocks_;
  std::size_t size_ = 0;
};

// Asks for many rows of one set, quickest in ascending order: it keeps the word of the last one.
// Requires: the set outlives it. Threads: one.
class BitmapReader {
 public:
  explicit BitmapReader(const Bitmap& set) : set_(set) {}
  bool contains(ProductRow row) noexcept {
    if (index(row) / kBitsPerWord != at_) {
      at_ = index(row) / kBitsPerWord;
      word_ = set_.word(at_);
    }
    return (word_ >> (index(row) % kBitsPerWord) & 1) != 0;
  }

 private:
  const Bitmap& set_;
  std::size_t at_ = static_cast<std::size_t>(-1);
  std::uint64_t word_ = 0;
};

class BitmapBuilder {
 public:
  BitmapBuilder() : blocks_(BitmapBlock{}) {}
  // Goes on from a version, sharing its blocks.
  explicit BitmapBuilder(const Bitmap& version)
      : blocks_(BitmapBlock{}, version.blocks_), size_(version.size_) {}

  std::size_t size() const noexcept { return size_; }
  // Adds rows that are not in the set. Never shrinks.
  void grow(std::size_t size);

  bool contains(ProductRow row) const noexcept;
  // Puts a row in or takes it out; grows to hold the row. A call without effect copies nothing.
  void set(ProductRow row, bool member);
  // Replaces the 64 rows from 64 i on. Requires: 64 i < size(); bits beyond the size are 0.
  void set_word(std::size_t i, std::uint64_t word);
  // Replaces the rows of block b. Requires: the block begins below size(); bits beyond the size are 0.
  void set_block(std::size_t b, const std::array<std::uint64_t, kWordsPerBitmapBlock>& words);

  Bitmap snapshot() { return {blocks_.snapshot(), size_}; }

 private:
  BlockTreeBuilder<BitmapBlock> blocks_;
  std::size_t size_ = 0;
};

}  // namespace suggestd::lookup
