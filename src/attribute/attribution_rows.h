// The rows that the attribution keeps in the store, with those of the page at hand over them.
//
//   key                                            value
//   'l' id                                         flags: 1 shown, 2 clicked
//   'c' identity, product id                       id, when u64: the person's last click on the product
//   'm' length u16, user id, anonymous id          "1"
//   'n' anonymous id                               user id that it was merged into
//   'p' hash of the order id, product id           id, when u64: the list that a page's report of the order links
//                                                  it to, and the time from which its window counts
//   'o' order id                                   each line and its list
//   't' placement u16, hour u32                    attribution_totals.h
//   'k'                                            committed u64, ahead u64, sequence u64: learn::LogClock
//   'T' placement u32, hour u32                    the same of a placement that needs more than 16 bits
//
//   id = the 16 bytes of a recommendation id, which begin with its time
//   identity = 'u' | 'a', length u16, id; numbers big-endian
//
// Threads  one; rows that were taken and written may be read by others through the store.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "attribute/attribution_totals.h"
#include "base/work_budget.h"
#include "learn/facts/log_clock.h"
#include "store/tables/follower_state.h"

namespace suggestd::shop {

struct Click {
  IdBits list{};
  Timestamp at{};
};

// One line of an order, and the list that led to it.
struct AttributedLine {
  std::string product_id;
  std::string variant_id;
  IdBits list{};
  bool counts = false;       // something of the line is left
  Currency currency;         // unknown: the line had no price
  std::int64_t revenue = 0;  // in minor units
};

enum class PersonKind : char { user = 'u', anonymous = 'a' };

class AttributionRows {
 public:
  // Requires: `state` outlives this.
  AttributionRows(const store::FollowerState& state, ShopId shop) : state_(state), shop_(shop) {}

  // Errors of all that read: corrupt, io.
  Result<unsigned> list_flags(const IdBits& list) const;
  void put_list_flags(const IdBits& list, unsigned flags);

  Result<std::optional<Click>> click(PersonKind kind, std::string_view person,
                                     std::string_view product) const;
  void put_click(PersonKind kind, std::string_view person, std::string_view product, const Click& click);
  Status forget_clicks(PersonKind kind, std::string_view person);

  Result<std::vector<std::string>> merged_into(std::string_view user_id) const;
  Result<std::string> user_of(std::string_view anonymous_id) const;  // "" if it was never merged
  void put_merge(std::string_view anonymous_id, std::string_view user_id);
  void remove_merge(std::string_view anonymous_id, std::string_view user_id);

  // The list that a page linked a line of an order to; no person is kept with it.
  Result<std::optional<Click>> link(std::string_view order_id, std::string_view product) const;
  void put_link(std::string_view order_id, std::string_view product, const Click& click);
  Status forget_links(std::string_view order_id);

  Result<std::vector<AttributedLine>> order(std::string_view order_id) const;
  void put_order(std::string_view order_id, const std::vector<AttributedLine>& lines);  // none: removes

  Status add(PlacementNumber placement, Hour hour, const AttributionTotals& totals);

  // The clock by which rows get old, as of the page at hand; a new one if none is stored.
  Result<learn::LogClock::State> clock() const;
  void put_clock(const learn::LogClock::State& clock);

  // Deletes lists, clicks and links from before `before`, among the rows that are written already.
  Status forget_before(Timestamp before);

  // The rows that have changed since the last call, for write_checkpoint().
  std::vector<store::StateRow> take_changed();
  // Forgets the rows that have changed since then, for a page that is applied anew.
  void drop_changed() { changed_.clear(); }
  bool any_changed() const { return !changed_.empty(); }

 private:
  Status forget_all(const std::string& prefix);
  Result<std::optional<std::string>> get(const std::string& key) const;
  Result<std::optional<Click>> read_click(const std::string& key) const;
  // Written rows and changed ones, as they are now.
  Status for_each(std::string_view prefix,
                  const std::function<Status(std::string_view key, std::string_view value)>& visit) const;

  const store::FollowerState& state_;
  const ShopId shop_;
  std::map<std::string, std::string> changed_;  // "": removed
};

using OnHour = std::function<void(Hour hour, const AttributionTotals& totals)>;

// The sum over the lists answered from the hour `from` to before `until`, as far as written; calls `on_hour`, if there is
// one, for each. Errors: corrupt, io; those of the budget, which pays for each hour up to `until`.
Result<AttributionTotals> read_totals(const store::FollowerState& state, ShopId shop,
                                      PlacementNumber placement, Hour from, Hour until, WorkBudget& budget,
                                      const OnHour& on_hour = {});

}  // namespace suggestd::shop
