// The rows that the attribution keeps in the store, with those of the page at hand over them.
//
//   key                                            value
//   'l' id                                         flags: 1 shown, 2 clicked
//   'c' identity, product id                       id, when u64: the person's last click on the product
//   'm' length u16, user id, anonymous id          "1"
//   'n' anonymous id                               user id that it was merged into
//   'o' order id                                   what each line was attributed to
//   't' placement u16, hour u32                    attribution_totals.h
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

#include "shop/attribution_totals.h"
#include "store/model_state.h"

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
  AttributionRows(const store::ModelState& state, ShopId shop) : state_(state), shop_(shop) {}

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

  Result<std::vector<AttributedLine>> order(std::string_view order_id) const;
  void put_order(std::string_view order_id, const std::vector<AttributedLine>& lines);  // none: removes

  Status add(PlacementNumber placement, Hour hour, const AttributionTotals& totals);

  // Takes away lists and clicks from before `before`, in what is written already.
  Status forget_before(Timestamp before);

  // What has changed since the last call, for write_checkpoint.
  std::vector<store::StateRow> take_changed();
  bool any_changed() const { return !changed_.empty(); }

 private:
  Result<std::optional<std::string>> get(const std::string& key) const;
  // Written rows and changed ones, as they are now.
  Status for_each(std::string_view prefix,
                  const std::function<Status(std::string_view key, std::string_view value)>& visit) const;

  const store::ModelState& state_;
  const ShopId shop_;
  std::map<std::string, std::string> changed_;  // "": removed
};

// Sum over the lists answered from the hour `from` to before `until`, as far as it is written.
Result<AttributionTotals> read_totals(const store::ModelState& state, ShopId shop, PlacementNumber placement,
                                      Hour from, Hour until);

}  // namespace suggestd::shop
