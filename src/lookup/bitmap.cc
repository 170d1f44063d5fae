#include "lookup/bitmap.h"

#include <algorithm>
#include <cassert>

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

// A bitmap of `size` rows whose word i is word_of(i), cut at the size.
template <class WordOf>
Bitmap make(std::size_t size, WordOf word_of) {
  BitmapBuilder builder;
  builder.grow(size);
  const std::size_t words = (size + kBitsPerWord - 1) / kBitsPerWord;
  for (std::size_t i = 0; i < words; ++i) {
    if (const std::uint64_t word = word_of(i) & bits_below(size, i); word != 0) builder.set_word(i, word);
  }
  return builder.snapshot();
}

}  // namespace

Bitmap Bitmap::full(std::size_t size) {
  return make(size, [](std::size_t) { return ~std::uint64_t{0}; });
}

Bitmap Bitmap::none(std::size_t size) {
  return make(size, [](std::size_t) { return std::uint64_t{0}; });
}

Bitmap Bitmap::of(std::size_t size, std::span<const ProductRow> rows) {
  BitmapBuilder builder;
  builder.grow(size);
  for (ProductRow row : rows) {
    assert(index(row) < size);
    builder.set(row, true);
  }
  return builder.snapshot();
}

Bitmap Bitmap::from_words(std::size_t size, std::span<const std::uint64_t> words) {
  return make(size, [words](std::size_t i) { return i < words.size() ? words[i] : 0; });
}

std::size_t Bitmap::count() const noexcept {
  std::size_t total = 0;
  for (std::size_t b = 0; b < blocks_.block_count(); ++b) {
    for (std::uint64_t word : blocks_[b].words) total += static_cast<std::size_t>(std::popcount(word));
  }
  return total;
}

bool Bitmap::empty() const noexcept {
  for (std::size_t b = 0; b < blocks_.block_count(); ++b) {
    if (std::any_of(blocks_[b].words.begin(), blocks_[b].words.end(), [](auto word) { return word != 0; })) {
      return false;
    }
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
  return make(std::max(a.size(), b.size()), [&](std::size_t i) { return a.word(i) & b.word(i); });
}

Bitmap operator|(const Bitmap& a, const Bitmap& b) {
  return make(std::max(a.size(), b.size()), [&](std::size_t i) { return a.word(i) | b.word(i); });
}

Bitmap operator-(const Bitmap& a, const Bitmap& b) {
  return make(std::max(a.size(), b.size()), [&](std::size_t i) { return a.word(i) & ~b.word(i); });
}

Bitmap Bitmap::complement(std::size_t size) const {
  return make(size, [this](std::size_t i) { return ~word(i); });
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

}  // namespace suggestd::lookup
