#include "experiments/experiments.h"

#include <algorithm>
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

Result<Report> Experiments::report(std::string_view name, std::optional<std::uint64_t> number) const {
  const Result<ExperimentBook::Entry> entry = book_->find(name);
  if (!entry) return entry.error();
  if (number) {
    const std::vector<const StoredExperiment*> runs = runs_of(entry->stored);
    const auto found = std::ranges::find(runs, *number, [](const auto* ran) { return ran->run->number; });
    if (found != runs.end()) return report_of(**found);
    return not_found(fmt::format(
        "run {1} of experiment '{0}' is not kept; GET /v1/experiments/{0}/runs tells those that are", name,
        *number));
  }
  if (!entry->stored.run) {
    return conflict(
        fmt::format("experiment '{0}' has not run yet as it is defined, so there is nothing to report: POST "
                    "/v1/experiments/{0}/start",
                    name));
  }
  return report_of(entry->stored);
}

Result<std::vector<Report>> Experiments::reports(std::string_view name) const {
  const Result<ExperimentBook::Entry> entry = book_->find(name);
  if (!entry) return entry.error();
  std::vector<Report> reports;
  for (const StoredExperiment* ran : runs_of(entry->stored)) {
    Result<Report> report = report_of(*ran);
    if (!report) return std::move(report).error();
    reports.push_back(*std::move(report));
  }
  std::ranges::reverse(reports);
  return reports;
}

Result<Report> Experiments::report_of(const StoredExperiment& stored) const {
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

// Calls visit(name, experiment, visitor) for each row of the people in the runs that are kept.
template <class Visit>
Status Experiments::for_each_visitor(const std::vector<PersonId>& ids, Visit visit) const {
  const ExperimentRows rows(store_.follower_state(follow::kExperiments), shop_);
  const std::shared_ptr<const ExperimentBook::Map> all = book_->all();
  for (const auto& [name, entry] : *all) {
    for (const StoredExperiment* ran : runs_of(entry.stored)) {
      for (const PersonId& id : ids) {
        const auto row = rows.visitor(ran->run->id, person_key(id.kind, id.id));
        if (!row) return row.error();
        if (*row) visit(name, ran->experiment, **row);
      }
    }
  }
  return {};
}

Result<bool> Experiments::knows(const std::vector<PersonId>& ids) const {
  bool known = false;
  const Status read = for_each_visitor(ids, [&](const auto&, const auto&, const auto&) { known = true; });
  if (!read) return read.error();
  return known;
}

Result<std::vector<PersonExposure>> Experiments::exposures_of(const std::vector<PersonId>& ids) const {
  std::vector<PersonExposure> exposures;
  const auto add = [&](const auto& name, const Experiment& experiment, const auto& visitor) {
    if (!visitor.user.empty()) return;
    exposures.push_back(
        {name,
         experiment.interleaves() ? std::string(kInterleaved) : experiment.variants.at(visitor.variant).name,
         visitor.exposed_at});
  };
  if (const Status read = for_each_visitor(ids, add); !read) return read.error();
  return exposures;
}

}  // namespace suggestd::experiments
