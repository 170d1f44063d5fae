#include "experiments/splitter.h"

#include <cmath>

#include <fmt/format.h>
#include <catch2/catch.hpp>

#include "experiments/small_experiment.h"

namespace suggestd::experiments {
namespace {

const Timestamp kNow = *parse_rfc3339("2026-03-02T00:00:00Z");

std::shared_ptr<const RunningExperiments> running(std::vector<StoredExperiment> all) {
  auto map = std::make_shared<RunningExperiments>();
  for (StoredExperiment& stored : all) (*map)[stored.experiment.scenario].push_back(std::move(stored));
  return map;
}

std::string variant_for(Splitter& splitter, const Visitor& visitor) {
  const VisitorVariants variants = splitter.split("home", visitor, kNow);
  return variants.any() ? variants.told().front().variant : "";
}

std::vector<Exposure> taken(Splitter& splitter) {
  std::vector<Exposure> exposures;
  splitter.exposures().take(exposures);
  return exposures;
}

TEST_CASE("nobody is split while no experiment runs, on another scenario, or without an id") {
  Splitter splitter;
  CHECK(variant_for(splitter, {"u", ""}).empty());
  splitter.set(running({running_experiment("e", "cart")}));
  CHECK(variant_for(splitter, {"u", ""}).empty());
  splitter.set(running({running_experiment()}));
  CHECK(variant_for(splitter, {"", ""}).empty());
  CHECK(taken(splitter).empty());
}

TEST_CASE("the same visitor is in the same variant, written down once, also by a splitter that starts anew") {
  const StoredExperiment stored = running_experiment();
  Splitter first;
  Splitter second;
  first.set(running({stored}));
  second.set(running({stored}));
  for (int i = 0; i < 200; ++i) {
    const std::string id = fmt::format("u{}", i);
    const std::string variant = variant_for(first, {id, ""});
    CHECK(variant == variant_for(first, {id, ""}));
    CHECK(variant == variant_for(second, {id, ""}));
  }
  CHECK(taken(first).size() == 200);
}

TEST_CASE("shares are kept, and two experiments mix evenly") {
  StoredExperiment a = running_experiment("a");
  a.experiment.variants[0].share = 0.2;
  a.experiment.variants[1].share = 0.8;
  StoredExperiment b = running_experiment("b");
  b.experiment.layer = "other";
  Splitter splitter;
  splitter.set(running({a, b}));
  constexpr int kVisitors = 20'000;
  int few = 0;
  int both = 0;
  for (int i = 0; i < kVisitors; ++i) {
    const VisitorVariants variants = splitter.split("home", {fmt::format("u{}", i), ""}, kNow);
    REQUIRE(variants.told().size() == 2);
    const bool control = variants.told()[0].variant == "control";
    few += control ? 1 : 0;
    both += control && variants.told()[1].variant == "control" ? 1 : 0;
  }
  // Four standard deviations of a binomial.
  CHECK(std::abs(few - 0.2 * kVisitors) < 4 * std::sqrt(kVisitors * 0.2 * 0.8));
  CHECK(std::abs(both - 0.1 * kVisitors) < 4 * std::sqrt(kVisitors * 0.1 * 0.9));
}

TEST_CASE("a visitor who logs in keeps the variant that they met first") {
  Splitter splitter;
  splitter.set(running({running_experiment()}));
  int linked = 0;
  for (int i = 0; i < 50; ++i) {
    const std::string guest = fmt::format("a{}", i);
    const std::string user = fmt::format("u{}", i);
    const std::string before = variant_for(splitter, {"", guest});
    (void)taken(splitter);
    CHECK(variant_for(splitter, {user, guest}) == before);
    CHECK(variant_for(splitter, {user, ""}) == before);
    const std::vector<Exposure> exposures = taken(splitter);
    linked += exposures.size() == 1 && exposures[0].also.id == guest ? 1 : 0;
  }
  CHECK(linked == 50);
}

TEST_CASE("the variant's parts replace those of the scenario, and the control gets the scenario itself") {
  Splitter splitter;
  splitter.set(running({running_experiment()}));
  const auto scenario = std::make_shared<const recommend::Scenario>();
  for (int i = 0; i < 20; ++i) {
    const VisitorVariants variants = splitter.split("home", {fmt::format("u{}", i), ""}, kNow);
    const bool control = variants.told().front().variant == "control";
    CHECK((variants.of(scenario) == scenario) == control);
    CHECK(variants.of(scenario)->diversity == (control ? 0 : 0.5));
  }
}

TEST_CASE("visitors of a stopped variant get the control, and no new ones are counted in it") {
  StoredExperiment stored = running_experiment();
  Splitter splitter;
  splitter.set(running({stored}));
  std::vector<std::string> varied;
  for (int i = 0; i < 40; ++i) {
    const std::string id = fmt::format("u{}", i);
    if (variant_for(splitter, {id, ""}) == "varied") varied.push_back(id);
  }
  REQUIRE_FALSE(varied.empty());
  (void)taken(splitter);
  stored.run->stopped.push_back({1, kNow, "worse"});
  splitter.set(running({stored}));
  for (const std::string& id : varied) CHECK(variant_for(splitter, {id, ""}) == "control");
  int left_out = 0;
  for (int i = 0; i < 100; ++i)
    left_out += variant_for(splitter, {fmt::format("new{}", i), ""}).empty() ? 1 : 0;
  CHECK(left_out > 20);
  for (const Exposure& exposure : taken(splitter)) CHECK(exposure.variant == 0);
}

}  // namespace
}  // namespace suggestd::experiments
