// Each distinct text of a catalogue once, with a number, so that equality is equality of numbers.
//
// Idea     the numbers are handed out in the order of first sight and never used again for another text;
//          number 0 is "missing". Texts and the hash table that finds them are block trees, so a version
//          costs as much as the texts added since the last one. A text that no product holds any more stays
//          until the catalogue is built anew (at the next start).
// Threads  a TextDictionary: any. A builder: one.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/block_tree.h"

namespace suggestd::catalog {

enum class TextId : std::uint32_t {};
inline constexpr TextId kNoText{0};
constexpr std::uint32_t number(TextId id) { return static_cast<std::uint32_t>(id); }

struct TextBlock {
  std::array<std::shared_ptr<const std::string>, 64> texts;
};
struct TextSlots {
  std::array<TextId, 256> ids{};
};

class TextDictionary {
 public:
  TextDictionary() = default;

  // kNoText if no product ever had this text.
  TextId find(std::string_view text) const;
  // Requires: id is of this dictionary (or a version before), and not kNoText.
  const std::string& text(TextId id) const noexcept {
    return *texts_[number(id) / 64].texts[number(id) % 64];
  }
  // One more than the largest number.
  std::size_t size() const noexcept { return size_; }

 private:
  friend class TextDictionaryBuilder;
  BlockTree<TextBlock> texts_;
  BlockTree<TextSlots> slots_;  // a power of two of blocks; open addressing, linear probing
  std::size_t size_ = 1;
};

class TextDictionaryBuilder {
 public:
  TextDictionaryBuilder();

  // The number of `text`, a new one if it has none yet.
  TextId intern(std::string_view text);
  // Lets a text go: `in_its_place` stands there from now on, and intern() finds the number by neither.
  // Requires: no number has that text.
  void forget(TextId id, std::string_view in_its_place);
  TextDictionary snapshot();

 private:
  void insert_slot(TextId id);
  void double_slots();
  const std::string& text(TextId id) const { return *texts_[number(id) / 64].texts[number(id) % 64]; }

  BlockTreeBuilder<TextBlock> texts_;
  BlockTreeBuilder<TextSlots> slots_;
  std::size_t size_ = 1;
};

}  // namespace suggestd::catalog
