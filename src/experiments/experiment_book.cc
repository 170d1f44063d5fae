#include "experiments/experiment_book.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/log.h"
#include "base/mutex.h"
#include "experiments/limits.h"

namespace suggestd::experiments {
namespace {

constexpr std::string_view kPrefix = "experiment/";

std::string document_name(std::string_view name) { return fmt::format("{}{}", kPrefix, name); }

// The running ones of the map, for the splitter; null if none runs.
std::shared_ptr<const RunningExperiments> running_of(const ExperimentBook::Map& map) {
  auto running = std::make_shared<RunningExperiments>();
  for (const auto& [name, entry] : map) {
    if (entry.stored.running()) (*running)[entry.stored.experiment.scenario].push_back(entry.stored);
  }
  for (auto& [scenario, experiments] : *running) {
    std::sort(experiments.begin(), experiments.end(),
              [](const StoredExperiment& a, const StoredExperiment& b) {
                return a.experiment.layer < b.experiment.layer;
              });
  }
  return running->empty() ? nullptr : running;
}

// The part of the scenario that variants of both change; "" if there is none.
std::string_view common_part(const Experiment& a, const Experiment& b) {
  for (const Variant& mine : a.variants) {
    for (const Variant& theirs : b.variants) {
      if (const std::string_view part = mine.parts.common_with(theirs.parts); !part.empty()) return part;
    }
  }
  return "";
}

std::shared_ptr<const EarlierRuns> shared(EarlierRuns runs) {
  return runs.empty() ? nullptr : std::make_shared<const EarlierRuns>(std::move(runs));
}

Outcome unchanged(const ExperimentBook::Entry& entry) { return {OutcomeKind::unchanged, entry.last, "", ""}; }

Error is_running(std::string_view name, std::string_view deed) {
  return conflict(
      fmt::format("experiment '{0}' is running, and can't be {1}: stop it first, POST "
                  "/v1/experiments/{0}/stop",
                  name, deed));
}

}  // namespace

Result<std::unique_ptr<ExperimentBook>> ExperimentBook::open(store::Store& store, ShopId shop,
                                                             Splitter& splitter, Commit commit) {
  std::unique_ptr<ExperimentBook> book(new ExperimentBook(splitter, std::move(commit)));
  auto map = std::make_shared<Map>();
  Status read = store.records().for_each_rule(shop, [&](const RuleDocument& document) -> Status {
    if (!document.name.starts_with(kPrefix)) return {};
    const std::string name = document.name.substr(kPrefix.size());
    const Result<store::StoredRule> rule = store.records().rule(shop, document.name);
    if (!rule) return rule.error();
    Result<StoredExperiment> stored = parse_stored(name, document.json);
    if (stored) {
      map->emplace(name, Entry{*std::move(stored), rule->last});
    } else {
      // An experiment that can't be read must not keep the shop from opening.
      log_error("a stored experiment can't be read and is left out",
                {{"experiment", name}, {"error", stored.error().message()}});
    }
    return {};
  });
  if (!read) return std::move(read).error();
  splitter.set(running_of(*map));
  book->map_.store(std::move(map));
  return book;
}

Result<ExperimentBook::Entry> ExperimentBook::find(std::string_view name) const {
  const std::shared_ptr<const Map> map = all();
  const auto found = map->find(name);
  if (found != map->end()) return found->second;
  return not_found(
      fmt::format("no experiment '{}' is known; GET /v1/experiments tells those that are", name));
}

void ExperimentBook::replace(std::string_view name, std::optional<Entry> entry) {
  auto map = std::make_shared<Map>(*all());
  if (entry) {
    map->insert_or_assign(std::string(name), *std::move(entry));
  } else if (const auto found = map->find(name); found != map->end()) {
    map->erase(found);
  }
  splitter_.set(running_of(*map));
  map_.store(std::move(map));
}

Result<Outcome> ExperimentBook::write(const StoredExperiment& stored, const Precondition& precondition) {
  const std::string& name = stored.experiment.name;
  Result<Outcome> outcome = commit_(PutRule{{document_name(name), to_json(stored)}}, precondition);
  if (outcome && !is_refusal(outcome->kind)) replace(name, Entry{stored, outcome->sequence});
  return outcome;
}

Result<Outcome> ExperimentBook::put(const Experiment& experiment, const Precondition& precondition) {
  const MutexLock lock(writing_);
  const std::shared_ptr<const Map> map = all();
  const auto known = map->find(experiment.name);
  if (known != map->end() && known->second.stored.running()) return is_running(experiment.name, "changed");
  if (known == map->end() && map->size() >= limits::kExperiments.most) {
    return conflict(fmt::format("a shop keeps at most {} experiments; delete one that is over", map->size()));
  }
  if (known == map->end()) return write({experiment, {}}, precondition);
  const StoredExperiment& stored = known->second.stored;
  if (stored.experiment == experiment) return write(stored, precondition);
  return write({experiment, {}, shared(runs_to_keep(stored))}, precondition);
}

Result<Outcome> ExperimentBook::remove(std::string_view name, const Precondition& precondition) {
  const MutexLock lock(writing_);
  const Result<Entry> known = find(name);
  if (!known) return known.error();
  if (known->stored.running()) return is_running(name, "deleted");
  Result<Outcome> outcome = commit_(DeleteRule{document_name(name)}, precondition);
  if (outcome && !is_refusal(outcome->kind)) replace(name, {});
  return outcome;
}

Status ExperimentBook::check_neighbours(const Experiment& experiment) const {
  std::size_t running = 0;
  for (const auto& [name, entry] : *all()) {
    if (!entry.stored.running()) continue;
    ++running;
    const Experiment& other = entry.stored.experiment;
    if (other.scenario != experiment.scenario) continue;
    if (other.layer == experiment.layer) {
      return conflict(fmt::format(
          "experiment '{}' runs on scenario '{}' in layer '{}' already: stop it, or put this one into "
          "another layer",
          name, other.scenario, other.layer));
    }
    if (experiment.interleaves() && other.interleaves()) {
      return conflict(
          fmt::format("experiment '{}' of layer '{}' interleaves the lists of scenario '{}' already: "
                      "a list is made of two rankings and no more; stop it first",
                      name, other.layer, other.scenario));
    }
    if (const std::string_view part = common_part(experiment, other); !part.empty()) {
      return conflict(
          fmt::format("experiment '{}' of layer '{}' changes `{}` of scenario '{}' too: stop it, or leave "
                      "that part alone",
                      name, other.layer, part, other.scenario));
    }
  }
  if (running < limits::kRunningExperiments.most) return {};
  return conflict(fmt::format("{} experiments are running, which is the most; stop one", running));
}

Result<Outcome> ExperimentBook::start(const Entry& seen, const Run& run) {
  const MutexLock lock(writing_);
  const Result<Entry> known = find(seen.stored.experiment.name);
  if (!known) return known.error();
  if (known->stored.running()) return unchanged(*known);
  if (known->last != seen.last)
    return conflict(fmt::format("experiment '{}' was changed meanwhile; look at it and start it again",
                                seen.stored.experiment.name));
  if (Status apart = check_neighbours(known->stored.experiment); !apart) return std::move(apart).error();
  EarlierRuns earlier = runs_to_keep(known->stored);
  StoredExperiment begun{known->stored.experiment, run};
  if (!earlier.empty()) {
    earlier.back().run->followed_at = run.started_at;
    begun.run->number = earlier.back().run->number + 1;
  }
  begun.earlier = shared(std::move(earlier));
  return write(begun, {});
}

Result<Outcome> ExperimentBook::stop(std::string_view name, Timestamp at) {
  const MutexLock lock(writing_);
  const Result<Entry> known = find(name);
  if (!known) return known.error();
  if (!known->stored.running()) return unchanged(*known);
  StoredExperiment stored = known->stored;
  stored.run->stopped_at = at;
  return write(stored, {});
}

Status ExperimentBook::stop_variant(std::string_view name, const RunId& run, const StoppedVariant& stopped) {
  const MutexLock lock(writing_);
  const Result<Entry> known = find(name);
  if (!known || !known->stored.running() || known->stored.run->id != run) return {};
  StoredExperiment stored = known->stored;
  stored.run->stopped.push_back(stopped);
  Result<Outcome> written = write(stored, {});
  return written ? Status() : std::move(written).error();
}

Result<Outcome> ExperimentBook::note_promoted(std::string_view name, const std::string& variant,
                                              Timestamp at) {
  const MutexLock lock(writing_);
  const Result<Entry> known = find(name);
  if (!known) return known.error();
  StoredExperiment stored = known->stored;
  if (!stored.run) return unchanged(*known);
  stored.run->promoted = variant;
  if (stored.running()) stored.run->stopped_at = at;
  return write(stored, {});
}

}  // namespace suggestd::experiments
