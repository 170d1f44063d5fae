#include "experiments/experiments.h"

#include <utility>

#include <fmt/format.h>

#include "experiments/experiment_rows.h"
#include "experiments/past_behaviour.h"
#include "follow/followers.h"

namespace suggestd::experiments {

Result<std::unique_ptr<Experiments>> Experiments::open(store::Store& store, ShopId shop,
                                                       ExperimentBook::Commit commit) {
  std::unique_ptr<Experiments> opened(new Experiments(store, shop));
  auto book = ExperimentBook::open(store, shop, opened->splitter_, std::move(commit));
  if (!book) return std::move(book).error();
  opened->book_ = *std::move(book);
  auto follower = OutcomeFollower::start(
      shop, {store.log(), store.follower_state(follow::kExperiments), opened->splitter_, *opened->book_,
             past_of_orders(store.records(), shop)});
  if (!follower) return std::move(follower).error();
  opened->follower_ = *std::move(follower);
  return opened;
}

Result<Report> Experiments::report(std::string_view name) const {
  const Result<ExperimentBook::Entry> entry = book_->find(name);
  if (!entry) return entry.error();
  const StoredExperiment& stored = entry->stored;
  if (!stored.run) {
    return conflict(fmt::format(
        "experiment '{0}' has not run yet, so there is nothing to report: POST /v1/experiments/{0}/start",
        name));
  }
  const store::FollowerState& state = store_.follower_state(follow::kExperiments);
  if (stored.experiment.interleaves()) {
    const Result<InterleavedTotals> counted = ExperimentRows(state, shop_).interleaved_totals(stored.run->id);
    if (!counted) return counted.error();
    return make_report(stored, *counted);
  }
  Result<std::vector<VariantTotals>> totals =
      read_totals(state, shop_, stored.run->id, stored.experiment.variants.size());
  if (!totals) return std::move(totals).error();
  return make_report(stored, *std::move(totals));
}

Result<bool> Experiments::knows(const std::vector<PersonId>& ids) const {
  const ExperimentRows rows(store_.follower_state(follow::kExperiments), shop_);
  for (const auto& [name, entry] : *book_->all()) {
    if (!entry.stored.run) continue;
    for (const PersonId& id : ids) {
      const auto row = rows.visitor(entry.stored.run->id, person_key(id.kind, id.id));
      if (!row) return row.error();
      if (*row) return true;
    }
  }
  return false;
}

Result<std::vector<PersonExposure>> Experiments::exposures_of(const std::vector<PersonId>& ids) const {
  const ExperimentRows rows(store_.follower_state(follow::kExperiments), shop_);
  std::vector<PersonExposure> exposures;
  for (const auto& [name, entry] : *book_->all()) {
    if (!entry.stored.run) continue;
    for (const PersonId& id : ids) {
      const auto row = rows.visitor(entry.stored.run->id, person_key(id.kind, id.id));
      if (!row) return row.error();
      if (!*row || !(*row)->user.empty()) continue;
      const Experiment& experiment = entry.stored.experiment;
      exposures.push_back({name,
                           experiment.interleaves() ? std::string(kInterleaved)
                                                    : experiment.variants.at((*row)->variant).name,
                           (*row)->exposed_at});
    }
  }
  return exposures;
}

}  // namespace suggestd::experiments
