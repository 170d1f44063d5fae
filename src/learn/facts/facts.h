// The facts of the log, before anything is learned from them: people's histories, merges, the catalogue,
// popularity, the clock.
//
// Exact    changed, cancelled and refunded orders carry their earlier version, which is taken back first;
//          the result is that of a log in which only the last version was placed. A version that is not
//          there (retention has taken its record, or its person was forgotten) takes nothing back.
// Threads  one.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/block_tree.h"
#include "catalog/catalog_builder.h"
#include "learn/facts/attribute_marks.h"
#include "learn/facts/event_rate.h"
#include "learn/facts/fact_records.h"
#include "learn/facts/latest_acts.h"
#include "learn/facts/log_clock.h"
#include "learn/facts/people.h"
#include "lookup/bitmap.h"
#include "records/change.h"

namespace suggestd::learn {

class Facts {
 public:
  explicit Facts(const ModelOptions& options);

  void apply(const Change& change);
  // Says which parts of the last record were left out, because they are beyond the limits
  // (records/record_limits.h); "" if it was used as it stands.
  const std::string& remark() const noexcept { return remark_; }

  People& people() noexcept { return people_; }
  const People& people() const noexcept { return people_; }
  const LogClock& clock() const noexcept { return clock_; }
  std::size_t product_count() const noexcept { return product_count_; }
  // Orders and purchase events put into histories so far; those that were taken back later still count.
  std::uint64_t baskets() const noexcept { return baskets_; }
  // People who were removed; all whom a new rule on consent takes out count as one.
  std::uint64_t forgotten() const noexcept { return forgotten_; }
  // Events faster than people make them (learn/facts/event_rate.h).
  const UnlikelyEvents& unlikely() const noexcept { return unlikely_; }
  const EventRate& rate_of(UserRow row) const;
  // True once a full synchronisation of the catalogue has been finished.
  bool catalogue_whole() const noexcept { return catalogue_whole_; }
  // Purchases alone, by days of the clock: the learned blend is fitted on what is left of them.
  const model::DailyPurchases& bought(ProductRow row) const;
  // The product's entry in the catalogue; null if it was deleted. Good until the next record.
  const Product* product(ProductRow row) const { return catalog_.find(row); }
  // Requires: the log has named the product.
  ProductRow row_of_known(std::string_view product_id) { return product_names_.intern(product_id); }
  // Products whose counts, buyers or catalogue entry changed since the last call, ascending; for the
  // checkpoint.
  std::vector<ProductRow> take_unsaved_products();
  // Marks a product as changed for a reason outside of the facts.
  void note_unsaved(ProductRow row) { unsaved_products_[index(row)] = true; }

  // From a checkpoint; products in order from 0.
  void restore_clock(const LogClock::State& state) { clock_.restore(state); }
  void restore_product(const ProductRecord& record);
  void restore_rate(UserRow row, const EventRate& rate) { edit_rate(row) = rate; }
  void restore_catalogue_whole(bool whole) { catalogue_whole_ = whole; }
  void restore_unlikely(UnlikelyEvents unlikely) { unlikely_ = std::move(unlikely); }
  bool buyers_are_known() const;
  void restore_counts(std::uint64_t baskets, std::uint64_t forgotten) {
    baskets_ = baskets;
    forgotten_ = forgotten;
  }

  // Fills in the members of the snapshot that are made of facts; the others stay as they were.
  void publish(Snapshot& snapshot);

 private:
  void apply_order(const OrderChange& orders);
  void apply_event(const Change& change, const Event& event);
  void apply_consent(const Event& event);
  void apply_product(const Change& change);
  void apply_user(const Change& change);
  void apply_document(const Change& change);
  void merge_people(UserRow visitor, UserRow person);
  void forget(PersonIdKind kind, std::string_view id);
  void erase(const Erasure& erasure);

  void take_back(const Order& order);
  void put(const Order& order);
  UserRow person_of(const Order& order);
  // Lines joined by product, less what was refunded; products named for the first time get their rows.
  std::vector<BasketLine> lines_of(const Order& order, Timestamp at);
  ProductRow product_row(std::string_view id, Timestamp at);
  // Moves what a person adds to the product's counts. `ahead`: of the clock's line, as it is subtracted from
  // the person's own dates.
  void count(ProductRow row, const LatestActs& before, const LatestActs& after,
             std::chrono::microseconds ahead);
  void uncount_person(const History& own);
  void note_interest(UserRow person, EventType type, ProductRow product, Timestamp at);
  void note_purchase(UserRow person, const Change& change, const Event& event, ProductRow product,
                     Timestamp at);
  // False if the event is to be left out.
  bool is_likely(UserRow person, ProductRow product, Timestamp at);
  EventRate& edit_rate(UserRow row);
  void put_in_catalogue(ProductRow row, const Product& product);
  void count_purchase(ProductRow row, Timestamp line) { edit(row).bought.add(day_number(line)); }
  void uncount_purchases(const History& history, const Basket& basket);
  void note_buyer(ProductRow row, UserRow person);
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
  lookup::BitmapBuilder ghosts_;  // named by orders or events, never yet by the catalogue
  BlockTreeBuilder<MarksBlock> marks_;
  bool catalogue_whole_ = false;
  std::vector<EventRate> rates_;  // by person
  UnlikelyEvents unlikely_;
  std::shared_ptr<catalog::FilterCache> filters_ = std::make_shared<catalog::FilterCache>();
  std::vector<bool> unsaved_products_;  // by row
  std::string remark_;
};

}  // namespace suggestd::learn
