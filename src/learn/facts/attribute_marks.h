// A product's attributes as numbers that are quick to compare.
//
// Marks    one number for each attribute (learn/facts/attributes.h): 3 bits of its kind, 29 bits of a hash
//          of its text. Two texts of one kind have the same number once in 500 million pairs.
// Threads  pure.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "records/product.h"

namespace suggestd::learn {

enum class MarkKind : std::uint8_t { category, brand, word, property, price };
inline constexpr std::size_t kMarkKinds = 5;

enum class AttributeMark : std::uint32_t {};
constexpr MarkKind kind_of(AttributeMark mark) {
  return static_cast<MarkKind>(static_cast<std::uint32_t>(mark) >> 29U);
}

// Ascending, each once.
std::vector<AttributeMark> marks_of(const Product& product);

// Null: the catalogue says nothing.
struct MarksBlock {
  std::array<std::shared_ptr<const std::vector<AttributeMark>>, 64> products;
};

}  // namespace suggestd::learn
