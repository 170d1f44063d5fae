#include <catch2/catch.hpp>

#include "experiments/experiment.h"
#include "experiments/small_experiment.h"
#include "experiments/split.h"

namespace suggestd::experiments {
namespace {

constexpr std::string_view kGood =
    R"({"scenario":"home","layer":"ranking","metric":"conversion","currency":"GBP",
  "variants":[{"name":"control","share":0.4},{"name":"varied","share":0.6,"scenario":{"diversity":0.5}},
              {"name":"none","share":0,"empty":true}],
  "guards":[{"metric":"revenue_per_visitor","worse_by":0.1}],
  "minimal_effect":0.05,"false_alarms":0.01,"window_hours":48})";

TEST_CASE("an experiment is read back as it was written, with its run") {
  StoredExperiment stored{*parse_experiment("e", kGood), {}};
  CHECK(stored.experiment.variants[1].share == 0.6);
  CHECK(stored.experiment.window == std::chrono::hours(48));
  CHECK(*parse_experiment("e", to_json(stored.experiment)) == stored.experiment);
  CHECK(state_of(*parse_stored("e", to_json(stored))) == "draft");
  Run run;
  run.id = make_run_id();
  run.key = make_split_key();
  run.started_at = *parse_rfc3339("2026-01-01T00:00:00Z");
  run.stopped_at = *parse_rfc3339("2026-02-01T00:00:00Z");
  run.currency = *Currency::parse("GBP");
  run.tuned_to = 12'345.5;
  run.stopped.push_back({1, run.started_at, "it was worse"});
  run.promoted = "varied";
  stored.run = run;
  const auto read = parse_stored("e", to_json(stored));
  REQUIRE(read.ok());
  CHECK(*read->run == run);
  CHECK(state_of(*read) == "stopped");
}

TEST_CASE(
    "earlier runs are read back with the definitions that they had, and a damaged one is left out alone") {
  StoredExperiment first = running_experiment();
  first.run->stopped_at = first.run->started_at + std::chrono::hours(5);
  first.run->followed_at = first.run->started_at + std::chrono::hours(9);
  StoredExperiment second = first;
  second.experiment.false_alarms = 0.01;
  second.run->number = 2;
  StoredExperiment stored = running_experiment();
  stored.run->number = 3;
  stored.earlier = std::make_shared<const EarlierRuns>(EarlierRuns{first, second});
  std::string text = to_json(stored);
  const auto read = parse_stored("e", text);
  REQUIRE(read.ok());
  CHECK(read->run->number == 3);
  const auto runs = runs_of(*read);
  REQUIRE(runs.size() == 3);
  CHECK(*runs[0]->run == *first.run);
  CHECK(*runs[1]->run == *second.run);
  CHECK(runs[1]->experiment == second.experiment);
  CHECK(to_json(*read) == text);
  const std::size_t at = text.find(R"("earlier")");
  text.replace(text.find(R"("started_at":"2026)", at), 18, R"("started_at":"when)");
  CHECK(runs_of(*parse_stored("e", text)).size() == 2);
}

TEST_CASE("a run that a store holds without a number is the first") {
  std::string text = to_json(running_experiment());
  text.erase(text.find(R"("number":1,)"), std::string_view(R"("number":1,)").size());
  CHECK(parse_stored("e", text)->run->number == 1);
}

TEST_CASE("each bad field is told with its pointer and the way out") {
  struct Bad {
    std::string_view json;
    std::string_view message;
  };
  constexpr std::string_view kTwo = R"([{"name":"a","share":0.5},{"name":"b","share":0.5}])";
  const auto with = [&](std::string_view member) {
    return R"({"scenario":"home","variants":)" + std::string(kTwo) + "," + std::string(member) + "}";
  };
  const std::string metric = with(R"("metric":"clicks")");
  const std::string window = with(R"("window_hours":0)");
  const std::string guard = with(R"("guards":[{"metric":"conversion","worse_by":2}])");
  for (const Bad& bad : {
           Bad{R"({"variants":[]})", "/scenario: is missing"},
           Bad{R"({"scenario":"home","variants":[{"name":"a","share":1}]})", "has 1 variants; 2 to 10"},
           Bad{R"({"scenario":"home","variants":[{"name":"a","share":0.5},{"name":"b","share":0.4}]})",
               "must add up to 1"},
           Bad{R"({"scenario":"home","variants":[{"name":"a","share":0},{"name":"b","share":1}]})",
               "begin with the control"},
           Bad{R"({"scenario":"home","variants":[{"name":"a","share":0.5},{"name":"a","share":0.5}]})",
               "has two variants 'a'"},
           Bad{R"({"scenario":"home","variants":[{"name":"a","share":0.5},
                 {"name":"b","share":0.5,"scenario":{"lanes":{"factor":1}}}]})",
               "/variants/1/scenario/lanes/factor"},
           Bad{R"({"scenario":"home","variants":[{"name":"a","share":0.5},
                 {"name":"b","share":0.5,"empty":true,"scenario":{"diversity":1}}]})",
               "/variants/1/empty"},
           Bad{metric, "'clicks' is no metric"},
           Bad{window, "/window_hours: must be 1 to"},
           Bad{guard, "/guards/0/worse_by"},
       }) {
    const auto read = parse_experiment("e", bad.json);
    INFO(bad.json);
    REQUIRE_FALSE(read.ok());
    CHECK(read.error().message().find(bad.message) != std::string::npos);
  }
}

TEST_CASE("an interleaving experiment decides by clicks unless it says otherwise, and is read back") {
  constexpr std::string_view kInterleaved =
      R"({"scenario":"home","method":"interleaving",
  "variants":[{"name":"a","share":0.5},{"name":"b","share":0.5,"scenario":{"diversity":0.5}}]})";
  const Experiment experiment = *parse_experiment("e", kInterleaved);
  CHECK(experiment.interleaves());
  CHECK(experiment.metric == Metric::clicks);
  CHECK(*parse_experiment("e", to_json(experiment)) == experiment);
  CHECK_FALSE(parse_experiment("e", kGood)->interleaves());
}

TEST_CASE("what has no meaning for interleaving is refused at its place") {
  struct Bad {
    std::string_view variants;
    std::string_view member;
    std::string_view pointer;
  };
  constexpr std::string_view kHalves = R"([{"name":"a","share":0.5},{"name":"b","share":0.5}])";
  for (const Bad& bad : {
           Bad{R"([{"name":"a","share":0.5},{"name":"b","share":0.3},{"name":"c","share":0.2}])", "",
               "/variants: "},
           Bad{R"([{"name":"a","share":0.6},{"name":"b","share":0.4}])", "", "/variants/0/share: "},
           Bad{R"([{"name":"a","share":0.5},{"name":"b","share":0.5,"empty":true}])", "",
               "/variants/1/empty: "},
           Bad{R"([{"name":"a","share":0.5},{"name":"b","share":0.5,"scenario":{"properties":"title"}}])", "",
               "/variants/1/scenario/properties: "},
           Bad{R"([{"name":"a","share":0.5},{"name":"b","share":0.5,"scenario":{"variants":"all"}}])", "",
               "/variants/1/scenario/variants: "},
           Bad{kHalves, R"("metric":"conversion",)", "/metric: "},
           Bad{kHalves, R"("guards":[{"metric":"conversion","worse_by":0.1}],)", "/guards: "},
           Bad{kHalves, R"("minimal_effect":0.1,)", "/minimal_effect: "},
           Bad{kHalves, R"("currency":"EUR",)", "/currency: "},
       }) {
    const std::string json = R"({"scenario":"home","method":"interleaving",)" + std::string(bad.member) +
                             R"("variants":)" + std::string(bad.variants) + "}";
    INFO(json);
    const auto read = parse_experiment("e", json);
    REQUIRE_FALSE(read.ok());
    CHECK(read.error().message().find(bad.pointer) != std::string::npos);
  }
  CHECK(parse_experiment("e", R"({"scenario":"home","method":"mixing","variants":[]})")
            .error()
            .message()
            .find("choose split or interleaving") != std::string::npos);
}

TEST_CASE("parts take the place of the scenario's own, and of nothing else") {
  recommend::Scenario scenario = *recommend::parse_scenario(
      "home",
      R"({"list":"popular","filter":"stock > 0","diversity":0.1,"rules":[{"id":"r","kind":"same_category"}]})");
  const ScenarioParts parts = *ScenarioParts::parse(R"({"diversity":0.5,"rules":[]})");
  recommend::Scenario changed = scenario;
  parts.apply_to(changed);
  CHECK(changed.diversity == 0.5);
  CHECK(changed.rules.empty());
  CHECK(changed.filter == scenario.filter);
  CHECK(changed.list == recommend::ListKind::popular);
  CHECK(parts.common_with(*ScenarioParts::parse(R"({"rules":[]})")) == "rules");
  CHECK(parts.common_with(*ScenarioParts::parse(R"({"filter":"stock > 1"})")).empty());
  CHECK_FALSE(ScenarioParts::parse("{}").ok());
}

}  // namespace
}  // namespace suggestd::experiments
