#include "attribute/attribution.h"

#include <algorithm>
#include <limits>
#include <map>
#include <utility>

namespace suggestd::shop {
namespace {

constexpr unsigned kShown = 1;
constexpr unsigned kClicked = 2;

// A click may lie this long after the order: the shop's clock and ours may differ, and shops round to
// seconds.
constexpr std::chrono::minutes kClockSlack{1};

// a * b / c, rounded half up, at most the largest amount. Requires: all at least 0, c above 0.
std::int64_t share_of(std::int64_t a, std::int64_t b, std::int64_t c) {
  constexpr WideMinor kLargest = std::numeric_limits<std::int64_t>::max();
  return static_cast<std::int64_t>(std::min((WideMinor{a} * b + c / 2) / c, kLargest));
}

}  // namespace

std::int64_t revenue_left(const OrderLine& line) {
  const std::int64_t left = line.quantity.thousandths - line.refunded.thousandths;
  if (!line.price.currency.known() || left <= 0) return 0;
  const std::int64_t discount =
      line.discount.currency.known() ? share_of(line.discount.minor, left, line.quantity.thousandths) : 0;
  return std::max<std::int64_t>(0, share_of(line.price.minor, left, 1000) - discount);
}

Status Attribution::apply(const Change& change) {
  if (const auto* event = std::get_if<Event>(&change.payload)) return apply_event(*event);
  if (const auto* order = std::get_if<OrderChange>(&change.payload)) return apply_order(*order);
  if (const auto* erasure = std::get_if<Erasure>(&change.payload)) return erase(*erasure);
  if (change.kind == ChangeKind::user) return apply_user(change);
  return {};
}

// --- Events

Status Attribution::apply_event(const Event& event) {
  if (event.type == EventType::page_purchase) return link_order(event);
  if (event.type != EventType::rec_shown && event.type != EventType::rec_click) return {};
  const std::optional<ListOrigin> list = ids_.read(event.recommendation_id);
  if (!list || event.at > list->at + options_.window) return {};
  const bool is_click = event.type == EventType::rec_click;
  if (is_click) keep_click(event, *list);
  return count_event(*list, is_click);
}

// Keeps the list and no person: the visitor's id is a secret of their browser.
Status Attribution::link_order(const Event& event) {
  const std::optional<ListOrigin> named = ids_.read(event.recommendation_id);
  if (named) {
    rows_.put_link(event.order_id, event.product_id, {named->bits, named->at});
    return {};
  }
  Order seen;  // as the page saw it
  seen.user_id = event.user_id;
  seen.anonymous_id = event.anonymous_id;
  seen.placed_at = event.at;
  const Result<std::optional<Click>> click = latest_click(seen, event.product_id);
  if (!click) return click.error();
  if (*click) rows_.put_link(event.order_id, event.product_id, **click);
  return {};
}

void Attribution::keep_click(const Event& event, const ListOrigin& list) {
  const bool known = !event.user_id.empty();
  rows_.put_click(known ? PersonKind::user : PersonKind::anonymous,
                  known ? event.user_id : event.anonymous_id, event.product_id, {list.bits, event.at});
}

Status Attribution::count_event(const ListOrigin& list, bool is_click) {
  const Result<unsigned> before = rows_.list_flags(list.bits);
  if (!before) return before.error();
  const unsigned after = *before | (is_click ? kClicked : kShown);
  AttributionTotals totals;
  (is_click ? totals.click_events : totals.shown_events) = 1;
  if (after != *before) {
    (is_click ? totals.lists_clicked : totals.lists_shown) = 1;
    if (after == (kShown | kClicked)) totals.shown_and_clicked = 1;
    rows_.put_list_flags(list.bits, after);
  }
  return rows_.add(list.placement, hour_of(list.at), totals);
}

// --- Orders

Status Attribution::apply_order(const OrderChange& change) {
  const Order& order = change.after;
  const Result<std::vector<AttributedLine>> before = rows_.order(order.order_id);
  if (!before) return before.error();
  std::vector<AttributedLine> lines;
  for (const OrderLine& line : order.lines) {
    const Result<std::optional<IdBits>> list = touch(order, line, *before);
    if (!list) return list.error();
    if (!*list) continue;
    AttributedLine attributed{line.product_id, line.variant_id, **list, false, line.price.currency, 0};
    attributed.counts = !order.cancelled && line.refunded < line.quantity;
    if (attributed.counts) attributed.revenue = revenue_left(line);
    lines.push_back(std::move(attributed));
  }
  if (before->empty() && lines.empty()) return {};
  if (Status taken = count_lines(*before, -1); !taken) return taken;
  if (Status added = count_lines(lines, 1); !added) return added;
  rows_.put_order(order.order_id, lines);
  return {};
}

// An order counts once for each placement, in the hour of the first of its lines there.
Status Attribution::count_lines(const std::vector<AttributedLine>& lines, std::int64_t sign) {
  std::map<PlacementNumber, bool> ordered;
  for (const AttributedLine& line : lines) {
    if (!line.counts) continue;
    const std::optional<ListOrigin> list = ids_.read(to_ulid(line.list));
    if (!list) return corrupt("an attributed line names a list that is not of this shop");
    AttributionTotals totals;
    totals.order_lines = sign;
    if (!std::exchange(ordered[list->placement], true)) totals.orders = sign;
    if (line.currency.known()) totals.revenue[line.currency] = WideMinor{sign} * line.revenue;
    if (Status added = rows_.add(list->placement, hour_of(list->at), totals); !added) return added;
  }
  return {};
}

Result<std::optional<IdBits>> Attribution::touch(const Order& order, const OrderLine& line,
                                                 const std::vector<AttributedLine>& before) const {
  const std::optional<ListOrigin> named = ids_.read(line.recommendation_id);
  if (named && order.placed_at <= named->at + options_.window) return std::optional(named->bits);
  const auto same = std::find_if(before.begin(), before.end(), [&](const AttributedLine& earlier) {
    return earlier.product_id == line.product_id && earlier.variant_id == line.variant_id;
  });
  if (same != before.end()) return std::optional(same->list);
  Result<std::optional<IdBits>> clicked = clicked_list(order, line.product_id);
  if (!clicked || *clicked) return clicked;
  return linked_list(order, line.product_id);
}

Result<std::optional<IdBits>> Attribution::clicked_list(const Order& order,
                                                        std::string_view product_id) const {
  const Result<std::optional<Click>> click = latest_click(order, product_id);
  if (!click) return click.error();
  if (!*click || order.placed_at > (*click)->at + options_.window) return std::optional<IdBits>();
  return std::optional((*click)->list);
}

Result<std::optional<IdBits>> Attribution::linked_list(const Order& order,
                                                       std::string_view product_id) const {
  const Result<std::optional<Click>> link = rows_.link(order.order_id, product_id);
  if (!link) return link.error();
  if (!*link || order.placed_at > (*link)->at + options_.window) return std::optional<IdBits>();
  return std::optional((*link)->list);
}

// The latest click of the person, under each of their ids, on the product; at most kClockSlack after the
// order.
Result<std::optional<Click>> Attribution::latest_click(const Order& order,
                                                       std::string_view product_id) const {
  std::optional<Click> latest;
  const auto consider = [&](PersonKind kind, std::string_view person) -> Status {
    if (person.empty()) return {};
    const Result<std::optional<Click>> click = rows_.click(kind, person, product_id);
    if (!click) return click.error();
    const bool in_time = *click && (*click)->at <= order.placed_at + kClockSlack;
    if (in_time && (!latest || latest->at < (*click)->at)) latest = **click;
    return {};
  };
  std::string user = order.user_id;
  if (user.empty() && !order.anonymous_id.empty()) {
    Result<std::string> merged = rows_.user_of(order.anonymous_id);
    if (!merged) return std::move(merged).error();
    user = *std::move(merged);
  }
  if (Status good = consider(PersonKind::user, user); !good) return std::move(good).error();
  if (Status good = consider(PersonKind::anonymous, order.anonymous_id); !good)
    return std::move(good).error();
  if (user.empty()) return latest;
  const Result<std::vector<std::string>> guests = rows_.merged_into(user);
  if (!guests) return guests.error();
  for (const std::string& guest : *guests) {
    if (Status good = consider(PersonKind::anonymous, guest); !good) return std::move(good).error();
  }
  return latest;
}

// --- People

Status Attribution::apply_user(const Change& change) {
  if (const auto* merge = std::get_if<UserMerge>(&change.payload)) {
    if (change.op == ChangeOp::merged) rows_.put_merge(merge->from, merge->into);
    if (change.op == ChangeOp::unmerged) rows_.remove_merge(merge->from, merge->into);
    return {};
  }
  return change.op == ChangeOp::deleted ? forget_person(change.id) : Status();
}

// The sums keep what was counted: they name nobody.
Status Attribution::erase(const Erasure& erasure) {
  for (const PersonId& person : erasure.people) {
    if (person.kind == PersonIdKind::user) {
      if (Status forgotten = forget_person(person.id); !forgotten) return forgotten;
    } else if (person.kind == PersonIdKind::anonymous) {
      if (Status forgotten = rows_.forget_clicks(PersonKind::anonymous, person.id); !forgotten)
        return forgotten;
    }
  }
  for (const std::string& order : erasure.order_ids) {
    rows_.put_order(order, {});
    if (Status forgotten = rows_.forget_links(order); !forgotten) return forgotten;
  }
  return {};
}

Status Attribution::forget_person(std::string_view user_id) {
  const Result<std::vector<std::string>> guests = rows_.merged_into(user_id);
  if (!guests) return guests.error();
  for (const std::string& guest : *guests) {
    if (Status forgotten = rows_.forget_clicks(PersonKind::anonymous, guest); !forgotten) return forgotten;
    rows_.remove_merge(guest, user_id);
  }
  return rows_.forget_clicks(PersonKind::user, user_id);
}

}  // namespace suggestd::shop
