// The groups of a catalogue's products: those with one group_id are variants of one thing (sizes, colours).
//
// Threads  pure.
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "base/ids.h"
#include "catalog/column.h"
#include "learn/snapshot.h"
#include "lookup/bitmap.h"

namespace suggestd::recommend {

class Groups {
 public:
  // None: every product is a thing of its own.
  Groups() = default;
  // Requires: the snapshot outlives the groups.
  explicit Groups(const learn::Snapshot& snapshot);

  bool any() const noexcept { return column_ != nullptr; }
  // kNoText if the product is in no group.
  catalog::TextId of(ProductRow row) const noexcept;
  // `rows` and all products of their groups. Looks at every product if one of `rows` is in a group.
  lookup::Bitmap with_mates(std::span<const ProductRow> rows, std::size_t products) const;

 private:
  const catalog::Column* column_ = nullptr;  // null: no product is in a group
};

}  // namespace suggestd::recommend
