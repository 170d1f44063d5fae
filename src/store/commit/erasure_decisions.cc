#include <algorithm>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "records/change_codec.h"
#include "records/thing_codec.h"
#include "store/commit/decisions.h"
#include "store/commit/erased_ids.h"
#include "store/commit/redaction.h"
#include "store/tables/meta_table.h"
#include "store/tables/receipt.h"

namespace suggestd::store {
namespace {

// Ranges told by one record of the log.
constexpr std::size_t kRangesARecord = 1'000;

// The user that an anonymous id was merged into; "" if into none.
Result<std::string> merged_into(const PendingGroup& group, ShopId shop, std::string_view anonymous_id) {
  const Result<std::optional<std::string>> row = group.get(Family::users, merge_key(shop, anonymous_id));
  if (!row) return row.error();
  if (!*row || (*row)->size() < 8) return std::string();
  return (*row)->substr(8);
}

// Everything that stands under one person's ids, and its removal.
class Person {
 public:
  Person(PendingGroup& group, ShopId shop) : group_(group), shop_(shop) {}

  // Joins the ids: a merged visitor is the user, and a user is all their visitors.
  Status join(const PersonId& who) {
    PersonId first = who;
    if (who.kind == PersonIdKind::anonymous) {
      Result<std::string> user = merged_into(group_, shop_, who.id);
      if (!user) return std::move(user).error();
      if (!user->empty()) first = {PersonIdKind::user, *std::move(user)};
    }
    ids_.insert({who, first});
    return first.kind == PersonIdKind::user ? join_user(first.id) : Status();
  }

  Status remove() {
    for (const PersonId& id : ids_) {
      if (Status removed = remove_orders(id); !removed) return removed;
    }
    for (const std::string& row : merge_rows_) group_.remove(Family::users, row);
    for (const std::string& row : profile_rows_) group_.remove(Family::users, row);
    return {};
  }

  bool known() const { return !profile_rows_.empty() || !merge_rows_.empty() || !orders_.empty(); }
  std::size_t profiles() const { return profile_rows_.size(); }
  std::vector<PersonId> ids() const { return {ids_.begin(), ids_.end()}; }
  std::vector<std::string> orders() const { return {orders_.begin(), orders_.end()}; }

 private:
  Status join_user(const std::string& user_id) {
    if (!users_.insert(user_id).second) return {};
    const std::string prefix = merges_of_prefix(shop_, user_id);
    const Result<std::vector<std::string>> merges = group_.keys(Family::users, prefix);
    if (!merges) return merges.error();
    for (const std::string& row : *merges) {
      merge_rows_.push_back(row);
      merge_rows_.push_back(merge_key(shop_, std::string_view(row).substr(prefix.size())));
      ids_.insert({PersonIdKind::anonymous, row.substr(prefix.size())});
    }
    return join_profile(user_id);
  }

  // The ids that the profile names, but for those of a device that is another user's.
  Status join_profile(const std::string& user_id) {
    const Result<std::optional<std::string>> row = group_.get(Family::users, profile_key(shop_, user_id));
    if (!row) return row.error();
    if (!*row) return {};
    profile_rows_.push_back(profile_key(shop_, user_id));
    if ((*row)->size() < 8) return corrupt("a row of users is too short");
    const Result<User> user = decode_user(std::string_view(**row).substr(8));
    if (!user) return user.error();
    if (!user->email_hash.empty()) ids_.insert({PersonIdKind::email_hash, user->email_hash});
    for (const std::string& anonymous : user->anonymous_ids) {
      const Result<std::string> into = merged_into(group_, shop_, anonymous);
      if (!into) return into.error();
      if (into->empty() || *into == user_id) ids_.insert({PersonIdKind::anonymous, anonymous});
    }
    return {};
  }

  Status remove_orders(const PersonId& id) {
    const std::string prefix = history_prefix(shop_, {static_cast<IdentityKind>(id.kind), id.id});
    const Result<std::vector<std::string>> rows = group_.keys(Family::user_orders, prefix);
    if (!rows) return rows.error();
    for (const std::string& row : *rows) {
      if (const auto entry = parse_history_entry(row, prefix.size())) {
        orders_.emplace(entry->order_id);
        group_.remove(Family::orders, id_key(shop_, entry->order_id));
      }
      group_.remove(Family::user_orders, row);
    }
    return {};
  }

  PendingGroup& group_;
  ShopId shop_;
  std::set<PersonId> ids_;
  std::set<std::string> orders_;
  std::set<std::string> users_;
  std::vector<std::string> merge_rows_;
  std::vector<std::string> profile_rows_;
};

Status remember_erased(PendingGroup& group, ShopId shop, const ErasureReceipt& receipt) {
  for (const PersonId& person : receipt.people) {
    Status added = group.erased().add(group, shop, ErasedKind::person, person_key(person.kind, person.id),
                                      receipt.asked_at);
    if (!added) return added;
  }
  for (const std::string& order : receipt.orders) {
    Status added = group.erased().add(group, shop, ErasedKind::order, order, receipt.asked_at);
    if (!added) return added;
  }
  return {};
}

Sequence add_erasure(PendingGroup& group, ShopId shop, Erasure erasure) {
  Change change{{}, ChangeKind::erasure, ChangeOp::erased, 0, {}, erasure.receipt_id, {}};
  change.payload = std::move(erasure);
  std::string payload;
  append_record_payload(payload, change);
  LogBatch& log = group.log();
  return log.add(shop, change.kind, change.op, log.keep(std::move(payload)));
}

void put_receipt(PendingGroup& group, ShopId shop, const ErasureReceipt& receipt) {
  group.put(Family::meta, MetaTable::row_key(receipt_key(shop, receipt.id)), encode_receipt(receipt));
}

Result<ErasureReceipt> receipt_of(const PendingGroup& group, ShopId shop, std::string_view id) {
  const Result<std::optional<std::string>> row =
      group.get(Family::meta, MetaTable::row_key(receipt_key(shop, id)));
  if (!row) return row.error();
  if (!*row) return not_found(fmt::format("there is no receipt '{}' of an erasure", id));
  return decode_receipt(**row);
}

// Makes stubs of records, one by one.
class Stubs {
 public:
  Stubs(PendingGroup& group, ShopId shop, ErasureReceipt& receipt)
      : group_(group), shop_(shop), receipt_(receipt), subject_(receipt.people, receipt.orders) {}

  // A record after the erasure's is that of somebody who is back.
  Status make(Sequence sequence) {
    if (sequence >= receipt_.record) return {};
    const std::string key = log_key(shop_, sequence);
    const Result<std::optional<std::string>> stored = group_.get(Family::log, key);
    if (!stored) return stored.error();
    if (!*stored) return {};  // retention was here
    Result<Change> change = decode_record(**stored);
    if (!change) return change.error().with_context(fmt::format("log record {}", number(sequence)));
    const Result<RecordHeader> header = decode_record_header(**stored);
    if (!header) return header.error();
    const Change before = *change;
    const Redaction redaction = redact(*change, subject_);
    if (redaction == Redaction::none) return {};
    if (redaction == Redaction::rewrite) return write(key, *header, *change);
    if (Status forgotten = forget_rows(before); !forgotten) return forgotten;
    count(before.kind);
    add_to_ranges(receipt_.stubs, sequence);
    Change stub;
    stub.kind = before.kind;
    stub.op = ChangeOp::erased;
    stub.payload = Deleted{};
    RecordHeader place = *header;
    place.op = ChangeOp::erased;
    return write(key, place, stub);
  }

 private:
  Status write(const std::string& key, const RecordHeader& header, const Change& change) {
    std::string record;
    append_record_header(record, header);
    append_record_payload(record, change);
    group_.put(Family::log, key, record);
    return {};
  }

  // The rows that keep a thing from counting twice hold its id; a hash takes their place.
  Status forget_rows(const Change& change) {
    if (const auto* event = std::get_if<Event>(&change.payload); event && !event->event_id.empty()) {
      group_.remove(Family::once, event_once_key(shop_, event->event_id));
      return group_.erased().add(group_, shop_, ErasedKind::event, event->event_id, receipt_.asked_at);
    }
    const auto* order = std::get_if<OrderChange>(&change.payload);
    if (order == nullptr || change.op != ChangeOp::refunded) return {};
    const Result<std::vector<std::string>> refunds =
        group_.keys(Family::once, refund_once_key(shop_, order->after.order_id, ""));
    if (!refunds) return refunds.error();
    for (const std::string& row : *refunds) group_.remove(Family::once, row);
    return {};
  }

  void count(ChangeKind kind) {
    if (kind == ChangeKind::order) ++receipt_.order_records;
    if (kind == ChangeKind::event) ++receipt_.event_records;
    if (kind == ChangeKind::user) ++receipt_.profile_records;
  }

  PendingGroup& group_;
  ShopId shop_;
  ErasureReceipt& receipt_;
  ErasedSubject subject_;
};

}  // namespace

Result<Outcome> decide_erasure(PendingGroup& group, ShopId shop, const ErasePerson& m) {
  Person person(group, shop);
  for (const PersonId& who : m.who) {
    if (Status joined = person.join(who); !joined) return std::move(joined).error();
  }
  if (Status removed = person.remove(); !removed) return std::move(removed).error();
  if (!person.known() && !m.even_if_unknown) {
    return Outcome{OutcomeKind::not_found, {}, "", fmt::format("user '{}' is unknown", m.who.front().id)};
  }
  ErasureReceipt receipt;
  receipt.id = m.receipt_id;
  receipt.asked_at = group.at();
  receipt.people = person.ids();
  receipt.orders = person.orders();
  receipt.profiles = person.profiles();
  receipt.order_count = receipt.orders.size();
  receipt.record = add_erasure(group, shop, {receipt.id, receipt.people, receipt.orders, {}});
  if (Status kept = remember_erased(group, shop, receipt); !kept) return std::move(kept).error();
  put_receipt(group, shop, receipt);
  return Outcome{OutcomeKind::updated, receipt.record, "", ""};
}

Result<Outcome> decide_erasure(PendingGroup& group, ShopId shop, const StubRecords& m) {
  Result<ErasureReceipt> receipt = receipt_of(group, shop, m.receipt_id);
  if (!receipt) return std::move(receipt).error();
  Stubs stubs(group, shop, *receipt);
  for (const Sequence sequence : m.records) {
    if (Status made = stubs.make(sequence); !made) return std::move(made).error();
  }
  receipt->looked_up_to = std::max(receipt->looked_up_to, m.looked_up_to);
  if (receipt->looked_up_to >= receipt->record) receipt->phase = ErasurePhase::telling;
  put_receipt(group, shop, *receipt);
  return Outcome{OutcomeKind::updated, {}, "", ""};
}

Result<Outcome> decide_erasure(PendingGroup& group, ShopId shop, const TellErased& m) {
  Result<ErasureReceipt> receipt = receipt_of(group, shop, m.receipt_id);
  if (!receipt) return std::move(receipt).error();
  const std::string first = log_key(shop, receipt->record);
  const Result<std::optional<std::string>> stored = group.get(Family::log, first);
  if (!stored) return stored.error();
  if (*stored) {
    const Result<RecordHeader> header = decode_record_header(**stored);
    if (!header) return header.error();
    std::string record;
    append_record_header(record, *header);
    Change change{
        {}, ChangeKind::erasure, ChangeOp::erased, 0, {}, receipt->id, Erasure{receipt->id, {}, {}, {}}};
    append_record_payload(record, change);
    group.put(Family::log, first, record);
  }
  Sequence last{};
  for (std::size_t i = 0; i < receipt->stubs.size(); i += kRangesARecord) {
    const auto begin = receipt->stubs.begin() + static_cast<std::ptrdiff_t>(i);
    const auto end = receipt->stubs.begin() +
                     static_cast<std::ptrdiff_t>(std::min(i + kRangesARecord, receipt->stubs.size()));
    last = add_erasure(group, shop, {receipt->id, {}, {}, {begin, end}});
  }
  receipt->people.clear();
  receipt->orders.clear();
  receipt->stubs.clear();
  receipt->phase = ErasurePhase::rewriting;
  put_receipt(group, shop, *receipt);
  return Outcome{OutcomeKind::updated, last, "", ""};
}

}  // namespace suggestd::store
