// One version of a shop's catalogue: its products and their attributes in columns.
//
// Names    attributes go by name: the built-in ones (product_values.h), and the members of a product's
//          `properties`. A built-in name wins; "properties.price" is the property of that name.
//          "categories" is another name of "category".
// Types    a property has the type of the values that products hold at present; a value of another type
//          counts as missing for that product.
// Threads  immutable: any number of readers. Cheap to copy.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/block_tree.h"
#include "base/ids.h"
#include "base/time.h"
#include "catalog/availability.h"
#include "catalog/column.h"
#include "catalog/text_dictionary.h"
#include "lookup/bitmap.h"
#include "records/product.h"

namespace suggestd::catalog {

struct ProductBlock {
  std::array<std::shared_ptr<const Product>, 64> products;
};

// The rows changed last, so that rows worked out for an older version can be brought up to date.
struct ChangedRows {
  static constexpr std::size_t kRowsPerBlock = 64;
  static constexpr std::uint64_t kKept = 1024 * kRowsPerBlock;
  std::array<ProductRow, kRowsPerBlock> rows{};
};

class CatalogView {
 public:
  CatalogView();  // no products

  // One more than the largest row that ever held a product.
  std::size_t size() const noexcept;
  bool contains(ProductRow row) const noexcept;
  // Requires: contains(row). Lives as long as this version.
  const Product& product(ProductRow row) const noexcept;
  const lookup::Bitmap& present() const noexcept;

  // The products that may be shown at `now` (availability.h): for every list.
  lookup::Bitmap available(Timestamp now) const;
  bool is_available(ProductRow row, Timestamp now) const noexcept;

  // Null if no product ever had an attribute of that name.
  const Column* column(std::string_view name) const;
  // The attribute of one product; missing if it has none.
  Value value(ProductRow row, std::string_view name) const;
  // Names of properties that got no column, because all were taken when a product with them came: the first
  // kMaxPropertyColumns of them. Sent again, the product gets one if there is one by then.
  using NameSet = std::set<std::string, std::less<>>;
  const NameSet& names_without_column() const;
  // All names that column() knows, sorted.
  std::vector<std::string_view> names() const;
  const TextDictionary& dictionary() const noexcept;

  // Counts changes of products since the catalogue was built; two views of one builder with the same
  // count are the same.
  std::uint64_t version() const noexcept;
  // The rows changed since `version`, with repeats; false if that is too long ago to be known.
  bool changed_since(std::uint64_t version, std::vector<ProductRow>& rows) const;

 private:
  friend class CatalogBuilder;
  using ColumnPlaces = std::map<std::string, std::size_t, std::less<>>;
  struct State {
    lookup::Bitmap present;
    Availability availability;
    BlockTree<ProductBlock> products;
    std::shared_ptr<const ColumnPlaces> places;     // property columns as "properties.NAME"
    std::shared_ptr<const NameSet> without_column;  // null: none
    std::vector<std::shared_ptr<const Column>> columns;
    TextDictionary dictionary;
    BlockTree<ChangedRows> changes;  // a ring: change n is at n modulo kKept
    std::uint64_t version = 0;
  };
  explicit CatalogView(std::shared_ptr<const State> state) : state_(std::move(state)) {}

  std::shared_ptr<const State> state_;
};

}  // namespace suggestd::catalog
