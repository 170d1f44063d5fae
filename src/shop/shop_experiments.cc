// The part of Shop that changes experiments: what needs the scenarios and the catalogue as well.
#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "experiments/split.h"
#include "recommend/merchandise/rule_plan.h"
#include "shop/shop_parts.h"

namespace suggestd::shop {
namespace {

using experiments::Experiment;
using experiments::Variant;
using recommend::ListSubject;
using recommend::Scenario;

Scenario scenario_of(const Variant& variant, const Scenario& base) {
  Scenario scenario = base;
  variant.parts.apply_to(scenario);
  return scenario;
}

// Puts the variant's place in front of the pointers of an error about its scenario.
Error in_variant(const Error& error, std::size_t variant) {
  Error placed(error.kind(), fmt::format("/variants/{}/scenario{}", variant, error.message()));
  for (const FieldError& field : error.fields())
    placed.add_field(fmt::format("/variants/{}/scenario{}", variant, field.pointer), field.detail);
  return placed;
}

// Requests are made for the scenario's own kind of list: another kind may stand there only if it needs no more.
bool may_take_the_place(recommend::ListKind of, recommend::ListKind other) {
  const ListSubject subject = recommend::entry_of(other).subject;
  return subject == recommend::entry_of(of).subject || subject == ListSubject::anyone;
}

Status check_variants(const learn::Snapshot& snapshot, const Experiment& experiment, const Scenario& base,
                      WorkBudget& budget) {
  for (std::size_t i = 0; i < experiment.variants.size(); ++i) {
    const Scenario scenario = scenario_of(experiment.variants[i], base);
    if (!may_take_the_place(base.list, scenario.list)) {
      return invalid_field(
          fmt::format("/variants/{}/scenario/list", i),
          fmt::format(
              "'{}' can't stand where '{}' is asked for: it needs something that those requests don't name",
              list_kind_name(scenario.list), list_kind_name(base.list)));
    }
    if (Status good = recommend::check_expressions(snapshot, scenario); !good)
      return in_variant(good.error(), i);
    if (Status payable = try_list(snapshot, scenario, budget); !payable) return payable;
  }
  return {};
}

Error no_such_scenario(const Experiment& experiment) {
  return conflict(
      fmt::format("experiment '{}' is about scenario '{}', which is not in force: define it first",
                  experiment.name, experiment.scenario));
}

// The variant to write into the scenario. Errors: not_found; conflict if it shows nothing.
Result<Variant> winner_of(const Experiment& experiment, std::string_view name) {
  const auto found = std::find_if(experiment.variants.begin(), experiment.variants.end(),
                                  [&](const Variant& variant) { return variant.name == name; });
  if (found == experiment.variants.end())
    return not_found(fmt::format("experiment '{}' has no variant '{}'", experiment.name, name));
  if (found->empty) {
    return conflict(fmt::format(
        "variant '{}' shows no recommendations, which no scenario can say: take the list out of the page",
        name));
  }
  return *found;
}

}  // namespace

experiments::Experiments& Shop::experiments() const { return *parts_->experiments; }

Result<ExperimentWrite> Shop::put_experiment(const Experiment& experiment, const Precondition& precondition,
                                             WorkBudget& budget) {
  if (const auto base = parts_->scenarios->find(experiment.scenario)) {
    Status good = check_variants(*parts_->learner->snapshot(), experiment, *base->scenario, budget);
    if (!good) return std::move(good).error();
  }
  return parts_->experiment_write(parts_->experiments->book().put(experiment, precondition));
}

Result<ExperimentWrite> Shop::delete_experiment(std::string_view name, const Precondition& precondition) {
  return parts_->experiment_write(parts_->experiments->book().remove(name, precondition));
}

Result<ExperimentWrite> Shop::start_experiment(std::string_view name, WorkBudget& budget) {
  experiments::ExperimentBook& book = parts_->experiments->book();
  const auto entry = book.find(name);
  if (!entry) return entry.error();
  const Experiment& experiment = entry->stored.experiment;
  const auto base = parts_->scenarios->find(experiment.scenario);
  if (!base) return no_such_scenario(experiment);
  Status good = check_variants(*parts_->learner->snapshot(), experiment, *base->scenario, budget);
  if (!good) return std::move(good).error();
  const Currency currency = experiment.currency.known() ? experiment.currency : settings()->currency;
  const auto traffic = experiments::recent_traffic(parts_->store.log(), parts_->id, currency, now());
  if (!traffic) return traffic.error();
  const experiments::RunPlan plan = experiments::plan_of(experiment, *traffic);
  experiments::Run run;
  run.id = experiments::make_run_id();
  run.key = experiments::make_split_key();
  run.started_at = now();
  run.currency = plan.currency;
  run.tuned_to = plan.tuned_to;
  Result<ExperimentWrite> written = parts_->experiment_write(book.start(*entry, run));
  if (written) written->plan = plan;
  return written;
}

Result<ExperimentWrite> Shop::stop_experiment(std::string_view name) {
  return parts_->experiment_write(parts_->experiments->book().stop(name, now()));
}

// The scenario first: if a crash comes between the two, the experiment runs on beside a scenario that shows the
// winner, and the same call again ends it.
Result<ExperimentWrite> Shop::promote_experiment(std::string_view name, std::string_view variant,
                                                 WorkBudget& budget) {
  experiments::ExperimentBook& book = parts_->experiments->book();
  const auto entry = book.find(name);
  if (!entry) return entry.error();
  const Experiment& experiment = entry->stored.experiment;
  if (!entry->stored.run)
    return conflict(fmt::format("experiment '{}' has not run, so nothing has won", name));
  const Result<Variant> winner = winner_of(experiment, variant);
  if (!winner) return winner.error();
  const auto base = parts_->scenarios->find(experiment.scenario);
  if (!base) return no_such_scenario(experiment);
  const Result<ScenarioWrite> put =
      put_scenario(scenario_of(*winner, *base->scenario), base->version, budget);
  if (!put) return put.error();
  Result<ExperimentWrite> noted =
      parts_->experiment_write(book.note_promoted(name, std::string(variant), now()));
  if (noted) noted->scenario_version = put->version;
  return noted;
}

Result<Freshness> Shop::wait_for_experiments(const ReadLevel& level) const {
  const Result<Sequence> needed = parts_->needed(level);
  if (!needed) return needed.error();
  const experiments::OutcomeFollower& follower = parts_->experiments->follower();
  const bool reached = number(*needed) == 0 || follower.wait_applied(*needed, level.timeout);
  if (const std::optional<Error> failure = follower.failure(); failure && !reached) return *failure;
  return Freshness{follower.applied(), !reached};
}

}  // namespace suggestd::shop
