#include <utility>

#include <fmt/format.h>

#include "records/change_codec.h"
#include "records/thing_codec.h"
#include "store/decisions.h"
#include "store/latest_version.h"

namespace suggestd::store {
namespace {

Sequence add_user_change(PendingGroup& group, ShopId shop, ChangeOp op, std::string_view id,
                         decltype(Change::payload) thing) {
  const Change change{{}, ChangeKind::user, op, 0, {}, std::string(id), std::move(thing)};
  std::string payload;
  append_record_payload(payload, change);
  LogBatch& log = group.log();
  return log.add(shop, change.kind, op, log.keep(std::move(payload)));
}

std::string stored_value(Sequence sequence, std::string_view bytes) {
  std::string value;
  append_u64(value, number(sequence));
  return value.append(bytes);
}

// Removes the orders of one identity, so that later reads find none; the number removed.
Result<std::size_t> remove_history(PendingGroup& group, ShopId shop, Identity who) {
  const std::string prefix = history_prefix(shop, who);
  const Result<std::vector<std::string>> rows = group.keys(Family::user_orders, prefix);
  if (!rows) return rows.error();
  for (const std::string& row : *rows) {
    if (const auto entry = parse_history_entry(row, prefix.size())) {
      group.remove(Family::orders, id_key(shop, entry->order_id));
    }
    group.remove(Family::user_orders, row);
  }
  return rows->size();
}

}  // namespace

Result<Outcome> decide_person(PendingGroup& group, ShopId shop, const PreparedMutation& prepared,
                              const PutUser& m) {
  const Result<std::optional<std::string>> stored = group.get(Family::users, prepared.key);
  if (!stored) return stored.error();
  const std::string bytes = encode_user(m.user);
  if (*stored) {
    const Result<Sequence> last = last_sequence(Family::users, **stored);
    if (!last) return last.error();
    if (std::string_view(**stored).substr(8) == bytes) return Outcome{OutcomeKind::unchanged, *last, "", ""};
  }
  const Sequence sequence = add_user_change(group, shop, ChangeOp::put, m.user.user_id, m.user);
  group.put(Family::users, prepared.key, stored_value(sequence, bytes));
  return Outcome{*stored ? OutcomeKind::updated : OutcomeKind::created, sequence, "", ""};
}

Result<Outcome> decide_person(PendingGroup& group, ShopId shop, const PreparedMutation& prepared,
                              const DeleteUser& m) {
  const Result<std::optional<std::string>> profile = group.get(Family::users, prepared.key);
  if (!profile) return profile.error();
  const std::string merges = merges_of_prefix(shop, m.user_id);
  const Result<std::vector<std::string>> merged = group.keys(Family::users, merges);
  if (!merged) return merged.error();
  Result<std::size_t> orders = remove_history(group, shop, {IdentityKind::user, m.user_id});
  if (!orders) return orders.error();
  if (!*profile && merged->empty() && *orders == 0) {
    return Outcome{OutcomeKind::not_found, {}, "", fmt::format("user '{}' is unknown", m.user_id)};
  }
  for (const std::string& row : *merged) {
    const std::string_view anonymous = std::string_view(row).substr(merges.size());
    orders = remove_history(group, shop, {IdentityKind::anonymous, anonymous});
    if (!orders) return orders.error();
    group.remove(Family::users, merge_key(shop, anonymous));
    group.remove(Family::users, row);
  }
  group.remove(Family::users, prepared.key);
  const Sequence sequence = add_user_change(group, shop, ChangeOp::deleted, m.user_id, Deleted{});
  return Outcome{OutcomeKind::updated, sequence, "", ""};
}

Result<Outcome> decide_person(PendingGroup& group, ShopId shop, const PreparedMutation& prepared,
                              const MergeUser& m) {
  const Result<std::optional<std::string>> stored = group.get(Family::users, prepared.key);
  if (!stored) return stored.error();
  std::string_view into;
  Sequence last{};
  if (*stored) {
    const Result<Sequence> sequence = last_sequence(Family::users, **stored);
    if (!sequence) return sequence.error();
    last = *sequence;
    into = std::string_view(**stored).substr(8);
  }
  // A device that two people share must not make them one.
  if (*stored && into != m.into_user_id) {
    return Outcome{OutcomeKind::conflict, last, "/anonymous_id",
                   fmt::format("'{}' was merged into another user; undo that first", m.from_anonymous_id)};
  }
  if (!m.undo && *stored) return Outcome{OutcomeKind::unchanged, last, "", ""};
  if (m.undo && !*stored) {
    return Outcome{OutcomeKind::not_found,
                   {},
                   "/anonymous_id",
                   fmt::format("'{}' is not merged into anyone", m.from_anonymous_id)};
  }
  const std::string reverse = merges_of_key(shop, m.into_user_id, m.from_anonymous_id);
  const Sequence sequence =
      add_user_change(group, shop, m.undo ? ChangeOp::unmerged : ChangeOp::merged, m.from_anonymous_id,
                      UserMerge{m.from_anonymous_id, m.into_user_id});
  if (m.undo) {
    group.remove(Family::users, prepared.key);
    group.remove(Family::users, reverse);
  } else {
    group.put(Family::users, prepared.key, stored_value(sequence, m.into_user_id));
    group.put(Family::users, reverse, "");
  }
  return Outcome{OutcomeKind::updated, sequence, "", ""};
}

}  // namespace suggestd::store
