#include "experiments/experiment_book.h"

#include <catch2/catch.hpp>

#include "experiments/limits.h"
#include "experiments/small_experiment.h"
#include "store/temporary_store.h"

namespace suggestd::experiments {
namespace {

using store::kShop;

class Books {
 public:
  Books() { open(); }
  void open() {
    book_ = *ExperimentBook::open(
        *store_, kShop, splitter_, [this](Mutation mutation, const Precondition& asked) {
          auto outcomes =
              store_->committer().commit(kShop, {std::move(mutation)}, store::Durability::synced, asked);
          return outcomes ? Result<Outcome>(outcomes->front()) : Result<Outcome>(outcomes.error());
        });
  }
  ExperimentBook& book() { return *book_; }
  Splitter& splitter() { return splitter_; }

  Experiment put(const std::string& name, const std::string& layer = "default") {
    Experiment experiment = running_experiment(name).experiment;
    experiment.layer = layer;
    REQUIRE(book_->put(experiment, {}).ok());
    return experiment;
  }
  Result<Outcome> start(const std::string& name) {
    return book_->start(*book_->find(name), *running_experiment(name).run);
  }

 private:
  store::TemporaryFolder folder_;
  std::unique_ptr<store::Store> store_ = store::open_store(store::small_options(folder_.path() / "s"));
  Splitter splitter_;
  std::unique_ptr<ExperimentBook> book_;
};

TEST_CASE("an experiment is split from its start to its stop, also after the shop was opened anew") {
  Books at;
  at.put("e");
  CHECK(at.splitter().running() == nullptr);
  CHECK(at.start("e")->kind == OutcomeKind::updated);
  CHECK(at.start("e")->kind == OutcomeKind::unchanged);
  REQUIRE(at.splitter().running() != nullptr);
  at.splitter().set(nullptr);
  at.open();
  REQUIRE(at.splitter().running() != nullptr);
  CHECK(at.book().stop("e", now())->kind == OutcomeKind::updated);
  CHECK(at.book().stop("e", now())->kind == OutcomeKind::unchanged);
  CHECK(at.splitter().running() == nullptr);
}

TEST_CASE("a running experiment is neither changed nor deleted; the same definition keeps its run") {
  Books at;
  Experiment experiment = at.put("e");
  REQUIRE(at.start("e").ok());
  CHECK(at.book().put(experiment, {}).error().kind() == ErrorKind::conflict);
  CHECK(at.book().remove("e", {}).error().message().find("stop it first") != std::string::npos);
  REQUIRE(at.book().stop("e", now()).ok());
  CHECK(at.book().put(experiment, {})->kind == OutcomeKind::unchanged);
  CHECK(at.book().find("e")->stored.run.has_value());
  experiment.false_alarms = 0.01;
  CHECK(at.book().put(experiment, {})->kind == OutcomeKind::updated);
  CHECK_FALSE(at.book().find("e")->stored.run.has_value());
  REQUIRE(at.book().remove("e", {}).ok());
  CHECK_FALSE(at.book().find("e").ok());
}

// Starts the experiment anew and stops it.
void run_once(Books& at, Timestamp begin) {
  Run run = *running_experiment().run;
  run.started_at = begin;
  REQUIRE(at.book().start(*at.book().find("e"), run).ok());
  REQUIRE(at.book().stop("e", begin + std::chrono::hours(1)).ok());
}

TEST_CASE("a run is kept when another one follows it, by the record that begins that one") {
  Books at;
  at.put("e");
  const Timestamp begin = *parse_rfc3339("2026-03-01T00:00:00Z");
  run_once(at, begin);
  CHECK(at.book().find("e")->stored.earlier == nullptr);
  const Run first = *at.book().find("e")->stored.run;
  run_once(at, begin + std::chrono::hours(2));
  at.open();
  const StoredExperiment stored = at.book().find("e")->stored;
  const auto runs = runs_of(stored);
  REQUIRE(runs.size() == 2);
  CHECK(runs[0]->run->id == first.id);
  CHECK(runs[0]->run->followed_at == begin + std::chrono::hours(2));
  CHECK(runs[0]->run->number == 1);
  CHECK(runs[1]->run->number == 2);
  CHECK_FALSE(runs[1]->run->followed_at);
}

TEST_CASE("another definition keeps the run of the one before, whose windows go on until the next start") {
  Books at;
  Experiment experiment = at.put("e");
  run_once(at, now());
  const Experiment before = experiment;
  experiment.false_alarms = 0.01;
  REQUIRE(at.book().put(experiment, {}).ok());
  const StoredExperiment drafted = at.book().find("e")->stored;
  CHECK(state_of(drafted) == "draft");
  REQUIRE(runs_of(drafted).size() == 1);
  CHECK(runs_of(drafted)[0]->experiment == before);
  CHECK_FALSE(runs_of(drafted)[0]->run->followed_at);
  run_once(at, now());
  const StoredExperiment stored = at.book().find("e")->stored;
  CHECK(runs_of(stored)[0]->run->followed_at == stored.run->started_at);
  CHECK(stored.run->number == 2);
}

TEST_CASE("the oldest runs go, and numbers go on") {
  Books at;
  at.put("e");
  for (std::size_t i = 0; i < limits::kKeptRuns.most + 3; ++i) run_once(at, now());
  const StoredExperiment stored = at.book().find("e")->stored;
  CHECK(stored.earlier->size() == limits::kKeptRuns.most);
  CHECK(stored.earlier->front().run->number == 3);
  CHECK(stored.run->number == limits::kKeptRuns.most + 3);
}

TEST_CASE("a long definition is kept without what its variants change") {
  const std::string filter = "title != \\\"" + std::string(limits::kKeptDefinitionBytes.most, 'x') + "\\\"";
  Experiment experiment = running_experiment().experiment;
  CHECK(kept_definition(experiment) == experiment);
  experiment.variants[1].parts = *ScenarioParts::parse("{\"filter\":\"" + filter + "\"}");
  const Experiment kept = kept_definition(experiment);
  CHECK(kept.variants[1].parts.none());
  CHECK(kept.variants[1].name == "varied");
  CHECK(kept.variants[1].share == 0.5);
}

TEST_CASE("two of one layer never run on one scenario, and two layers never change one part") {
  Books at;
  at.put("a");
  at.put("b");
  at.put("c", "other");
  REQUIRE(at.start("a").ok());
  CHECK(at.start("b").error().message().find("experiment 'a' runs on scenario 'home' in layer 'default'") !=
        std::string::npos);
  CHECK(at.start("c").error().message().find("changes `diversity`") != std::string::npos);
  Experiment apart = running_experiment("c").experiment;
  apart.layer = "other";
  apart.variants[1].parts = *ScenarioParts::parse(R"({"rotation":0.5})");
  REQUIRE(at.book().put(apart, {}).ok());
  REQUIRE(at.start("c").ok());
  CHECK(at.splitter().running()->find("home")->second.size() == 2);
}

TEST_CASE("an experiment that changed since it was looked at does not start") {
  Books at;
  Experiment experiment = at.put("e");
  const ExperimentBook::Entry seen = *at.book().find("e");
  experiment.false_alarms = 0.01;
  REQUIRE(at.book().put(experiment, {}).ok());
  CHECK(at.book().start(seen, *running_experiment().run).error().kind() == ErrorKind::conflict);
}

TEST_CASE("a guard's stop of a variant is kept, and one of an earlier run changes nothing") {
  Books at;
  at.put("e");
  REQUIRE(at.start("e").ok());
  REQUIRE(at.book().stop_variant("e", make_run_id(), {1, now(), "of another run"}).ok());
  CHECK(at.book().find("e")->stored.run->stopped.empty());
  const RunId run = at.book().find("e")->stored.run->id;
  REQUIRE(at.book().stop_variant("e", run, {1, now(), "worse"}).ok());
  CHECK(at.splitter().running()->find("home")->second.front().run->has_stopped(1));
}

TEST_CASE("an If-Match of an older version is refused by the commit") {
  Books at;
  Experiment experiment = at.put("e");
  Precondition older;
  older.versions = {Sequence{999}};
  experiment.false_alarms = 0.01;
  CHECK(at.book().put(experiment, older)->kind == OutcomeKind::outdated);
  CHECK(at.book().find("e")->stored.experiment.false_alarms == 0.05);
}

}  // namespace
}  // namespace suggestd::experiments
