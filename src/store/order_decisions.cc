#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "records/change_codec.h"
#include "records/order_json.h"
#include "store/decisions.h"

namespace suggestd::store {
namespace {

// A row of orders: where the order's first and last record stand.
struct OrderRow {
  Sequence first{};
  Sequence last{};
};

std::string encode_row(OrderRow row) {
  std::string value;
  append_u64(value, number(row.first));
  append_u64(value, number(row.last));
  return value;
}

Result<std::optional<OrderRow>> find_row(const PendingGroup& group, std::string_view key) {
  const Result<std::optional<std::string>> stored = group.get(Family::orders, key);
  if (!stored) return stored.error();
  if (!*stored) return std::optional<OrderRow>();
  const std::string_view value = **stored;
  if (value.size() < 16) return corrupt("a row of orders is too short");
  return std::optional(OrderRow{Sequence{read_u64(value)}, Sequence{read_u64(value.substr(8))}});
}

Outcome unknown(std::string_view order_id) {
  return {OutcomeKind::not_found, {}, "", fmt::format("order '{}' is unknown", order_id)};
}

Outcome place(PendingGroup& group, ShopId shop, std::string_view key, std::string_view history,
              std::string_view payload) {
  const Sequence sequence = group.log().add(shop, ChangeKind::order, ChangeOp::placed, payload);
  group.put(Family::orders, key, encode_row({sequence, sequence}));
  group.put(Family::user_orders, history, "");
  return {OutcomeKind::created, sequence, "", ""};
}

// A later version of a known order becomes a record, and the order's row points to it.
Outcome write_version(PendingGroup& group, ShopId shop, std::string_view key, OrderRow row, ChangeOp op,
                      Order before, Order after) {
  const std::string old_history = history_key(shop, identity_of(before), before.placed_at, before.order_id);
  const std::string new_history = history_key(shop, identity_of(after), after.placed_at, after.order_id);
  if (old_history != new_history) {
    group.remove(Family::user_orders, old_history);
    group.put(Family::user_orders, new_history, "");
  }
  Change change;
  change.id = after.order_id;
  change.payload = OrderChange{std::move(after), std::move(before)};
  std::string payload;
  append_record_payload(payload, change);
  LogBatch& log = group.log();
  const Sequence sequence = log.add(shop, ChangeKind::order, op, log.keep(std::move(payload)));
  group.put(Family::orders, key, encode_row({row.first, sequence}));
  return {OutcomeKind::updated, sequence, "", ""};
}

// A shop's later version knows the lines, not what our own records took back: that stays.
void carry_over(const Order& before, Order& after) {
  after.cancelled = after.cancelled || before.cancelled;
  for (OrderLine& line : after.lines) {
    for (const OrderLine& old : before.lines) {
      if (old.product_id != line.product_id || old.variant_id != line.variant_id) continue;
      line.refunded = std::min(std::max(line.refunded, old.refunded), line.quantity);
    }
  }
}

// The shop says when: a version that it sends late then counts as older.
void touch(Order& order, const std::optional<Timestamp>& at) {
  if (at && (!order.updated_at || *order.updated_at < *at)) order.updated_at = at;
}

Quantity left_of(const OrderLine& line) { return {line.quantity.thousandths - line.refunded.thousandths}; }

bool matches(const OrderLine& line, const RefundLine& refund) {
  return line.product_id == refund.product_id &&
         (refund.variant_id.empty() || line.variant_id == refund.variant_id);
}

// Takes back what one refund line names, over all lines of its product; a refusal if there is too little.
std::optional<Outcome> take_back(Order& order, const RefundLine& refund, std::size_t place) {
  Quantity left{0};
  bool known = false;
  for (const OrderLine& line : order.lines) {
    if (!matches(line, refund)) continue;
    known = true;
    left.thousandths += left_of(line).thousandths;
  }
  if (!known) {
    return Outcome{
        OutcomeKind::invalid,
        {},
        fmt::format("/lines/{}/product_id", place),
        fmt::format("order '{}' has no line with product '{}'", order.order_id, refund.product_id)};
  }
  Quantity wanted = refund.quantity.value_or(left);
  if (wanted > left) {
    return Outcome{OutcomeKind::invalid,
                   {},
                   fmt::format("/lines/{}/quantity", place),
                   fmt::format("only {} are left to take back", to_double(left))};
  }
  for (OrderLine& line : order.lines) {
    if (!matches(line, refund)) continue;
    const std::int64_t taken = std::min(wanted.thousandths, left_of(line).thousandths);
    line.refunded.thousandths += taken;
    wanted.thousandths -= taken;
  }
  return std::nullopt;
}

std::optional<Outcome> take_back_all(Order& order, const std::vector<RefundLine>& lines) {
  if (lines.empty()) {
    for (OrderLine& line : order.lines) line.refunded = line.quantity;
  }
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (auto refused = take_back(order, lines[i], i)) return refused;
  }
  return std::nullopt;
}

}  // namespace

Result<Outcome> decide_order(PendingGroup& group, ShopId shop, const PreparedMutation& prepared,
                             const PlaceOrder& m) {
  const Result<std::optional<OrderRow>> row = find_row(group, prepared.key);
  if (!row) return row.error();
  if (!*row) return place(group, shop, prepared.key, prepared.history_key, prepared.payload);

  const Result<Order> now = group.order_after(shop, (*row)->last);
  if (!now) return now.error();
  const Outcome same{OutcomeKind::unchanged, (*row)->first, "", ""};
  const auto difference = order_content_difference(*now, m.order);
  if (!difference) return same;
  // A delivery repeated after the order was changed is still the same delivery.
  if ((*row)->first != (*row)->last) {
    const Result<std::optional<Order>> original = group.order_after_if_kept(shop, (*row)->first);
    if (!original) return original.error();
    if (*original && !order_content_difference(**original, m.order)) return same;
  }
  return Outcome{OutcomeKind::conflict, (*row)->first, *difference,
                 fmt::format("order '{}' is known with another {}", m.order.order_id, *difference)};
}

Result<Outcome> decide_order(PendingGroup& group, ShopId shop, const PreparedMutation& prepared,
                             const ChangeOrder& m) {
  const Result<std::optional<OrderRow>> row = find_row(group, prepared.key);
  if (!row) return row.error();
  if (!*row) {
    std::string payload;
    append_placed_payload(payload, m.order);
    const std::string history = history_key(shop, identity_of(m.order), m.order.placed_at, m.order.order_id);
    return place(group, shop, prepared.key, history, group.log().keep(std::move(payload)));
  }

  Result<Order> before = group.order_after(shop, (*row)->last);
  if (!before) return before.error();
  if (m.order.updated_at && before->updated_at && *m.order.updated_at < *before->updated_at) {
    return Outcome{OutcomeKind::ignored_older, (*row)->last, "/updated_at",
                   fmt::format("order '{}' is known as of {}, which is later", m.order.order_id,
                               to_rfc3339(*before->updated_at))};
  }
  Order after = m.order;
  carry_over(*before, after);
  if (after == *before) return Outcome{OutcomeKind::unchanged, (*row)->last, "", ""};
  return write_version(group, shop, prepared.key, **row, ChangeOp::changed, *std::move(before),
                       std::move(after));
}

Result<Outcome> decide_order(PendingGroup& group, ShopId shop, const PreparedMutation& prepared,
                             const CancelOrder& m) {
  const Result<std::optional<OrderRow>> row = find_row(group, prepared.key);
  if (!row) return row.error();
  if (!*row) return unknown(m.order_id);
  Result<Order> before = group.order_after(shop, (*row)->last);
  if (!before) return before.error();
  if (before->cancelled) return Outcome{OutcomeKind::unchanged, (*row)->last, "", ""};
  Order after = *before;
  after.cancelled = true;
  touch(after, m.at);
  return write_version(group, shop, prepared.key, **row, ChangeOp::cancelled, *std::move(before),
                       std::move(after));
}

Result<Outcome> decide_order(PendingGroup& group, ShopId shop, const PreparedMutation& prepared,
                             const RefundOrder& m) {
  const Result<std::optional<OrderRow>> row = find_row(group, prepared.key);
  if (!row) return row.error();
  if (!*row) return unknown(m.order_id);
  const std::string once = m.refund_id.empty() ? "" : refund_once_key(shop, m.order_id, m.refund_id);
  if (!once.empty()) {
    const Result<std::optional<std::string>> stored = group.get(Family::once, once);
    if (!stored) return stored.error();
    if (*stored && (*stored)->size() >= 8) {
      return Outcome{OutcomeKind::unchanged, Sequence{read_u64(**stored)}, "", ""};
    }
  }

  Result<Order> before = group.order_after(shop, (*row)->last);
  if (!before) return before.error();
  Order after = *before;
  if (auto refused = take_back_all(after, m.lines)) return *refused;
  if (after == *before) return Outcome{OutcomeKind::unchanged, (*row)->last, "", ""};
  touch(after, m.at);
  const Outcome outcome = write_version(group, shop, prepared.key, **row, ChangeOp::refunded,
                                        *std::move(before), std::move(after));
  if (!once.empty()) {
    std::string value;
    append_u64(value, number(outcome.sequence));
    group.put(Family::once, once, value);
  }
  return outcome;
}

}  // namespace suggestd::store
