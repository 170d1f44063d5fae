// The half of Shop that a merchant uses: scenarios, their versions and dry runs, and full synchronisation.
#include <algorithm>
#include <utility>

#include "recommend/rule_plan.h"
#include "shop/shop_parts.h"

namespace suggestd::shop {

std::shared_ptr<const ScenarioBook::Map> Shop::scenarios() const { return parts_->scenarios->all(); }

Result<ScenarioBook::Entry> Shop::scenario(std::string_view name) const {
  return parts_->scenarios->find(name);
}

Result<CommitResult> Shop::put_scenario(const recommend::Scenario& scenario,
                                        std::optional<std::uint64_t> expected) {
  if (Status good = recommend::check_expressions(*parts_->learner->snapshot(), scenario); !good) {
    return std::move(good).error();
  }
  Result<Outcome> outcome = parts_->scenarios->put(scenario, expected);
  if (!outcome) return std::move(outcome).error();
  return CommitResult{{*outcome}, {parts_->head().epoch, outcome->sequence}};
}

Result<CommitResult> Shop::remove_scenario(std::string_view name, std::optional<std::uint64_t> expected) {
  Result<Outcome> outcome = parts_->scenarios->remove(name, expected);
  if (!outcome) return std::move(outcome).error();
  return CommitResult{{*outcome}, {parts_->head().epoch, outcome->sequence}};
}

Result<std::vector<ScenarioVersion>> Shop::scenario_versions(std::string_view name) const {
  return parts_->scenarios->versions(name);
}

Result<recommend::DryRun> Shop::dry_run(const recommend::Scenario& scenario, std::size_t sample,
                                        std::size_t limit) const {
  const std::shared_ptr<const learn::Snapshot> snapshot = parts_->learner->snapshot();
  if (Status good = recommend::check_expressions(*snapshot, scenario); !good) return std::move(good).error();
  const Result<ScenarioBook::Entry> before = parts_->scenarios->find(scenario.name);
  return recommend::dry_run(*snapshot, before ? before->scenario.get() : nullptr, scenario,
                            {.sample = sample, .limit = limit, .now = now()});
}

Result<SyncStart> Shop::start_sync() { return parts_->syncs.start(); }

Status Shop::note_sync(std::string_view sync_id, std::string_view ndjson) {
  return parts_->syncs.note(sync_id, ndjson);
}

Result<SyncResult> Shop::finish_sync(std::string_view sync_id, bool confirmed) {
  const Result<SyncEnd> end = parts_->syncs.plan(sync_id, confirmed);
  if (!end) return end.error();
  SyncResult result{end->seen, end->products, 0, parts_->head()};
  for (std::size_t done = 0; done < end->to_hide.size();) {
    const std::size_t count = std::min(store::kMaxBatch, end->to_hide.size() - done);
    std::vector<Mutation> mutations;
    for (std::size_t i = 0; i < count; ++i) {
      mutations.push_back(PatchProduct{end->to_hide[done + i], R"({"hidden":true})"});
    }
    const Result<CommitResult> committed = commit(std::move(mutations), store::Durability::synced);
    if (!committed) return committed.error();
    result.hidden += static_cast<std::size_t>(
        std::count_if(committed->outcomes.begin(), committed->outcomes.end(),
                      [](const Outcome& outcome) { return outcome.kind == OutcomeKind::updated; }));
    result.position = committed->position;
    done += count;
  }
  if (Status ended = parts_->syncs.end(sync_id); !ended) return std::move(ended).error();
  return result;
}

Status Shop::abort_sync(std::string_view sync_id) { return parts_->syncs.end(sync_id); }

}  // namespace suggestd::shop
