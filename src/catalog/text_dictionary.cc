#include "catalog/text_dictionary.h"

#include <xxhash.h>

#include <utility>

namespace suggestd::catalog {
namespace {

constexpr std::size_t kSlotsPerBlock = std::tuple_size_v<decltype(TextSlots::ids)>;
constexpr std::size_t kTextsPerBlock = std::tuple_size_v<decltype(TextBlock::texts)>;

// Walks the slots where `text` may stand; returns the first that holds it or is free.
template <class Slots, class TextOf>
std::size_t find_slot(const Slots& slots, std::string_view text, TextOf text_of) {
  const std::size_t mask = slots.block_count() * kSlotsPerBlock - 1;
  std::size_t slot = XXH3_64bits(text.data(), text.size()) & mask;
  for (;; slot = (slot + 1) & mask) {
    const TextId id = slots[slot / kSlotsPerBlock].ids[slot % kSlotsPerBlock];
    if (id == kNoText || text_of(id) == text) return slot;
  }
}

}  // namespace

TextId TextDictionary::find(std::string_view text) const {
  if (slots_.block_count() == 0) return kNoText;
  const std::size_t slot =
      find_slot(slots_, text, [this](TextId id) -> const std::string& { return this->text(id); });
  return slots_[slot / kSlotsPerBlock].ids[slot % kSlotsPerBlock];
}

TextDictionaryBuilder::TextDictionaryBuilder() : texts_(TextBlock{}), slots_(TextSlots{}) {
  texts_.grow(1);
  slots_.grow(1);
}

TextId TextDictionaryBuilder::intern(std::string_view text) {
  const auto text_of = [this](TextId id) -> const std::string& { return this->text(id); };
  const std::size_t slot = find_slot(slots_, text, text_of);
  const TextId found = slots_[slot / kSlotsPerBlock].ids[slot % kSlotsPerBlock];
  if (found != kNoText) return found;

  const auto id = static_cast<TextId>(size_++);
  texts_.grow(number(id) / kTextsPerBlock + 1);
  texts_.edit(number(id) / kTextsPerBlock).texts[number(id) % kTextsPerBlock] =
      std::make_shared<const std::string>(text);
  if (2 * size_ > slots_.block_count() * kSlotsPerBlock) {
    double_slots();
  } else {
    slots_.edit(slot / kSlotsPerBlock).ids[slot % kSlotsPerBlock] = id;
  }
  return id;
}

// The slot keeps the number: searches for other texts walk on over it, as before.
void TextDictionaryBuilder::forget(TextId id, std::string_view in_its_place) {
  texts_.edit(number(id) / kTextsPerBlock).texts[number(id) % kTextsPerBlock] =
      std::make_shared<const std::string>(in_its_place);
}

void TextDictionaryBuilder::double_slots() {
  const std::size_t blocks = slots_.block_count() * 2;
  slots_ = BlockTreeBuilder<TextSlots>(TextSlots{});
  slots_.grow(blocks);
  for (std::uint32_t i = 1; i < size_; ++i) insert_slot(TextId{i});
}

void TextDictionaryBuilder::insert_slot(TextId id) {
  const auto text_of = [this](TextId other) -> const std::string& { return this->text(other); };
  const std::size_t slot = find_slot(slots_, text(id), text_of);
  slots_.edit(slot / kSlotsPerBlock).ids[slot % kSlotsPerBlock] = id;
}

TextDictionary TextDictionaryBuilder::snapshot() {
  TextDictionary version;
  version.texts_ = texts_.snapshot();
  version.slots_ = slots_.snapshot();
  version.size_ = size_;
  return version;
}

}  // namespace suggestd::catalog
