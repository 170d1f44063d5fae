#include <utility>

#include <fmt/format.h>

#include "records/change_codec.h"
#include "records/record_limits.h"
#include "records/thing_codec.h"
#include "records/user_json.h"
#include "store/commit/decisions.h"
#include "store/log/latest_version.h"

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

Result<Outcome> put_user(PendingGroup& group, ShopId shop, const PreparedMutation& prepared,
                         const std::optional<std::string>& stored, const User& user) {
  const std::string bytes = encode_user(user);
  if (stored) {
    const Result<Sequence> last = last_sequence(Family::users, *stored);
    if (!last) return last.error();
    if (std::string_view(*stored).substr(8) == bytes) return Outcome{OutcomeKind::unchanged, *last, "", ""};
  }
  const Sequence sequence = add_user_change(group, shop, ChangeOp::put, user.user_id, user);
  group.put(Family::users, prepared.key, stored_value(sequence, bytes));
  return Outcome{stored ? OutcomeKind::updated : OutcomeKind::created, sequence, "", ""};
}

}  // namespace

Result<Outcome> decide_person(PendingGroup& group, ShopId shop, const PreparedMutation& prepared,
                              const PutUser& m) {
  const Result<std::optional<std::string>> stored = group.get(Family::users, prepared.key);
  if (!stored) return stored.error();
  return put_user(group, shop, prepared, *stored, m.user);
}

Result<Outcome> decide_person(PendingGroup& group, ShopId shop, const PreparedMutation& prepared,
                              const PatchUser& m) {
  const Result<std::optional<std::string>> stored = group.get(Family::users, prepared.key);
  if (!stored) return stored.error();
  if (!*stored) {
    return Outcome{OutcomeKind::not_found,
                   {},
                   "",
                   fmt::format("user '{}' has no profile to patch; PUT makes one", m.user_id)};
  }
  if ((*stored)->size() < 8) return corrupt("a row of users is too short");
  const Result<User> before = decode_user(std::string_view(**stored).substr(8));
  if (!before) return before.error();
  const Result<User> after = apply_merge_patch(*before, m.patch_json);
  if (after) return put_user(group, shop, prepared, *stored, *after);
  const auto& fields = after.error().fields();
  if (fields.empty()) return Outcome{OutcomeKind::invalid, {}, "", after.error().message()};
  return Outcome{OutcomeKind::invalid, {}, fields.front().pointer, fields.front().detail};
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
  if (!m.undo) {
    const Result<std::vector<std::string>> merged =
        group.keys(Family::users, merges_of_prefix(shop, m.into_user_id));
    if (!merged) return merged.error();
    if (merged->size() >= kMaxMerges) {
      return Outcome{OutcomeKind::invalid,
                     {},
                     "/anonymous_id",
                     fmt::format("user '{}' has {} merged visitors, and at most {} are taken; undo one first",
                                 m.into_user_id, merged->size(), kMaxMerges)};
    }
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
