// The one writer of a shop's catalogue; publishes versions that share the blocks that did not change.
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
#include "catalog/product_values.h"

namespace suggestd::catalog {

// More property names than this are a sign of data in names. A name that no product has any more gives its
// column to the next; while all are in use, a further name gets none, and filters that name it say so.
inline constexpr std::size_t kMaxPropertyColumns = 1000;

class CatalogBuilder {
 public:
  CatalogBuilder();

  // Puts the product of a row, new or replaced.
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
  void place_fresh(std::vector<NamedValue>& fresh, std::vector<Value>& by_place);
  void note_without_column(const std::string& name);
  void note_column(const std::string& name);
  void note_change(ProductRow row);

  lookup::BitmapBuilder present_;
  AvailabilityBuilder availability_;
  BlockTreeBuilder<ProductBlock> products_;
  std::shared_ptr<const CatalogView::ColumnPlaces> places_;
  std::shared_ptr<const CatalogView::NameSet> without_column_ = std::make_shared<CatalogView::NameSet>();
  std::vector<ColumnBuilder> columns_;
  TextDictionaryBuilder dictionary_;
  BlockTreeBuilder<ChangedRows> changes_;
  std::uint64_t version_ = 0;
  std::uint64_t values_left_out_ = 0;
};

}  // namespace suggestd::catalog
