// What the log says, before anything is learned from it: people's histories, merges, the catalogue,
// popularity, the clock.
//
// Exact    changed, cancelled and refunded orders carry their earlier version, which is taken back first;
//          the result is that of a log in which only the last version was placed. A version that is not
//          there (retention has taken its record, or its person was forgotten) takes nothing back.
// Threads  one.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "base/block_tree.h"
#include "catalog/catalog_builder.h"
#include "learn/checkpoint_rows.h"
#include "learn/log_clock.h"
#include "learn/people.h"
#include "records/change.h"

namespace suggestd::learn {

class Facts {
 public:
  explicit Facts(const ModelOptions& options);

  void apply(const Change& change);

  People& people() noexcept { return people_; }
  const People& people() const noexcept { return people_; }
  const LogClock& clock() const noexcept { return clock_; }
  std::size_t product_count() const noexcept { return product_count_; }
  // Orders and purchase events put into histories; what was taken back is still counted.
  std::uint64_t baskets() const noexcept { return baskets_; }
  // People who were removed.
  std::uint64_t forgotten() const noexcept { return forgotten_; }
  // Purchases and other signs of wanting a product, halved with every options.popular_half_life, now.
  double left_of_month(ProductRow row) const;
  // The product's entry in the catalogue; null if it was deleted. Good until the next record.
  const Product* product(ProductRow row) const { return catalog_.find(row); }
  // Requires: the log has named the product.
  ProductRow row_of_known(std::string_view product_id) { return product_names_.intern(product_id); }
  // Products whose counts, buyers or catalogue entry changed since the last call, ascending; for the
  // checkpoint.
  std::vector<ProductRow> take_unsaved_products();
  // Marks a product as changed for a reason that the facts do not know of.
  void note_unsaved(ProductRow row) { unsaved_products_[index(row)] = true; }

  // From a checkpoint; products in order from 0.
  void restore_clock(Timestamp latest, Timestamp landmark) { clock_.restore(latest, landmark); }
  void restore_product(const ProductRecord& record);
  void restore_counts(std::uint64_t baskets, std::uint64_t forgotten) {
    baskets_ = baskets;
    forgotten_ = forgotten;
  }

  // Fills in what is the facts' of a snapshot; the rest is as it was.
  void publish(Snapshot& snapshot);

 private:
  void apply_order(const Change& change, const OrderChange& orders);
  void apply_event(const Change& change, const Event& event);
  void apply_product(const Change& change);
  void apply_user(const Change& change);
  void forget(PersonIdKind kind, std::string_view id);

  void take_back(const Order& order, Timestamp committed);
  void put(const Order& order, Timestamp committed);
  UserRow person_of(const Order& order);
  // Lines joined by product, less what was refunded; products named for the first time get their rows.
  std::vector<BasketLine> lines_of(const Order& order, Timestamp at);
  ProductRow product_row(std::string_view id, Timestamp at);
  void count(ProductRow row, Timestamp at, double amount);
  void note_buyer(ProductRow row, UserRow person);
  void uncount(ProductRow row, Timestamp at, double amount);
  ProductState& edit(ProductRow row);

  ModelOptions options_;
  LogClock clock_;
  People people_;
  NamesBuilder<ProductRow> product_names_;
  std::size_t product_count_ = 0;
  std::uint64_t baskets_ = 0;
  std::uint64_t forgotten_ = 0;
  BlockTreeBuilder<ProductStateBlock> products_;
  BlockTreeBuilder<BuyersBlock> buyers_;
  catalog::CatalogBuilder catalog_;
  std::shared_ptr<catalog::FilterCache> filters_ = std::make_shared<catalog::FilterCache>();
  std::vector<bool> unsaved_products_;  // by row
};

}  // namespace suggestd::learn
