#include "campaigns/uptake_history.h"

#include <algorithm>
#include <chrono>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>

#include "campaigns/orders_after.h"

namespace suggestd::campaigns {
namespace {

// The runs to count, the latest first.
std::vector<KeptRun> runs_to_count(const Campaign& campaign, Timestamp until, std::vector<KeptRun> runs) {
  std::erase_if(runs, [&](const KeptRun& run) { return run.at + std::chrono::days(campaign.days) > until; });
  const bool has_own = std::ranges::find(runs, campaign.name, &KeptRun::campaign) != runs.end();
  if (has_own) std::erase_if(runs, [&](const KeptRun& run) { return run.campaign != campaign.name; });
  std::ranges::reverse(runs);
  runs.resize(std::min(runs.size(), kCountedRuns));
  return runs;
}

class Counter {
 public:
  Counter(CountedOffers& counted, const OrdersAfter& orders, const std::function<bool()>& stop_asked)
      : counted_(counted), orders_(orders), stop_asked_(stop_asked) {}

  Status add(const GivenList& list) {
    if (list.places.empty() || list.activity <= 0 || places_ >= kPlacesPerRun) return {};
    if (stop_asked_()) return Error(ErrorKind::busy, "the counting was asked to stop");
    std::unordered_set<std::string> bought;
    Status read = orders_.of(list.user_id, [&](const Order& order) {
      for (const OrderLine& line : order.lines) {
        if (line.quantity.thousandths > line.refunded.thousandths) bought.insert(line.product_id);
      }
    });
    if (!read) return read;
    for (std::size_t i = 0; i < list.products.size(); ++i) {
      const bool came = bought.contains(list.products[i]);
      counted_.offers.push_back({list.places[i], came});
      if (came) ++counted_.bought;
    }
    places_ += list.products.size();
    counted_.people.push_back({static_cast<float>(list.activity),
                               static_cast<std::uint32_t>(counted_.runs.size()),
                               static_cast<std::uint32_t>(list.products.size())});
    return {};
  }

  bool any() const { return places_ > 0; }

 private:
  CountedOffers& counted_;
  const OrdersAfter& orders_;
  const std::function<bool()>& stop_asked_;
  std::size_t places_ = 0;
};

}  // namespace

Result<CountedOffers> count_offers(const Campaign& campaign, Timestamp until, const RunBook& runs,
                                   const store::Store& store, ShopId shop,
                                   const std::function<bool()>& stop_asked) {
  Result<std::vector<KeptRun>> known = runs.all_runs();
  if (!known) return std::move(known).error();
  CountedOffers counted;
  WorkBudget unlimited;
  for (const KeptRun& run : runs_to_count(campaign, until, *std::move(known))) {
    const OrdersAfter orders(store, shop, {run.at, run.at + std::chrono::days(campaign.days)}, unlimited);
    Counter counter(counted, orders, stop_asked);
    Status read = runs.for_each_list(run, [&](const GivenList& list) { return counter.add(list); });
    // A list that is being replaced or forgotten meanwhile counts nothing.
    if (!read && read.error().kind() != ErrorKind::not_found) return std::move(read).error();
    if (counter.any()) counted.runs.push_back({run.campaign, run.run});
  }
  return counted;
}

}  // namespace suggestd::campaigns
