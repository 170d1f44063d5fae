// The one writer of a shop's catalogue; publishes versions that share what did not change.
//
// Cost     put() touches the columns whose value changes; snapshot() costs O(products changed since the
//          last one).
// Threads  one.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "catalog/catalog_view.h"

namespace suggestd::catalog {

// More property names than this are a sign of data in names; the ones beyond it are not kept as columns.
inline constexpr std::size_t kMaxPropertyColumns = 1000;

class CatalogBuilder {
 public:
  CatalogBuilder();

  // The product of a row, new or replaced.
  void put(ProductRow row, const Product& product);
  // Takes the product away; without effect if the row has none.
  void erase(ProductRow row);
  // Lets dates up to `now` come due. Readers are right without it; it spares them work.
  void advance(Timestamp now) { availability_.advance(now); }

  // The product of a row as it is now; null if it has none. Good until the next change.
  const Product* find(ProductRow row) const;

  CatalogView snapshot();

  // Property values left out: of another type than the column's, or in one column too many.
  std::uint64_t values_left_out() const noexcept { return values_left_out_; }

 private:
  void set_columns(ProductRow row, const std::vector<Value>& by_place);
  // The place of a property's column, made if there is room; no_column if not.
  std::size_t property_place(const std::string& name, Type type);
  void note_change(ProductRow row);

  lookup::BitmapBuilder present_;
  AvailabilityBuilder availability_;
  BlockTreeBuilder<ProductBlock> products_;
  std::shared_ptr<const CatalogView::ColumnPlaces> places_;
  std::vector<ColumnBuilder> columns_;
  TextDictionaryBuilder dictionary_;
  BlockTreeBuilder<ChangedRows> changes_;
  std::uint64_t version_ = 0;
  std::uint64_t values_left_out_ = 0;
};

}  // namespace suggestd::catalog
