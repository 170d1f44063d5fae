// The part of Outcomes that interleaving experiments need: their lists, and the clicks on them.
#include <algorithm>
#include <utility>

#include "base/unique_id.h"
#include "experiments/order_outcome.h"
#include "experiments/outcomes.h"

namespace suggestd::experiments {

Status Outcomes::note_shown(const InterleavedList& list) {
  for (const StoredExperiment& stored : open_) {
    if (stored.run->id != list.run) continue;
    Result<std::optional<CountedVisitor>> visitor = visitor_of(stored, list.person);
    if (!visitor) return std::move(visitor).error();
    if (!*visitor || (*visitor)->row.settled) return {};
    (*visitor)->row.keep(list.shown);
    rows_.put_visitor(list.run, (*visitor)->key, (*visitor)->row);
    return {};
  }
  return {};  // of a run that is over
}

Status Outcomes::apply_event(const Event& event) {
  if (event.type != EventType::rec_click) return {};
  const std::optional<IdBits> list = parse_ulid(event.recommendation_id);
  if (!list) return {};
  const CreditedClick click{*list, product_hash(event.product_id), Team::first, event.at};
  for (const StoredExperiment& stored : open_) {
    if (!stored.experiment.interleaves()) continue;
    for (const PersonId& person : {PersonId{PersonIdKind::user, event.user_id},
                                   PersonId{PersonIdKind::anonymous, event.anonymous_id}}) {
      if (person.id.empty()) continue;
      if (Status counted = count_click(stored, person, click, event.product_id); !counted) return counted;
    }
  }
  return {};
}

// Nothing happens unless the list was shown to this person.
Status Outcomes::count_click(const StoredExperiment& stored, const PersonId& person,
                             const CreditedClick& click, std::string_view product_id) {
  Result<std::optional<CountedVisitor>> visitor = visitor_of(stored, person);
  if (!visitor) return std::move(visitor).error();
  if (!*visitor || (*visitor)->row.settled) return {};
  VisitorRow& row = (*visitor)->row;
  if (!in_window(click.at, row.exposed_at, stored.experiment.window)) return {};
  const auto shown = std::find_if(row.lists.begin(), row.lists.end(),
                                  [&](const ShownList& one) { return one.id == click.list; });
  if (shown == row.lists.end()) return {};
  const std::optional<Team> team = shown->team_of(product_id);
  if (!team) return {};
  const VisitorRow earlier = row;
  CreditedClick credited = click;
  credited.team = *team;
  row.put(credited);
  if (row == earlier) return {};
  rows_.put_visitor(stored.run->id, (*visitor)->key, row);
  return recount(stored, earlier, row);
}

}  // namespace suggestd::experiments
