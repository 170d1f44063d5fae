#include "recommend/groups.h"

#include <unordered_set>

namespace suggestd::recommend {

Groups::Groups(const learn::Snapshot& snapshot) : column_(snapshot.catalog.column("group_id")) {
  if (column_ != nullptr && column_->holders() == 0) column_ = nullptr;
}

catalog::TextId Groups::of(ProductRow row) const noexcept {
  if (column_ == nullptr) return catalog::kNoText;
  return column_->texts(index(row) / catalog::kRowsPerColumnBlock)[index(row) % catalog::kRowsPerColumnBlock];
}

lookup::Bitmap Groups::with_mates(std::span<const ProductRow> rows, std::size_t products) const {
  std::unordered_set<catalog::TextId> groups;
  for (const ProductRow row : rows) {
    if (const catalog::TextId group = of(row); group != catalog::kNoText) groups.insert(group);
  }
  lookup::Bitmap themselves = lookup::Bitmap::of(products, rows);
  if (groups.empty()) return themselves;
  std::vector<ProductRow> mates;
  for (std::uint32_t row = 0; row < products; ++row) {
    const catalog::TextId group = of(ProductRow{row});
    if (group != catalog::kNoText && groups.contains(group)) mates.push_back(ProductRow{row});
  }
  return themselves | lookup::Bitmap::of(products, mates);
}

}  // namespace suggestd::recommend
