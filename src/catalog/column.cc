#include "catalog/column.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <utility>

namespace suggestd::catalog {
namespace {

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

// Block b of a tree, or a block of missing values beyond its end.
template <class Block>
const Block& block_or_missing(const BlockTree<Block>& tree, std::size_t b) noexcept {
  static const Block kMissingBlock;
  return b < tree.block_count() ? tree[b] : kMissingBlock;
}

}  // namespace

NumberBlock::NumberBlock() { values.fill(kMissing); }

void TextSetBlock::set_row(std::size_t r, std::span<const TextId> ids) {
  const auto begin = ids_.begin() + begins_[r];
  const auto old_count = begins_[r + 1] - begins_[r];
  const auto place = ids_.erase(begin, begin + old_count);
  ids_.insert(place, ids.begin(), ids.end());
  // Wraps around where the row has shrunk; the sums are right all the same.
  const std::uint32_t growth = static_cast<std::uint32_t>(ids.size()) - old_count;
  for (std::size_t later = r + 1; later < begins_.size(); ++later) begins_[later] += growth;
}

const std::array<double, kRowsPerColumnBlock>& Column::numbers(std::size_t b) const noexcept {
  return block_or_missing(numbers_, b).values;
}

const std::array<TextId, kRowsPerColumnBlock>& Column::texts(std::size_t b) const noexcept {
  return block_or_missing(texts_, b).ids;
}

const TextSetBlock& Column::sets(std::size_t b) const noexcept { return block_or_missing(sets_, b); }

Value Column::value(ProductRow row, const TextDictionary& dictionary) const {
  const std::size_t b = index(row) / kRowsPerColumnBlock;
  const std::size_t r = index(row) % kRowsPerColumnBlock;
  switch (type_) {
    case Type::boolean:
    case Type::number:
    case Type::time:
    case Type::duration: {
      const double number = numbers(b)[r];
      return std::isnan(number) ? Value{} : Value{type_, number, {}, {}};
    }
    case Type::text: {
      const TextId id = texts(b)[r];
      return id == kNoText ? Value{} : text_value(dictionary.text(id));
    }
    case Type::text_set: {
      std::vector<std::string> members;
      for (TextId id : sets(b).row(r)) members.push_back(dictionary.text(id));
      return members.empty() ? Value{} : set_value(std::move(members));
    }
    case Type::missing:
      break;
  }
  return {};
}

ColumnBuilder::ColumnBuilder(Type type)
    : type_(type), numbers_(NumberBlock{}), texts_(TextIdBlock{}), sets_(TextSetBlock{}) {}

void ColumnBuilder::set(ProductRow row, const Value& value, TextDictionaryBuilder& dictionary) {
  assert(value.type == type_ || value.type == Type::missing);
  const bool missing = value.type == Type::missing;
  bool had = false;
  if (type_ == Type::text) {
    had = set_text(index(row), missing ? kNoText : dictionary.intern(value.text));
  } else if (type_ == Type::text_set) {
    std::vector<TextId> ids;
    for (const std::string& member : value.set) ids.push_back(dictionary.intern(member));
    had = set_set(index(row), ids);
  } else {
    had = set_number(index(row), missing ? kMissing : value.number);
  }
  const bool has = type_ == Type::text_set ? !value.set.empty() : !missing;
  holders_ = holders_ + (has ? 1 : 0) - (had ? 1 : 0);
}

bool ColumnBuilder::set_number(std::size_t row, double number) {
  numbers_.grow(row / kRowsPerColumnBlock + 1);
  const double before = numbers_[row / kRowsPerColumnBlock].values[row % kRowsPerColumnBlock];
  const bool had = !std::isnan(before);
  if (before == number || (!had && std::isnan(number))) return had;
  numbers_.edit(row / kRowsPerColumnBlock).values[row % kRowsPerColumnBlock] = number;
  changed_ = true;
  return had;
}

bool ColumnBuilder::set_text(std::size_t row, TextId id) {
  texts_.grow(row / kRowsPerColumnBlock + 1);
  const TextId before = texts_[row / kRowsPerColumnBlock].ids[row % kRowsPerColumnBlock];
  if (before == id) return before != kNoText;
  texts_.edit(row / kRowsPerColumnBlock).ids[row % kRowsPerColumnBlock] = id;
  changed_ = true;
  return before != kNoText;
}

bool ColumnBuilder::set_set(std::size_t row, std::span<const TextId> ids) {
  sets_.grow(row / kRowsPerColumnBlock + 1);
  const std::span<const TextId> before = sets_[row / kRowsPerColumnBlock].row(row % kRowsPerColumnBlock);
  const bool had = !before.empty();
  if (std::equal(before.begin(), before.end(), ids.begin(), ids.end())) return had;
  sets_.edit(row / kRowsPerColumnBlock).set_row(row % kRowsPerColumnBlock, ids);
  changed_ = true;
  return had;
}

std::shared_ptr<const Column> ColumnBuilder::snapshot() {
  if (!changed_) return published_;
  Column version;
  version.type_ = type_;
  version.holders_ = holders_;
  version.numbers_ = numbers_.snapshot();
  version.texts_ = texts_.snapshot();
  version.sets_ = sets_.snapshot();
  published_ = std::make_shared<const Column>(std::move(version));
  changed_ = false;
  return published_;
}

}  // namespace suggestd::catalog
