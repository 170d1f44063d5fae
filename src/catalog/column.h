// One attribute of all products, by row, in blocks of 64 rows that versions share.
//
// Threads  a Column: any. A ColumnBuilder: one.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "base/block_tree.h"
#include "base/ids.h"
#include "catalog/text_dictionary.h"
#include "catalog/value.h"

namespace suggestd::catalog {

inline constexpr std::size_t kRowsPerColumnBlock = 64;

struct NumberBlock {
  NumberBlock();                                     // all missing
  std::array<double, kRowsPerColumnBlock> values{};  // NaN: missing
};

struct TextIdBlock {
  std::array<TextId, kRowsPerColumnBlock> ids{};
};

class TextSetBlock {
 public:
  std::span<const TextId> row(std::size_t r) const noexcept {
    return std::span(ids_).subspan(begins_[r], begins_[r + 1] - begins_[r]);
  }
  void set_row(std::size_t r, std::span<const TextId> ids);

 private:
  std::array<std::uint32_t, kRowsPerColumnBlock + 1> begins_{};
  std::vector<TextId> ids_;
};

// Values of one type: boolean, number and time as numbers, text as one TextId, text_set as several.
class Column {
 public:
  Type type() const noexcept { return type_; }
  // The number of rows that have a value.
  std::size_t holders() const noexcept { return holders_; }

  // The 64 rows from 64 b on; missing beyond the end. Requires: the column is of such a type.
  const std::array<double, kRowsPerColumnBlock>& numbers(std::size_t b) const noexcept;
  const std::array<TextId, kRowsPerColumnBlock>& texts(std::size_t b) const noexcept;
  const TextSetBlock& sets(std::size_t b) const noexcept;

  Value value(ProductRow row, const TextDictionary& dictionary) const;

 private:
  friend class ColumnBuilder;
  Type type_ = Type::missing;
  std::size_t holders_ = 0;
  BlockTree<NumberBlock> numbers_;
  BlockTree<TextIdBlock> texts_;
  BlockTree<TextSetBlock> sets_;
};

class ColumnBuilder {
 public:
  explicit ColumnBuilder(Type type);

  Type type() const noexcept { return type_; }
  // The number of rows that have a value.
  std::size_t holders() const noexcept { return holders_; }

  // Gives the row a value, or none if it is missing. A call without effect copies nothing.
  // Requires: value.type is type() or missing.
  void set(ProductRow row, const Value& value, TextDictionaryBuilder& dictionary);

  std::shared_ptr<const Column> snapshot();

 private:
  // Each returns true if the row had a value before.
  bool set_number(std::size_t row, double number);
  bool set_text(std::size_t row, TextId id);
  bool set_set(std::size_t row, std::span<const TextId> ids);

  Type type_;
  std::size_t holders_ = 0;
  bool changed_ = true;
  BlockTreeBuilder<NumberBlock> numbers_;
  BlockTreeBuilder<TextIdBlock> texts_;
  BlockTreeBuilder<TextSetBlock> sets_;
  std::shared_ptr<const Column> published_;
};

}  // namespace suggestd::catalog
