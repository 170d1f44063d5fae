#include "experiments/outcomes.h"

#include <utility>

#include "experiments/credit.h"
#include "experiments/order_outcome.h"
#include "experiments/split.h"

namespace suggestd::experiments {
namespace {

PersonId user_id(const std::string& id) { return {PersonIdKind::user, id}; }
PersonId guest_id(const std::string& id) { return {PersonIdKind::anonymous, id}; }
std::string key_of(const PersonId& person) { return person_key(person.kind, person.id); }

}  // namespace

// --- Exposures

Status Outcomes::expose(const Exposure& exposure) {
  for (const StoredExperiment& stored : open_) {
    if (stored.run->id != exposure.run) continue;
    if (stored.run->stopped_at && exposure.at > *stored.run->stopped_at) return {};
    if (!exposure.also.id.empty()) {
      if (Status joined = join(stored, exposure.also.id, exposure.person.id); !joined) return joined;
    }
    const Result<std::optional<VisitorRow>> known = rows_.visitor(exposure.run, key_of(exposure.person));
    if (!known) return known.error();
    return *known ? Status() : admit(stored, exposure);
  }
  return {};  // of a run that is over
}

Status Outcomes::admit(const StoredExperiment& stored, const Exposure& exposure) {
  const Run& run = *stored.run;
  const Result<Past> past = read_past_(exposure.person, exposure.at, run.currency);
  if (!past) return past.error();
  if (!past->countable) {
    assignments_.forget(hash_of(run.key, exposure.person));
    return {};
  }
  VisitorRow row;
  row.variant = exposure.variant;
  row.exposed_at = exposure.at;
  row.before = past->spent;
  const std::string key = key_of(exposure.person);
  rows_.put_visitor(run.id, key, row);
  rows_.put_unsettled(run.id, hour_of(row.exposed_at), key);
  if (stored.experiment.interleaves()) return count(stored, row, 1);
  Result<VariantTotals> totals = rows_.totals(run.id, row.variant);
  if (!totals) return std::move(totals).error();
  if (run.stopped.empty()) ++totals->assigned;
  totals->count(row, 1);
  rows_.put_totals(run.id, row.variant, *totals);
  return {};
}

// --- One person under two ids

Status Outcomes::join(const StoredExperiment& stored, const std::string& anonymous_id,
                      const std::string& user) {
  const RunId& run = stored.run->id;
  Result<std::optional<VisitorRow>> guest = rows_.visitor(run, key_of(guest_id(anonymous_id)));
  if (!guest) return std::move(guest).error();
  if (!*guest || !(*guest)->user.empty()) return {};
  Result<std::optional<VisitorRow>> known = rows_.visitor(run, key_of(user_id(user)));
  if (!known) return std::move(known).error();
  if (!*known) return move(stored, user_id(user), anonymous_id, **std::move(guest));
  rows_.remove_unsettled(run, hour_of((*guest)->exposed_at), key_of(guest_id(anonymous_id)));
  const std::uint8_t first =
      (*guest)->exposed_at < (*known)->exposed_at ? (*guest)->variant : (*known)->variant;
  make_alias(stored, anonymous_id, user, first);
  return join_rows(stored, user_id(user), **std::move(guest), **std::move(known));
}

// The user was not met yet: the visitor goes on under the user's id, with the user's past.
Status Outcomes::move(const StoredExperiment& stored, const PersonId& user, const std::string& guest,
                      VisitorRow row) {
  const Run& run = *stored.run;
  const Hour hour = hour_of(row.exposed_at);
  rows_.remove_unsettled(run.id, hour, key_of(guest_id(guest)));
  const Result<Past> past = read_past_(user, row.exposed_at, run.currency);
  if (!past) return past.error();
  if (!past->countable) {
    rows_.remove_visitor(run.id, key_of(guest_id(guest)));
    return row.settled ? Status() : count(stored, row, -1);
  }
  if (!row.settled) {
    row.before = past->spent;
    rows_.put_unsettled(run.id, hour, key_of(user));
  }
  rows_.put_visitor(run.id, key_of(user), row);
  assignments_.replace(hash_of(run.key, user), row.variant);
  make_alias(stored, guest, user.id, row.variant);
  return {};
}

Status Outcomes::join_rows(const StoredExperiment& stored, const PersonId& user, VisitorRow guest,
                           VisitorRow known) {
  const Run& run = *stored.run;
  rows_.remove_unsettled(run.id, hour_of(known.exposed_at), key_of(user));
  const bool guest_first = guest.exposed_at < known.exposed_at;
  VisitorRow& first = guest_first ? guest : known;
  const VisitorRow& second = guest_first ? known : guest;
  if (!second.settled) {
    if (Status taken = count(stored, second, -1); !taken) return taken;
  }
  if (!first.settled) {
    const Result<Past> past = read_past_(user, first.exposed_at, run.currency);
    if (!past) return past.error();
    if (Status taken = count(stored, first, -1); !taken) return taken;
    first.before = past->spent;
    for (const VisitorOrder& order : second.orders) first.put(order);
    for (const ShownList& list : second.lists) first.keep(list);
    for (const CreditedClick& click : second.clicks) {
      if (in_window(click.at, first.exposed_at, stored.experiment.window)) first.put(click);
    }
    if (Status counted = count(stored, first, 1); !counted) return counted;
    rows_.put_unsettled(run.id, hour_of(first.exposed_at), key_of(user));
  }
  if (first.variant != second.variant) {
    Result<VariantTotals> totals = rows_.totals(run.id, first.variant);
    if (!totals) return std::move(totals).error();
    ++totals->crossovers;
    rows_.put_totals(run.id, first.variant, *totals);
  }
  rows_.put_visitor(run.id, key_of(user), first);
  assignments_.replace(hash_of(run.key, user), first.variant);
  return {};
}

// The visitor keeps their variant after they log out.
void Outcomes::make_alias(const StoredExperiment& stored, const std::string& anonymous_id,
                          const std::string& user, std::uint8_t variant) {
  VisitorRow alias;
  alias.variant = variant;
  alias.user = user;
  rows_.put_visitor(stored.run->id, key_of(guest_id(anonymous_id)), alias);
  assignments_.replace(hash_of(stored.run->key, guest_id(anonymous_id)), variant);
}

Status Outcomes::count(const StoredExperiment& stored, const VisitorRow& row, int sign) {
  if (stored.experiment.interleaves()) {
    Result<InterleavedTotals> interleaved = rows_.interleaved_totals(stored.run->id);
    if (!interleaved) return std::move(interleaved).error();
    interleaved->count(row, sign);
    rows_.put_interleaved_totals(stored.run->id, *interleaved);
    return {};
  }
  Result<VariantTotals> totals = rows_.totals(stored.run->id, row.variant);
  if (!totals) return std::move(totals).error();
  totals->count(row, sign);
  rows_.put_totals(stored.run->id, row.variant, *totals);
  return {};
}

Status Outcomes::recount(const StoredExperiment& stored, const VisitorRow& before, const VisitorRow& after) {
  if (Status taken = count(stored, before, -1); !taken) return taken;
  return count(stored, after, 1);
}

// --- The log

Status Outcomes::apply(const Change& change) {
  if (const auto* order = std::get_if<OrderChange>(&change.payload)) return apply_order(*order);
  if (const auto* event = std::get_if<Event>(&change.payload)) return apply_event(*event);
  if (const auto* merge = std::get_if<UserMerge>(&change.payload)) {
    if (change.op != ChangeOp::merged) return {};
    for (const StoredExperiment& stored : open_) {
      if (Status joined = join(stored, merge->from, merge->into); !joined) return joined;
    }
    return {};
  }
  if (const auto* erasure = std::get_if<Erasure>(&change.payload)) {
    for (const PersonId& person : erasure->people) {
      if (Status forgotten = forget(person); !forgotten) return forgotten;
    }
    return {};
  }
  const bool user_gone = change.kind == ChangeKind::user && change.op == ChangeOp::deleted;
  return user_gone ? forget(user_id(change.id)) : Status();
}

Status Outcomes::apply_order(const OrderChange& change) {
  for (const StoredExperiment& stored : open_) {
    const std::optional<Order>& before = change.before;
    if (before &&
        (before->user_id != change.after.user_id || before->anonymous_id != change.after.anonymous_id)) {
      Order gone = *before;
      gone.cancelled = true;
      if (Status taken = count_order(stored, gone); !taken) return taken;
    }
    if (Status counted = count_order(stored, change.after); !counted) return counted;
  }
  return {};
}

// The row under which an order's person counts; nothing if they were not exposed.
Result<std::optional<Outcomes::CountedVisitor>> Outcomes::visitor_of(const StoredExperiment& stored,
                                                                     const Order& order) const {
  if (!order.user_id.empty()) return visitor_of(stored, user_id(order.user_id));
  if (!order.anonymous_id.empty()) return visitor_of(stored, guest_id(order.anonymous_id));
  return std::optional<CountedVisitor>();
}

Result<std::optional<Outcomes::CountedVisitor>> Outcomes::visitor_of(const StoredExperiment& stored,
                                                                     const PersonId& person) const {
  std::string key = key_of(person);
  Result<std::optional<VisitorRow>> row = rows_.visitor(stored.run->id, key);
  if (row && *row && !(*row)->user.empty()) {
    key = key_of(user_id((*row)->user));
    row = rows_.visitor(stored.run->id, key);
  }
  if (!row) return std::move(row).error();
  if (!*row) return std::optional<CountedVisitor>();
  return std::optional(CountedVisitor{std::move(key), **std::move(row)});
}

Status Outcomes::count_order(const StoredExperiment& stored, const Order& order) {
  if (!order.user_id.empty() && !order.anonymous_id.empty()) {
    if (Status joined = join(stored, order.anonymous_id, order.user_id); !joined) return joined;
  }
  Result<std::optional<CountedVisitor>> visitor = visitor_of(stored, order);
  if (!visitor) return std::move(visitor).error();
  if (!*visitor || (*visitor)->row.settled) return {};
  VisitorRow& row = (*visitor)->row;
  const VisitorRow earlier = row;
  row.take_back(order_hash(order.order_id));
  if (in_window(order.placed_at, row.exposed_at, stored.experiment.window)) {
    if (std::optional<VisitorOrder> outcome = outcome_of(order)) {
      if (stored.experiment.interleaves()) outcome->credited = credit_of(order, row);
      row.put(*outcome);
    }
  }
  if (row == earlier) return {};
  rows_.put_visitor(stored.run->id, (*visitor)->key, row);
  return recount(stored, earlier, row);
}

// An id that one request or order joined to the user, and no merge: the erasure does not name it, and its row names the
// user.
Status Outcomes::forget_aliases(const Run& run, const PersonId& person) {
  if (person.kind != PersonIdKind::user) return {};
  const Result<std::vector<std::string>> aliases = rows_.aliases_of(run.id, person.id);
  if (!aliases) return aliases.error();
  for (const std::string& alias : *aliases) rows_.remove_visitor(run.id, alias);
  return {};
}

Status Outcomes::forget(const PersonId& person) {
  for (const StoredExperiment& stored : open_) {
    const Run& run = *stored.run;
    if (Status forgotten = forget_aliases(run, person); !forgotten) return forgotten;
    const std::string key = key_of(person);
    const Result<std::optional<VisitorRow>> row = rows_.visitor(run.id, key);
    if (!row) return row.error();
    assignments_.forget(hash_of(run.key, person));
    if (!*row) continue;
    rows_.remove_visitor(run.id, key);
    if (!(*row)->user.empty() || (*row)->settled) continue;
    rows_.remove_unsettled(run.id, hour_of((*row)->exposed_at), key);
    if (Status taken = count(stored, **row, -1); !taken) return taken;
  }
  return {};
}

}  // namespace suggestd::experiments
