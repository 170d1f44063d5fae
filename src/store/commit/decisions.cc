#include "store/commit/decisions.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "records/change_codec.h"
#include "records/event_json.h"
#include "records/product_json.h"
#include "records/thing_codec.h"
#include "store/commit/erased_ids.h"
#include "store/log/latest_version.h"

namespace suggestd::store {
namespace {

Outcome unknown(std::string_view what, std::string_view id) {
  return {OutcomeKind::not_found, {}, "", fmt::format("{} '{}' is unknown", what, id)};
}

// A row of products or rules: a sequence, then the thing's bytes.
std::string stored_value(Sequence sequence, std::string_view bytes) {
  std::string value;
  append_u64(value, number(sequence));
  return value.append(bytes);
}

Sequence add_change(PendingGroup& group, ShopId shop, const Change& change) {
  std::string payload;
  append_record_payload(payload, change);
  LogBatch& log = group.log();
  return log.add(shop, change.kind, change.op, log.keep(std::move(payload)));
}

// Puts a product or a rule whose row is `key`.
Outcome put_thing(PendingGroup& group, Family family, std::string_view key,
                  const std::optional<std::string>& stored, std::string_view bytes, Sequence sequence) {
  group.put(family, key, stored_value(sequence, bytes));
  return {stored ? OutcomeKind::updated : OutcomeKind::created, sequence, "", ""};
}

// The outcome `unchanged` if the stored thing has these bytes, else nothing.
Result<std::optional<Outcome>> if_unchanged(Family family, const std::optional<std::string>& stored,
                                            std::string_view bytes) {
  if (!stored) return std::optional<Outcome>();
  const Result<Sequence> last = last_sequence(family, *stored);
  if (!last) return last.error();
  if (std::string_view(*stored).substr(8) != bytes) return std::optional<Outcome>();
  return std::optional(Outcome{OutcomeKind::unchanged, *last, "", ""});
}

Result<Outcome> put_product(PendingGroup& group, ShopId shop, const PreparedMutation& prepared,
                            const std::optional<std::string>& stored, const Product& product) {
  const std::string bytes = encode_product(product);
  Result<std::optional<Outcome>> same = if_unchanged(Family::products, stored, bytes);
  if (!same) return same.error();
  if (*same) return **same;
  Sequence sequence{};
  if (prepared.payload.empty()) {
    sequence =
        add_change(group, shop, {{}, ChangeKind::product, ChangeOp::put, 0, {}, product.product_id, product});
  } else {
    sequence = group.log().add(shop, ChangeKind::product, ChangeOp::put, prepared.payload);
  }
  return put_thing(group, Family::products, prepared.key, stored, bytes, sequence);
}

Result<Outcome> delete_thing(PendingGroup& group, ShopId shop, Family family, std::string_view key,
                             ChangeKind kind, std::string_view id) {
  const Result<std::optional<std::string>> stored = group.get(family, key);
  if (!stored) return stored.error();
  if (!*stored) return unknown(change_kind_name(kind), id);
  const Sequence sequence =
      add_change(group, shop, {{}, kind, ChangeOp::deleted, 0, {}, std::string(id), Deleted{}});
  group.remove(family, key);
  return Outcome{OutcomeKind::updated, sequence, "", ""};
}

struct Decide {
  PendingGroup& group;
  ShopId shop;
  const PreparedMutation& prepared;

  Result<Outcome> operator()(const PlaceOrder& m) const { return decide_order(group, shop, prepared, m); }
  Result<Outcome> operator()(const ChangeOrder& m) const { return decide_order(group, shop, prepared, m); }
  Result<Outcome> operator()(const CancelOrder& m) const { return decide_order(group, shop, prepared, m); }
  Result<Outcome> operator()(const RefundOrder& m) const { return decide_order(group, shop, prepared, m); }
  Result<Outcome> operator()(const PutUser& m) const { return decide_person(group, shop, prepared, m); }
  Result<Outcome> operator()(const PatchUser& m) const { return decide_person(group, shop, prepared, m); }
  Result<Outcome> operator()(const MergeUser& m) const { return decide_person(group, shop, prepared, m); }
  Result<Outcome> operator()(const ErasePerson& m) const { return decide_erasure(group, shop, m); }
  Result<Outcome> operator()(const StubRecords& m) const { return decide_erasure(group, shop, m); }
  Result<Outcome> operator()(const TellErased& m) const { return decide_erasure(group, shop, m); }

  Result<Outcome> operator()(const AddEvent& m) const {
    if (!prepared.key.empty()) {
      const Result<std::optional<std::string>> stored = group.get(Family::once, prepared.key);
      if (!stored) return stored.error();
      if (*stored) {
        const Result<Sequence> first = last_sequence(Family::once, **stored);
        if (!first) return first.error();
        return repeated(m, *first);
      }
    }
    const Result<bool> erased = is_erased(m);
    if (!erased) return erased.error();
    if (*erased) return Outcome{OutcomeKind::ignored_erased, {}, "", ""};
    const Sequence sequence = group.log().add(shop, ChangeKind::event, ChangeOp::added, prepared.payload);
    if (!prepared.key.empty()) group.put(Family::once, prepared.key, stored_value(sequence, ""));
    return Outcome{OutcomeKind::created, sequence, "", ""};
  }

  Result<bool> is_erased(const AddEvent& m) const {
    const auto when = group.erased().when(group, shop, ErasedKind::event, m.event.event_id);
    if (!when) return when.error();
    if (*when || !m.at_given) return when->has_value();
    return group.erased().is_of_erased(group, shop, m.event.user_id, m.event.anonymous_id, "", m.event.at);
  }

  // The outcome of an event whose id is known. After retention has taken the first away its content can't be
  // compared any more.
  Result<Outcome> repeated(const AddEvent& m, Sequence first) const {
    const Result<std::optional<Event>> before = group.event_if_kept(shop, first);
    if (!before) return before.error();
    const auto difference = *before ? event_content_difference(**before, m) : std::nullopt;
    if (!difference) return Outcome{OutcomeKind::unchanged, first, "", ""};
    return Outcome{OutcomeKind::conflict, first, *difference,
                   fmt::format("event '{}' is known with another {}", m.event.event_id, *difference)};
  }

  Result<Outcome> operator()(const PutProduct& m) const {
    const Result<std::optional<std::string>> stored = group.get(Family::products, prepared.key);
    if (!stored) return stored.error();
    return put_product(group, shop, prepared, *stored, m.product);
  }

  Result<Outcome> operator()(const PatchProduct& m) const {
    const Result<std::optional<std::string>> stored = group.get(Family::products, prepared.key);
    if (!stored) return stored.error();
    if (!*stored) return unknown("product", m.product_id);
    if ((*stored)->size() < 8) return corrupt("a row of products is too short");
    const Result<Product> before = decode_product(std::string_view(**stored).substr(8));
    if (!before) return before.error();
    const Result<Product> after = apply_merge_patch(*before, m.patch_json, m.standard);
    if (after) return put_product(group, shop, prepared, *stored, *after);
    const auto& fields = after.error().fields();
    if (fields.empty()) return Outcome{OutcomeKind::invalid, {}, "", after.error().message()};
    return Outcome{OutcomeKind::invalid, {}, fields.front().pointer, fields.front().detail};
  }

  Result<Outcome> operator()(const DeleteProduct& m) const {
    return delete_thing(group, shop, Family::products, prepared.key, ChangeKind::product, m.product_id);
  }

  Result<Outcome> operator()(const PutRule& m) const {
    const Result<std::optional<std::string>> stored = group.get(Family::rules, prepared.key);
    if (!stored) return stored.error();
    Result<std::optional<Outcome>> same = if_unchanged(Family::rules, *stored, m.document.json);
    if (!same) return same.error();
    if (*same) return **same;
    const Sequence sequence =
        add_change(group, shop, {{}, ChangeKind::rule, ChangeOp::put, 0, {}, m.document.name, m.document});
    return put_thing(group, Family::rules, prepared.key, *stored, m.document.json, sequence);
  }

  Result<Outcome> operator()(const DeleteRule& m) const {
    return delete_thing(group, shop, Family::rules, prepared.key, ChangeKind::rule, m.name);
  }
};

// The family in which `key` names the thing that a precondition is about.
struct FamilyOf {
  std::optional<Family> operator()(const PlaceOrder&) const { return Family::orders; }
  std::optional<Family> operator()(const ChangeOrder&) const { return Family::orders; }
  std::optional<Family> operator()(const CancelOrder&) const { return Family::orders; }
  std::optional<Family> operator()(const RefundOrder&) const { return Family::orders; }
  std::optional<Family> operator()(const PutProduct&) const { return Family::products; }
  std::optional<Family> operator()(const PatchProduct&) const { return Family::products; }
  std::optional<Family> operator()(const DeleteProduct&) const { return Family::products; }
  std::optional<Family> operator()(const PutUser&) const { return Family::users; }
  std::optional<Family> operator()(const PatchUser&) const { return Family::users; }
  std::optional<Family> operator()(const ErasePerson&) const { return Family::users; }
  std::optional<Family> operator()(const StubRecords&) const { return std::nullopt; }
  std::optional<Family> operator()(const TellErased&) const { return std::nullopt; }
  std::optional<Family> operator()(const PutRule&) const { return Family::rules; }
  std::optional<Family> operator()(const DeleteRule&) const { return Family::rules; }
  std::optional<Family> operator()(const MergeUser&) const { return std::nullopt; }
  std::optional<Family> operator()(const AddEvent&) const { return std::nullopt; }
};

// The outcome of a precondition that does not hold; nothing if it holds.
Result<std::optional<Outcome>> check_precondition(const PendingGroup& group,
                                                  const PreparedMutation& prepared) {
  const Precondition& asked = prepared.precondition;
  const std::optional<Family> family = std::visit(FamilyOf{}, prepared.mutation);
  if (!asked.asked_for() || !family) return std::optional<Outcome>();
  const Result<std::optional<std::string>> stored = group.get(*family, prepared.key);
  if (!stored) return stored.error();
  const auto outdated = [](std::string_view why) {
    return std::optional(Outcome{OutcomeKind::outdated, {}, "", std::string(why)});
  };
  if (!*stored) {
    const bool fails = asked.present || !asked.versions.empty();
    return fails ? outdated("there is no such thing (any more)") : std::optional<Outcome>();
  }
  if (asked.absent) return outdated("it exists already");
  const Result<Sequence> last = last_sequence(*family, **stored);
  if (!last) return last.error();
  const auto& versions = asked.versions;
  if (versions.empty() || std::find(versions.begin(), versions.end(), *last) != versions.end()) {
    return std::optional<Outcome>();
  }
  return outdated("it has changed since you read it; read it again and repeat the change");
}

}  // namespace

Result<Outcome> decide(PendingGroup& group, ShopId shop, const PreparedMutation& prepared) {
  if (prepared.refused) return *prepared.refused;
  const Result<std::optional<Outcome>> failed = check_precondition(group, prepared);
  if (!failed) return failed.error();
  if (*failed) return **failed;
  return std::visit(Decide{group, shop, prepared}, prepared.mutation);
}

}  // namespace suggestd::store
