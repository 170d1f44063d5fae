#include "store/commit/pending_group.h"

#include <algorithm>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "records/change_codec.h"

namespace suggestd::store {

std::string PendingGroup::row_name(Family family, std::string_view key) {
  std::string name(1, static_cast<char>(family));
  return name.append(key);
}

Result<std::optional<std::string>> PendingGroup::get(Family family, std::string_view key) const {
  const auto row = rows_.find(row_name(family, key));
  if (row != rows_.end()) return row->second;
  std::string value;
  const Result<bool> found = database_.get(family, key, value);
  if (!found) return found.error();
  return *found ? std::optional(std::move(value)) : std::nullopt;
}

void PendingGroup::put(Family family, std::string_view key, std::string_view value) {
  rows_.insert_or_assign(row_name(family, key), std::string(value));
  log_.put(family, key, value);
}

void PendingGroup::remove(Family family, std::string_view key) {
  rows_.insert_or_assign(row_name(family, key), std::nullopt);
  log_.remove(family, key);
}

Result<std::vector<std::string>> PendingGroup::keys(Family family, std::string_view prefix) const {
  std::set<std::string> found;
  const Status read =
      database_.for_each(family, prefix, [&](std::string_view key, std::string_view) -> Status {
        found.emplace(key);
        return {};
      });
  if (!read) return read.error();
  const std::string name = row_name(family, prefix);
  for (const auto& [row, value] : rows_) {
    if (row.compare(0, name.size(), name) != 0) continue;
    if (value) {
      found.insert(row.substr(1));
    } else {
      found.erase(row.substr(1));
    }
  }
  return std::vector<std::string>(found.begin(), found.end());
}

Result<std::optional<Change>> PendingGroup::change_if_kept(ShopId shop, Sequence sequence, ChangeKind kind,
                                                           ChangeOp op) const {
  std::string record;
  if (const auto pending = log_.payload_of(shop, sequence)) {
    append_record_header(record, {kind, op, 0, {}, false});
    record.append(*pending);
  } else {
    std::string stored;
    const Result<bool> found = database_.get(Family::log, log_key(shop, sequence), stored);
    if (!found) return found.error();
    if (!*found) return std::optional<Change>();
    record.assign(stored.data(), stored.size());
  }
  Result<Change> change = decode_record(record);
  if (!change) return change.error().with_context(fmt::format("log record {}", number(sequence)));
  if (is_stub(*change)) return std::optional<Change>();
  return std::optional(std::move(*change));
}

Result<std::optional<Order>> PendingGroup::order_after_if_kept(ShopId shop, Sequence sequence) const {
  Result<std::optional<Change>> change = change_if_kept(shop, sequence, ChangeKind::order, ChangeOp::placed);
  if (!change) return std::move(change).error();
  if (!*change) return std::optional<Order>();
  auto* order = std::get_if<OrderChange>(&(*change)->payload);
  if (order == nullptr) return corrupt(fmt::format("log record {} is no order's", number(sequence)));
  return std::optional(std::move(order->after));
}

Result<std::optional<Event>> PendingGroup::event_if_kept(ShopId shop, Sequence sequence) const {
  Result<std::optional<Change>> change = change_if_kept(shop, sequence, ChangeKind::event, ChangeOp::added);
  if (!change) return std::move(change).error();
  if (!*change) return std::optional<Event>();
  auto* event = std::get_if<Event>(&(*change)->payload);
  if (event == nullptr) return corrupt(fmt::format("log record {} is no event's", number(sequence)));
  return std::optional(std::move(*event));
}

Result<Order> PendingGroup::order_after(ShopId shop, Sequence sequence) const {
  Result<std::optional<Order>> order = order_after_if_kept(shop, sequence);
  if (!order) return order.error();
  if (!*order)
    return corrupt(fmt::format("log record {}, the state of an order, is missing", number(sequence)));
  return **std::move(order);
}

}  // namespace suggestd::store
