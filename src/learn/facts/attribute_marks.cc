#include "learn/facts/attribute_marks.h"

#include <xxhash.h>

#include <algorithm>
#include <string>
#include <string_view>

#include "learn/facts/attributes.h"

namespace suggestd::learn {
namespace {

MarkKind kind_of_text(std::string_view attribute) {
  if (attribute.starts_with("category ")) return MarkKind::category;
  if (attribute.starts_with("brand ")) return MarkKind::brand;
  if (attribute.starts_with("word ")) return MarkKind::word;
  if (attribute.starts_with("price ")) return MarkKind::price;
  return MarkKind::property;
}

}  // namespace

std::vector<AttributeMark> marks_of(const Product& product) {
  std::vector<AttributeMark> marks;
  for (const std::string& attribute : attributes_of(product)) {
    const auto hash = static_cast<std::uint32_t>(XXH64(attribute.data(), attribute.size(), 0)) >> 3U;
    marks.push_back(
        static_cast<AttributeMark>(static_cast<std::uint32_t>(kind_of_text(attribute)) << 29U | hash));
  }
  std::sort(marks.begin(), marks.end());
  marks.erase(std::unique(marks.begin(), marks.end()), marks.end());
  return marks;
}

}  // namespace suggestd::learn
