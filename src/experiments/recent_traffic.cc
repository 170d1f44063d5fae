#include "experiments/recent_traffic.h"

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>

#include "experiments/order_outcome.h"
#include "experiments/sums.h"
#include "records/person_id.h"

namespace suggestd::experiments {
namespace {

constexpr std::size_t kPage = 1'000;
constexpr std::chrono::hours kDay{24};

class TrafficCount {
 public:
  explicit TrafficCount(Timestamp now) : now_(now), first_(now) {}

  void hear(const Change& change) {
    if (const auto* event = std::get_if<Event>(&change.payload)) {
      Seen* const seen = visit(event->user_id, event->anonymous_id, event->at);
      if (seen != nullptr && event->type == EventType::rec_click) seen->clicked = true;
    }
    const auto* order = std::get_if<OrderChange>(&change.payload);
    if (order == nullptr || change.op != ChangeOp::placed) return;
    const Order& placed = order->after;
    Seen* const seen = visit(placed.user_id, placed.anonymous_id, placed.placed_at);
    const auto outcome = outcome_of(placed);
    if (seen == nullptr || !outcome) return;
    seen->spent[placed.currency] += outcome->revenue.minor;
    ++orders_[placed.currency];
  }

  RecentTraffic result(Currency currency) const {
    RecentTraffic traffic;
    traffic.visitors = static_cast<double>(visitors_.size());
    traffic.days = std::max(1.0, std::chrono::duration<double>(now_ - first_) / kDay);
    traffic.currency = currency.known() ? currency : usual_currency();
    Sums money;
    Sums bought;
    for (const auto& [person, seen] : visitors_) {
      const Spent& spent = seen.spent;
      traffic.clickers_a_day += seen.clicked ? 1 / traffic.days : 0;
      traffic.clicked_and_bought_a_day += seen.clicked && !spent.empty() ? 1 / traffic.days : 0;
      const auto in_currency = spent.find(traffic.currency);
      money.add(in_currency == spent.end() ? 0 : static_cast<double>(in_currency->second), 0);
      bought.add(spent.empty() ? 0 : 1, 0);
    }
    traffic.money = traffic_of(money, traffic.days);
    traffic.bought = traffic_of(bought, traffic.days);
    return traffic;
  }

 private:
  using Spent = std::map<Currency, std::int64_t>;
  struct Seen {
    Spent spent;
    bool clicked = false;
  };

  Seen* visit(std::string_view user, std::string_view anonymous, Timestamp at) {
    if (at < now_ - kTrafficTime || at > now_ + kClockSlack || (user.empty() && anonymous.empty()))
      return nullptr;
    first_ = std::min(first_, at);
    return &visitors_[user.empty() ? person_key(PersonIdKind::anonymous, anonymous)
                                   : person_key(PersonIdKind::user, user)];
  }

  Currency usual_currency() const {
    const auto most = std::max_element(orders_.begin(), orders_.end(),
                                       [](const auto& a, const auto& b) { return a.second < b.second; });
    return most == orders_.end() ? Currency() : most->first;
  }

  static Traffic traffic_of(const Sums& sums, double days) {
    if (sums.n < 2) return {};
    return {sums.n / days, sums.y / sums.n, sums.centred_yy() / (sums.n - 1)};
  }

  Timestamp now_;
  Timestamp first_;
  std::unordered_map<std::string, Seen> visitors_;
  std::map<Currency, std::int64_t> orders_;
};

}  // namespace

Result<RecentTraffic> recent_traffic(const store::ChangeLog& log, ShopId shop, Currency currency,
                                     Timestamp now) {
  TrafficCount count(now);
  const std::uint64_t head = number(log.head(shop));
  const std::uint64_t oldest = number(log.oldest(shop));
  const std::uint64_t newest = head > kTrafficRecords ? head - kTrafficRecords : 0;
  for (Sequence after{std::max(newest, oldest > 0 ? oldest - 1 : 0)}; number(after) < head;) {
    const Result<store::Page> page = log.read(shop, after, kPage);
    if (!page) return page.error();
    for (const Change& change : page->changes) count.hear(change);
    if (page->next == after) break;
    after = page->next;
  }
  return count.result(currency);
}

}  // namespace suggestd::experiments
