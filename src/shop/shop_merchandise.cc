// The half of Shop that a merchant uses: scenarios, their versions and dry runs, and full synchronisation.
#include <algorithm>
#include <sstream>
#include <utility>

#include <fmt/format.h>

#include "recommend/merchandise/rule_plan.h"
#include "records/whole_catalogue.h"
#include "shop/shop_parts.h"

namespace suggestd::shop {
namespace {

std::size_t hidden_by(const std::vector<Outcome>& outcomes) {
  return static_cast<std::size_t>(std::count_if(outcomes.begin(), outcomes.end(), [](const Outcome& outcome) {
    return outcome.kind == OutcomeKind::updated;
  }));
}

// The note holds the numbers of products seen, of products there, and of those hidden before the last commit.
SyncResult finished_before(const store::KeptOutcomes& kept, Epoch epoch) {
  SyncResult result{0, 0, 0, {epoch, kept.last}, true};
  std::istringstream(kept.note) >> result.seen >> result.products >> result.hidden;
  result.hidden += hidden_by(kept.outcomes);
  return result;
}

}  // namespace

Status try_list(const learn::Snapshot& snapshot, const recommend::Scenario& scenario, WorkBudget& budget) {
  recommend::Request request;
  request.now = now();
  request = with_scenario(scenario, std::move(request));
  request.list = recommend::ListKind::popular;
  const Result<recommend::Answer> made = recommend::recommend(snapshot, request, budget);
  return made ? Status() : budget.status();
}

std::shared_ptr<const ScenarioBook::Map> Shop::scenarios() const { return parts_->scenarios->all(); }

Result<ScenarioBook::Entry> Shop::scenario(std::string_view name) const {
  return parts_->scenarios->find(name);
}

Result<ScenarioWrite> Shop::put_scenario(const recommend::Scenario& scenario,
                                         std::optional<std::uint64_t> expected, WorkBudget& budget,
                                         const store::Repeat& repeat, std::string_view by) {
  const auto open = parts_->keep_open();
  if (!open) return open.error();
  const std::shared_ptr<const learn::Snapshot> snapshot = parts_->learner->snapshot();
  if (Status good = recommend::check_expressions(*snapshot, scenario); !good) return std::move(good).error();
  if (Status payable = try_list(*snapshot, scenario, budget); !payable) return std::move(payable).error();
  Result<ScenarioBook::Written> written = parts_->scenarios->put_once(scenario, expected, repeat, by);
  if (!written) return std::move(written).error();
  return parts_->scenario_write(*written);
}

Result<std::optional<ScenarioWrite>> Shop::put_before(const store::Repeat& repeat) const {
  const Result<std::optional<ScenarioBook::Written>> before = parts_->scenarios->put_before(repeat);
  if (!before) return before.error();
  return *before ? std::optional(parts_->scenario_write(**before)) : std::nullopt;
}

Result<ScenarioWrite> Shop::remove_scenario(std::string_view name, std::optional<std::uint64_t> expected,
                                            std::string_view by) {
  const auto open = parts_->keep_open();
  if (!open) return open.error();
  Result<Outcome> outcome = parts_->scenarios->remove(name, expected, by);
  if (!outcome) return std::move(outcome).error();
  return parts_->scenario_write({*outcome, 0, false});
}

Result<std::vector<std::string>> Shop::put_scenarios_of_file(std::span<const std::string> documents) {
  const auto open = parts_->keep_open();
  if (!open) return open.error();
  return parts_->scenarios->put_from_file(documents);
}

std::shared_ptr<const ContextBook::Map> Shop::context() const { return parts_->context->all(); }

Result<CommitResult> Shop::put_context(ContextSeries series) {
  const auto open = parts_->keep_open();
  if (!open) return open.error();
  Result<Outcome> outcome = parts_->context->put(std::move(series));
  if (!outcome) return std::move(outcome).error();
  return parts_->commit_result(*std::move(outcome));
}

Result<CommitResult> Shop::remove_context(std::string_view name) {
  const auto open = parts_->keep_open();
  if (!open) return open.error();
  Result<Outcome> outcome = parts_->context->remove(name);
  if (!outcome) return std::move(outcome).error();
  return parts_->commit_result(*std::move(outcome));
}

std::vector<ScenarioFault> Shop::scenario_faults() const {
  const std::shared_ptr<const learn::Snapshot> snapshot = parts_->learner->snapshot_if_awake();
  if (snapshot == nullptr) return {};
  const std::shared_ptr<const ScenarioBook::Map> scenarios = parts_->scenarios->all();
  std::vector<ScenarioFault> faults;
  for (const auto& [name, entry] : *scenarios) {
    std::vector<recommend::LeftOut> parts = recommend::meaningless_parts(*snapshot, *entry.scenario);
    if (!parts.empty()) faults.push_back({name, std::move(parts)});
  }
  return faults;
}

Result<std::vector<ScenarioVersion>> Shop::scenario_versions(std::string_view name,
                                                             const VersionRange& range) const {
  return parts_->scenarios->versions(name, range);
}

Result<recommend::DryRun> Shop::dry_run(const recommend::Scenario& scenario, std::size_t sample,
                                        std::size_t limit, WorkBudget& budget) const {
  const std::shared_ptr<const learn::Snapshot> snapshot = parts_->learner->snapshot();
  if (Status good = recommend::check_expressions(*snapshot, scenario); !good) return std::move(good).error();
  const Result<ScenarioBook::Entry> before = parts_->scenarios->find(scenario.name);
  recommend::DryRunOptions options{.sample = sample, .limit = limit, .now = now()};
  parts_->context->add_to(options.context, options.now);
  return recommend::dry_run(*snapshot, before ? before->scenario.get() : nullptr, scenario, options, budget);
}

// A session lives in memory, and only its id is kept. After a restart a repeat answers the id of a session
// that is gone, as the session of the first answer would be.
Result<SyncStarted> Shop::start_sync(const store::Repeat& repeat) {
  const Result<std::optional<store::KeptOutcomes>> kept = parts_->kept(repeat);
  if (!kept) return kept.error();
  if (*kept) {
    SyncStarted before{"", 0, true};
    std::istringstream((*kept)->note) >> before.sync_id >> before.products;
    return before;
  }
  Result<SyncStart> started = parts_->syncs.start();
  if (!started) return std::move(started).error();
  if (repeat) {
    store::RepeatToken token = *repeat;
    token.note = fmt::format("{} {}", started->sync_id, started->products);
    const auto noted =
        parts_->store.committer().commit_once(parts_->id, {}, store::Durability::synced, {}, token);
    if (!noted) {
      (void)parts_->syncs.end(started->sync_id);
      return noted.error();
    }
  }
  return SyncStarted{started->sync_id, started->products, false};
}

Status Shop::note_sync(std::string_view sync_id, std::string_view ndjson) {
  return parts_->syncs.note(sync_id, ndjson);
}

Result<SyncResult> Shop::finish_sync(std::string_view sync_id, bool confirmed, const store::Repeat& repeat) {
  const Result<std::optional<store::KeptOutcomes>> kept = parts_->kept(repeat);
  if (!kept) return kept.error();
  if (*kept) return finished_before(**kept, parts_->head().epoch);
  const Result<SyncEnd> end = parts_->syncs.plan(sync_id, confirmed);
  if (!end) return end.error();
  SyncResult result{end->seen, end->products, 0, parts_->head(), false};
  std::vector<Mutation> all;
  for (const std::string& id : end->to_hide) all.push_back(PatchProduct{id, R"({"hidden":true})"});
  // The learner and every other reader of the log learn from this record that the catalogue is whole. Nothing
  // sent is no catalogue.
  if (end->seen > 0)
    all.push_back(PutRule{{std::string(kWholeCatalogueDocument), std::string(kWholeCatalogueJson)}});
  // With a token there is at least one commit, which keeps the answer: the last one, since hiding twice does
  // no harm.
  for (std::size_t done = 0; done < all.size() || (repeat && all.empty());) {
    const std::size_t count = std::min(store::kMaxBatch, all.size() - done);
    const auto first = all.begin() + static_cast<std::ptrdiff_t>(done);
    std::vector<Mutation> mutations(first, first + static_cast<std::ptrdiff_t>(count));
    done += count;
    store::Repeat token = done == all.size() ? repeat : std::nullopt;
    if (token) token->note = fmt::format("{} {} {}", result.seen, result.products, result.hidden);
    const Result<CommitResult> committed = commit(std::move(mutations), store::Durability::synced, {}, token);
    if (!committed) return committed.error();
    result.hidden += hidden_by(committed->outcomes);
    result.position = committed->position;
    if (all.empty()) break;
  }
  if (Status ended = parts_->syncs.end(sync_id); !ended) return std::move(ended).error();
  return result;
}

Status Shop::abort_sync(std::string_view sync_id) { return parts_->syncs.end(sync_id); }

}  // namespace suggestd::shop
