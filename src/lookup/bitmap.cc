#include "lookup/bitmap.h"

#include <algorithm>
#include <cassert>
#include <functional>

namespace suggestd::lookup {
namespace {

constexpr std::size_t kBitsPerBlock = kBitsPerWord * kWordsPerBitmapBlock;

std::size_t blocks_for(std::size_t size) { return (size + kBitsPerBlock - 1) / kBitsPerBlock; }

// The bits of word i that lie below `size`.
std::uint64_t bits_below(std::size_t size, std::size_t i) {
  const std::size_t first = i * kBitsPerWord;
  if (first + kBitsPerWord <= size) return ~std::uint64_t{0};
  return first >= size ? 0 : (std::uint64_t{1} << (size - first)) - 1;
}

using Words = std::array<std::uint64_t, kWordsPerBitmapBlock>;

// The number of bits that are set. std::popcount is a call where the processor is any x86-64.
std::size_t bits_in(std::uint64_t word) {
  word -= (word >> 1) & 0x5555555555555555;
  word = (word & 0x3333333333333333) + ((word >> 2) & 0x3333333333333333);
  word = (word + (word >> 4)) & 0x0f0f0f0f0f0f0f0f;
  return word * 0x0101010101010101 >> 56;
}

std::size_t bits_in(const Words& words) {
  std::size_t total = 0;
  for (const std::uint64_t word : words) total += bits_in(word);
  return total;
}

bool any(const Words& words) {
  std::uint64_t all = 0;
  for (const std::uint64_t word : words) all |= word;
  return all != 0;
}

// A bitmap of `size` rows; fill(b, words) gives block b, which is cut at the size.
template <class Fill>
Bitmap make(std::size_t size, Fill fill) {
  BitmapBuilder builder;
  builder.grow(size);
  Words words{};
  for (std::size_t b = 0; b < blocks_for(size); ++b) {
    fill(b, words);
    const std::size_t first = b * kWordsPerBitmapBlock;
    if (first * kBitsPerWord + kBitsPerBlock > size) {
      for (std::size_t i = 0; i < words.size(); ++i) words[i] &= bits_below(size, first + i);
    }
    if (any(words)) builder.set_block(b, words);
  }
  return builder.snapshot();
}

// Joins two bitmaps, word by word.
template <class Join>
Bitmap join(std::size_t size, const BlockTree<BitmapBlock>& a, const BlockTree<BitmapBlock>& b, Join join) {
  static constexpr Words kNone{};
  const auto words_of = [](const BlockTree<BitmapBlock>& blocks, std::size_t i) -> const Words& {
    return i < blocks.block_count() ? blocks[i].words : kNone;
  };
  return make(size, [&](std::size_t block, Words& words) {
    const Words& left = words_of(a, block);
    const Words& right = words_of(b, block);
    for (std::size_t i = 0; i < words.size(); ++i) words[i] = join(left[i], right[i]);
  });
}

}  // namespace

Bitmap Bitmap::full(std::size_t size) {
  return make(size, [](std::size_t, Words& words) { words.fill(~std::uint64_t{0}); });
}

Bitmap Bitmap::none(std::size_t size) {
  return make(size, [](std::size_t, Words& words) { words.fill(0); });
}

Bitmap Bitmap::of(std::size_t size, std::span<const ProductRow> rows) {
  std::vector<std::uint64_t> words((size + kBitsPerWord - 1) / kBitsPerWord);
  for (const ProductRow row : rows) {
    assert(index(row) < size);
    words[index(row) / kBitsPerWord] |= std::uint64_t{1} << (index(row) % kBitsPerWord);
  }
  return from_words(size, words);
}

Bitmap Bitmap::from_words(std::size_t size, std::span<const std::uint64_t> words) {
  return make(size, [words](std::size_t b, Words& block) {
    const auto from = words.subspan(std::min(words.size(), b * kWordsPerBitmapBlock));
    const auto end = std::copy_n(from.begin(), std::min(from.size(), block.size()), block.begin());
    std::fill(end, block.end(), 0);
  });
}

std::size_t Bitmap::count() const noexcept {
  std::size_t total = 0;
  for (std::size_t b = 0; b < blocks_.block_count(); ++b) total += bits_in(blocks_[b].words);
  return total;
}

bool Bitmap::has_more_than(std::size_t limit) const noexcept {
  std::size_t total = 0;
  for (std::size_t b = 0; b < blocks_.block_count() && total <= limit; ++b)
    total += bits_in(blocks_[b].words);
  return total > limit;
}

bool Bitmap::empty() const noexcept {
  for (std::size_t b = 0; b < blocks_.block_count(); ++b) {
    if (any(blocks_[b].words)) return false;
  }
  return true;
}

std::vector<ProductRow> Bitmap::rows() const {
  std::vector<ProductRow> out;
  out.reserve(count());
  for_each([&out](ProductRow row) { out.push_back(row); });
  return out;
}

Bitmap operator&(const Bitmap& a, const Bitmap& b) {
  return join(std::max(a.size(), b.size()), a.blocks_, b.blocks_, std::bit_and<>());
}

Bitmap operator|(const Bitmap& a, const Bitmap& b) {
  return join(std::max(a.size(), b.size()), a.blocks_, b.blocks_, std::bit_or<>());
}

Bitmap operator-(const Bitmap& a, const Bitmap& b) {
  return join(std::max(a.size(), b.size()), a.blocks_, b.blocks_,
              [](std::uint64_t x, std::uint64_t y) { return x & ~y; });
}

Bitmap Bitmap::complement(std::size_t size) const {
  return join(size, blocks_, {}, [](std::uint64_t x, std::uint64_t) { return ~x; });
}

bool operator==(const Bitmap& a, const Bitmap& b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.word_count(); ++i) {
    if (a.word(i) != b.word(i)) return false;
  }
  return true;
}

void BitmapBuilder::grow(std::size_t size) {
  if (size <= size_) return;
  size_ = size;
  blocks_.grow(blocks_for(size));
}

bool BitmapBuilder::contains(ProductRow row) const noexcept {
  const std::size_t r = index(row);
  if (r >= size_) return false;
  const std::uint64_t word = blocks_[r / kBitsPerBlock].words[r / kBitsPerWord % kWordsPerBitmapBlock];
  return (word >> (r % kBitsPerWord) & 1) != 0;
}

void BitmapBuilder::set(ProductRow row, bool member) {
  const std::size_t r = index(row);
  grow(r + 1);
  if (contains(row) == member) return;
  blocks_.edit(r / kBitsPerBlock).words[r / kBitsPerWord % kWordsPerBitmapBlock] ^= std::uint64_t{1}
                                                                                    << (r % kBitsPerWord);
}

void BitmapBuilder::set_word(std::size_t i, std::uint64_t word) {
  assert(i * kBitsPerWord < size_ && (word & ~bits_below(size_, i)) == 0);
  if (blocks_[i / kWordsPerBitmapBlock].words[i % kWordsPerBitmapBlock] == word) return;
  blocks_.edit(i / kWordsPerBitmapBlock).words[i % kWordsPerBitmapBlock] = word;
}

void BitmapBuilder::set_block(std::size_t b, const Words& words) {
  assert(b < blocks_.block_count());
  blocks_.edit(b).words = words;
}

}  // namespace suggestd::lookup
