#include "store/tables/record_reader.h"

#include <algorithm>
#include <charconv>
#include <memory>
#include <utility>

#include <fmt/format.h>

#include "records/change_codec.h"
#include "records/thing_codec.h"
#include "store/disk/database.h"
#include "store/disk/row_iterator.h"
#include "store/log/latest_version.h"

namespace suggestd::store {
namespace {

Error unknown(std::string_view what, std::string_view id) {
  return not_found(fmt::format("{} '{}' is unknown", what, id));
}

// The bytes of a thing after the sequence in front of them. Requires: checked by last_sequence.
std::string_view thing_bytes(std::string_view value) { return value.substr(8); }

Result<StoredOrder> order_from_row(const Database& database, ShopId shop, std::string_view order_id,
                                   std::string_view row) {
  const Result<Sequence> last = last_sequence(Family::orders, row);
  if (!last) return last.error();
  std::string record;
  const Result<bool> found = database.get(Family::log, log_key(shop, *last), record);
  if (!found) return found.error();
  if (!*found)
    return corrupt(
        fmt::format("log record {}, the state of order '{}', is missing", number(*last), order_id));
  Result<Change> change = decode_record(record);
  if (!change) return change.error().with_context(fmt::format("log record {}", number(*last)));
  auto* order = std::get_if<OrderChange>(&change->payload);
  if (order == nullptr) return corrupt(fmt::format("log record {} is no order's", number(*last)));
  return StoredOrder{std::move(order->after), Sequence{read_u64(row)}, *last};
}

// Things whose row holds their bytes; Stored is the thing with its last sequence.
template <class Stored, class Decode>
Result<Stored> read_thing(const Database& database, Family family, std::string_view key,
                          std::string_view what, std::string_view id, Decode decode) {
  std::string row;
  const Result<bool> found = database.get(family, key, row);
  if (!found) return found.error();
  if (!*found) return unknown(what, id);
  const Result<Sequence> last = last_sequence(family, row);
  if (!last) return last.error();
  auto thing = decode(thing_bytes(row));
  if (!thing) return thing.error();
  return Stored{*std::move(thing), *last};
}

template <class Decode, class Visit>
Status visit_things(const Database& database, Family family, std::string_view prefix, Decode decode,
                    Visit visit) {
  return database.for_each(family, prefix, [&](std::string_view key, std::string_view value) -> Status {
    const Result<Sequence> last = last_sequence(family, value);
    if (!last) return last.error();
    auto thing = decode(key.substr(prefix.size()), thing_bytes(value));
    if (!thing) return thing.error().with_context(key.substr(prefix.size()));
    return visit(*thing);
  });
}

// A place in a person's history: the last entry that was given out. Text: "microseconds.order id".
struct HistoryPlace {
  Timestamp placed_at{};
  std::string order_id;
  auto operator<=>(const HistoryPlace&) const = default;
};

std::string to_cursor(const HistoryPlace& place) {
  return fmt::format("{}.{}", place.placed_at.time_since_epoch().count(), place.order_id);
}

Result<HistoryPlace> parse_cursor(std::string_view text) {
  std::int64_t micros = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), micros);
  const auto used = static_cast<std::size_t>(end - text.data());
  if (problem != std::errc{} || micros < 0 || used >= text.size() || text[used] != '.') {
    return invalid(fmt::format("'{}' is no cursor of a list of orders", text));
  }
  return HistoryPlace{Timestamp(std::chrono::microseconds(micros)), std::string(text.substr(used + 1))};
}

// One identity's history, latest first.
class History {
 public:
  History(const Database& database, ShopId shop, Identity who, const std::optional<HistoryPlace>& before)
      : prefix_(history_prefix(shop, who)), rows_(database.iterate(Family::user_orders)) {
    if (!before) {
      rows_->SeekForPrev(prefix_end(prefix_));
    } else {
      const std::string key = history_key(shop, who, before->placed_at, before->order_id);
      rows_->SeekForPrev(key);
      if (rows_->Valid() && view(rows_->key()) == key) rows_->Prev();
    }
    load();
  }

  const std::optional<HistoryPlace>& place() const { return place_; }
  void step() {
    rows_->Prev();
    load();
  }
  rocksdb::Status status() const { return rows_->status(); }

 private:
  void load() {
    place_.reset();
    if (!rows_->Valid() || !rows_->key().starts_with(prefix_)) return;
    const auto entry = parse_history_entry(view(rows_->key()), prefix_.size());
    if (entry) place_ = HistoryPlace{entry->placed_at, std::string(entry->order_id)};
  }

  std::string prefix_;
  Rows rows_;
  std::optional<HistoryPlace> place_;
};

// The history with the latest entry; null if none is left.
History* latest_of(std::vector<History>& histories) {
  History* latest = nullptr;
  for (History& history : histories) {
    if (history.place() && (latest == nullptr || *latest->place() < *history.place())) latest = &history;
  }
  return latest;
}

}  // namespace

Result<StoredOrder> RecordReader::order(ShopId shop, std::string_view order_id) const {
  std::string row;
  const Result<bool> found = database_.get(Family::orders, id_key(shop, order_id), row);
  if (!found) return found.error();
  if (!*found) return unknown("order", order_id);
  return order_from_row(database_, shop, order_id, row);
}

Result<StoredProduct> RecordReader::product(ShopId shop, std::string_view product_id) const {
  return read_thing<StoredProduct>(database_, Family::products, id_key(shop, product_id), "product",
                                   product_id, decode_product);
}

Result<StoredUser> RecordReader::user(ShopId shop, std::string_view user_id) const {
  return read_thing<StoredUser>(database_, Family::users, profile_key(shop, user_id), "user", user_id,
                                decode_user);
}

Result<StoredRule> RecordReader::rule(ShopId shop, std::string_view name) const {
  return read_thing<StoredRule>(database_, Family::rules, id_key(shop, name), "rule", name,
                                [&](std::string_view json) -> Result<RuleDocument> {
                                  return RuleDocument{std::string(name), std::string(json)};
                                });
}

namespace {

// The bytes of an order's JSON, about.
std::size_t json_bytes(const Order& order) {
  constexpr std::size_t kNames = 200;  // of members, and their numbers
  std::size_t bytes = kNames + order.properties.size() + order.status.size();
  for (const OrderLine& line : order.lines)
    bytes += kNames + line.product_id.size() + line.variant_id.size() + line.properties.size();
  return bytes;
}

}  // namespace

Result<OrdersPage> RecordReader::orders_of(ShopId shop, std::string_view user_id, std::size_t limit,
                                           std::string_view cursor, std::size_t bytes) const {
  std::optional<HistoryPlace> before;
  if (!cursor.empty()) {
    Result<HistoryPlace> parsed = parse_cursor(cursor);
    if (!parsed) return parsed.error();
    before = *std::move(parsed);
  }
  std::vector<History> histories;
  histories.emplace_back(database_, shop, Identity{IdentityKind::user, user_id}, before);
  histories.emplace_back(database_, shop, Identity{IdentityKind::anonymous, user_id}, before);
  const std::string merges = merges_of_prefix(shop, user_id);
  const Status read =
      database_.for_each(Family::users, merges, [&](std::string_view key, std::string_view) -> Status {
        const Identity who{IdentityKind::anonymous, key.substr(merges.size())};
        if (who.id != user_id) histories.emplace_back(database_, shop, who, before);
        return {};
      });
  if (!read) return read.error();

  OrdersPage page;
  HistoryPlace last;
  History* history = latest_of(histories);
  std::size_t taken = 0;
  for (; history != nullptr && taken < bytes && page.orders.size() < std::max<std::size_t>(limit, 1);
       history = latest_of(histories)) {
    last = *history->place();
    Result<StoredOrder> stored = order(shop, last.order_id);
    // An order that went between the look at the history and this one is no longer theirs.
    if (!stored && stored.error().kind() != ErrorKind::not_found) return stored.error();
    if (stored) taken += json_bytes(stored->order);
    if (stored) page.orders.push_back(*std::move(stored));
    history->step();
  }
  for (const History& one : histories) {
    if (!one.status().ok()) return database_.read_error(one.status(), "reading a person's orders");
  }
  if (history != nullptr) page.next = to_cursor(last);
  return page;
}

std::optional<std::string> RecordReader::merged_into(ShopId shop, std::string_view anonymous_id) const {
  std::string row;
  const Result<bool> found = database_.get(Family::users, merge_key(shop, anonymous_id), row);
  if (!found || !*found || row.size() < 8) return std::nullopt;
  return std::string(thing_bytes(row));
}

Status RecordReader::for_each_merge(ShopId shop, const std::function<Status(const UserMerge&)>& visit) const {
  return visit_things(
      database_, Family::users, merge_key(shop, ""),
      [](std::string_view id, std::string_view into) -> Result<UserMerge> {
        return UserMerge{std::string(id), std::string(into)};
      },
      visit);
}

Status RecordReader::for_each_order(ShopId shop,
                                    const std::function<Status(const StoredOrder&)>& visit) const {
  const auto held = database_.hold();
  if (database_.db() == nullptr) return io_error("the database is closed");
  rocksdb::DB& db = *database_.db();
  const auto release = [&db](const rocksdb::Snapshot* snapshot) { db.ReleaseSnapshot(snapshot); };
  const std::unique_ptr<const rocksdb::Snapshot, decltype(release)> snapshot(db.GetSnapshot(), release);
  rocksdb::ReadOptions options;
  options.snapshot = snapshot.get();
  const auto rows = row_iterator(db.NewIterator(options, database_.family(Family::log)));
  const std::string prefix = shop_prefix(shop);
  for (rows->Seek(prefix); rows->Valid() && rows->key().starts_with(prefix); rows->Next()) {
    const Result<RecordHeader> header = decode_record_header(view(rows->value()));
    if (!header) return header.error();
    if (header->kind != ChangeKind::order) continue;
    Result<Change> change = decode_record(view(rows->value()));
    if (!change) return change.error();
    std::string row;
    const rocksdb::Status read =
        db.Get(options, database_.family(Family::orders), id_key(shop, change->id), &row);
    if (read.IsNotFound()) continue;
    if (!read.ok()) return database_.read_error(read, "reading an order");
    const Result<Sequence> last = last_sequence(Family::orders, row);
    if (!last) return last.error();
    if (*last != sequence_of_log_key(view(rows->key()))) continue;
    Status visited =
        visit({std::move(std::get<OrderChange>(change->payload).after), Sequence{read_u64(row)}, *last});
    if (!visited) return visited;
  }
  if (rows->status().ok()) return {};
  return database_.read_error(rows->status(), "reading the log");
}

Status RecordReader::for_each_product(ShopId shop, const std::function<Status(const Product&)>& visit) const {
  return visit_things(
      database_, Family::products, shop_prefix(shop),
      [](std::string_view, std::string_view bytes) { return decode_product(bytes); }, visit);
}

Status RecordReader::for_each_user(ShopId shop, const std::function<Status(const User&)>& visit) const {
  return visit_things(
      database_, Family::users, profile_key(shop, ""),
      [](std::string_view, std::string_view bytes) { return decode_user(bytes); }, visit);
}

Status RecordReader::for_each_rule(ShopId shop,
                                   const std::function<Status(const RuleDocument&)>& visit) const {
  return visit_things(
      database_, Family::rules, shop_prefix(shop),
      [](std::string_view name, std::string_view json) -> Result<RuleDocument> {
        return RuleDocument{std::string(name), std::string(json)};
      },
      visit);
}

}  // namespace suggestd::store
