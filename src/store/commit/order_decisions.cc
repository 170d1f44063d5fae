#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>
#include <xxhash.h>

#include "records/change_codec.h"
#include "records/order_json.h"
#include "store/commit/decisions.h"
#include "store/commit/erased_ids.h"

namespace suggestd::store {
namespace {

// A row of orders: the sequences of the order's first and last record.
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

// True if a delivery of an order that is not known (any more) belongs to somebody who was erased.
Result<bool> is_erased(const PendingGroup& group, ShopId shop, const Order& order) {
  const auto when = group.erased().when(group, shop, ErasedKind::order, order.order_id);
  if (!when) return when.error();
  if (*when) return true;
  return group.erased().is_of_erased(group, shop, order.user_id, order.anonymous_id, order.email_hash,
                                     order.placed_at);
}

// The outcome of a change to an order that is not known.
Result<Outcome> unknown_or_erased(const PendingGroup& group, ShopId shop, std::string_view order_id) {
  const auto when = group.erased().when(group, shop, ErasedKind::order, order_id);
  if (!when) return when.error();
  if (*when) return Outcome{OutcomeKind::ignored_erased, {}, "", ""};
  return Outcome{OutcomeKind::not_found, {}, "", fmt::format("order '{}' is unknown", order_id)};
}

Outcome place(PendingGroup& group, ShopId shop, std::string_view key, std::string_view history,
              std::string_view payload) {
  const Sequence sequence = group.log().add(shop, ChangeKind::order, ChangeOp::placed, payload);
  group.put(Family::orders, key, encode_row({sequence, sequence}));
  group.put(Family::user_orders, history, "");
  return {OutcomeKind::created, sequence, "", ""};
}

// Writes a later version of a known order as a record, and points the order's row to it.
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

// Carries cancellations and refunds over to a later version, because the shop's version does not know them.
void carry_over(const Order& before, Order& after) {
  after.cancelled = after.cancelled || before.cancelled;
  for (OrderLine& line : after.lines) {
    for (const OrderLine& old : before.lines) {
      if (old.product_id != line.product_id || old.variant_id != line.variant_id) continue;
      line.refunded = std::min(std::max(line.refunded, old.refunded), line.quantity);
    }
  }
}

// Takes the time that the shop gives: a version that it sends later with an earlier time then counts as
// older.
void touch(Order& order, const std::optional<Timestamp>& at) {
  if (at && (!order.updated_at || *order.updated_at < *at)) order.updated_at = at;
}

Quantity left_of(const OrderLine& line) { return {line.quantity.thousandths - line.refunded.thousandths}; }

bool matches(const OrderLine& line, const RefundLine& refund) {
  return line.product_id == refund.product_id &&
         (refund.variant_id.empty() || line.variant_id == refund.variant_id);
}

// Takes back the quantity of one refund line, over all lines of its product; a refusal if there is too
// little.
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

// The fields of a refund's content, each with a hash that a repeat has to share.
std::array<std::pair<std::string_view, std::uint64_t>, 2> content_of(const RefundOrder& m) {
  const auto hash = [](std::string_view text) { return XXH3_64bits(text.data(), text.size()); };
  std::string lines;
  for (const RefundLine& line : m.lines) {
    lines += fmt::format("{}\n{}\n{}\n", line.product_id, line.variant_id,
                         line.quantity ? fmt::to_string(line.quantity->thousandths) : "all");
  }
  return {{{"/lines", hash(lines)}, {"/at", hash(m.at ? to_rfc3339(*m.at) : "")}}};
}

// A row of a refund's id: the sequence, then the hashes. Rows of older versions have none.
void append_content(std::string& row, const RefundOrder& m) {
  for (const auto& [field, hash] : content_of(m)) append_u64(row, hash);
}

Outcome repeated_refund(const RefundOrder& m, std::string_view row) {
  const Sequence first{read_u64(row)};
  row.remove_prefix(8);
  for (const auto& [field, hash] : content_of(m)) {
    if (row.size() < 8) break;
    if (read_u64(row) != hash) {
      return {
          OutcomeKind::conflict, first, std::string(field),
          fmt::format("refund '{}' of order '{}' is known with another {}", m.refund_id, m.order_id, field)};
    }
    row.remove_prefix(8);
  }
  return {OutcomeKind::unchanged, first, "", ""};
}

}  // namespace

Result<Outcome> decide_order(PendingGroup& group, ShopId shop, const PreparedMutation& prepared,
                             const PlaceOrder& m) {
  const Result<std::optional<OrderRow>> row = find_row(group, prepared.key);
  if (!row) return row.error();
  if (!*row) {
    const Result<bool> erased = is_erased(group, shop, m.order);
    if (!erased) return erased.error();
    if (*erased) return Outcome{OutcomeKind::ignored_erased, {}, "", ""};
    return place(group, shop, prepared.key, prepared.history_key, prepared.payload);
  }

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
    const Result<bool> erased = is_erased(group, shop, m.order);
    if (!erased) return erased.error();
    if (*erased) return Outcome{OutcomeKind::ignored_erased, {}, "", ""};
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
  if (before->updated_at && !m.order.updated_at) {
    return Outcome{
        OutcomeKind::ignored_older, (*row)->last, "/updated_at",
        fmt::format("order '{}' is known as of {}, and this version has no updated_at to be later by",
                    m.order.order_id, to_rfc3339(*before->updated_at))};
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
  if (!*row) return unknown_or_erased(group, shop, m.order_id);
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
  if (!*row) return unknown_or_erased(group, shop, m.order_id);
  const std::string once = m.refund_id.empty() ? "" : refund_once_key(shop, m.order_id, m.refund_id);
  if (!once.empty()) {
    const Result<std::optional<std::string>> stored = group.get(Family::once, once);
    if (!stored) return stored.error();
    if (*stored && (*stored)->size() >= 8) return repeated_refund(m, **stored);
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
    append_content(value, m);
    group.put(Family::once, once, value);
  }
  return outcome;
}

}  // namespace suggestd::store
