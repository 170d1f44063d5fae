#include "campaigns/plan.h"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>
#include <catch2/catch.hpp>

#include "campaigns/holdout.h"
#include "learn/learned_shop.h"
#include "learn/sample_log.h"
#include "store/temporary_store.h"

namespace suggestd::campaigns {
namespace {

using learn::day;

// A small shop of four tastes (tests/learn/sample_log.h), one brand a taste, stock for five.
std::shared_ptr<const learn::Snapshot> shop() {
  static const std::shared_ptr<const learn::Snapshot> snapshot = [] {
    learn::ModelOptions options;
    options.factors.dim = 16;
    options.threads = 1;
    learn::LearnedShop model(options);
    for (int taste = 0; taste < 4; ++taste) {
      for (int i = 0; i < 15; ++i) {
        Product product;
        product.product_id = fmt::format("t{}-{}", taste, i);
        product.brand = fmt::format("brand {}", taste);
        product.categories = {fmt::format("Taste > {}", taste)};
        product.stock = 5;
        model.apply(learn::product_change(product, day(0)));
      }
    }
    for (const Change& change : learn::sample_log(2'000)) model.apply(change);
    model.train();
    return model.publish({});
  }();
  return snapshot;
}

class Planned {
 public:
  explicit Planned(std::string_view json, PeopleOf people_of = {}) : campaign(*parse_campaign("test", json)) {
    const auto people = find_people(campaign, {{"test", "1"}, day(200)}, *shop(), people_of, runs_);
    REQUIRE(people);
    auto made = make_plan({&campaign, nullptr, day(200), {}, {}}, *shop(), *people, {});
    REQUIRE(made);
    plan = made->plan;
    lists = std::move(made->lists);
  }

  std::map<std::string, std::uint64_t> times_given(bool held_out = false) const {
    std::map<std::string, std::uint64_t> times;
    for (const GivenList& list : lists) {
      if (list.held_out != held_out) continue;
      for (const std::string& product : list.products) ++times[product];
    }
    return times;
  }

  const Campaign campaign;
  Plan plan;
  std::vector<GivenList> lists;

 private:
  const store::TemporaryFolder folder_;
  const std::unique_ptr<store::Store> store_ = store::open_store(store::small_options(folder_.path() / "s"));
  const RunBook runs_{*store_, store::kShop};
};

TEST_CASE("everybody is on one side, and the held out are those who are drawn") {
  const Planned made(R"({"holdout":0.3,"per_person":3})");
  CHECK(made.plan.people.eligible == made.lists.size());
  CHECK(made.plan.sent.people + made.plan.held_out.people == made.lists.size());
  std::set<std::string> seen;
  for (const GivenList& list : made.lists) {
    CHECK(seen.insert(list.user_id).second);
    CHECK(list.held_out == is_held_out("test", list.user_id, 0.3));
    CHECK(list.products.size() == 3);
    CHECK(std::set<std::string>(list.products.begin(), list.products.end()).size() == 3);
  }
  CHECK(made.plan.sent.gap == 0);
  CHECK(made.plan.sent.uptake_low < made.plan.sent.uptake);
  CHECK(made.plan.sent.places == 3 * made.plan.sent.people);
}

TEST_CASE("caps on stock and brands hold, and who gets nothing is counted") {
  // A stock of 5 serves 10 people at an uptake of 0.5.
  const Planned made(R"({"holdout":0,"per_person":2,"uptake":0.5,
                         "caps":{"stock":true,"groups":[{"attribute":"brand","value":"brand 1","most":7}]}})");
  std::uint64_t of_brand = 0;
  for (const auto& [product, times] : made.times_given()) {
    CHECK(times <= 10);
    if (product.starts_with("t1-")) of_brand += times;
  }
  CHECK(of_brand <= 7);
  const GroupPlan& sent = made.plan.sent;
  CHECK(sent.with_list + sent.without_room + sent.without_candidates == sent.people);
  CHECK(sent.caps == 61);
  CHECK(sent.caps_reached > 0);
  CHECK(sent.gap < 0.05);
}

TEST_CASE("only the products that are chosen are given") {
  const Planned made(R"({"per_person":2,"products":{"ids":["t0-1","t0-2","t3-4"]}})");
  for (const auto& [product, times] : made.times_given())
    CHECK((product == "t0-1" || product == "t0-2" || product == "t3-4"));
  const Planned filtered(R"({"per_person":2,"products":{"filter":"brand == \"brand 2\""}})");
  for (const auto& [product, times] : filtered.times_given()) CHECK(product.starts_with("t2-"));
}

TEST_CASE("a list keeps what its expectation rested on, and the report's segments") {
  const std::string first = Planned("{}").lists[0].user_id;
  const Planned made(R"({"per_person":2,"caps":{"product":5},"report_segments":["few","none"]})",
                     [&](std::string_view segment) -> Result<std::vector<std::string>> {
                       return segment == "few" ? std::vector<std::string>{first} : std::vector<std::string>{};
                     });
  bool beyond = false;
  for (const GivenList& list : made.lists) {
    REQUIRE(list.places.size() == list.products.size());
    CHECK(std::ranges::is_sorted(list.places));
    CHECK(list.activity > 0);
    CHECK(list.segments ==
          (list.user_id == first ? std::vector<std::string>{"few"} : std::vector<std::string>{}));
    CHECK(from_kept(to_kept(list))->places == list.places);
    CHECK(from_kept(to_kept(list))->segments == list.segments);
    for (const std::uint32_t place : list.places) beyond = beyond || place > 2;
  }
  CHECK(beyond);  // a cap gave somebody what stands further down on their own list
}

TEST_CASE("earlier runs take the place of the guess") {
  CountedOffers counted;
  counted.runs = {{"test", "0"}};
  for (std::uint32_t person = 0; person < 2'000; ++person) {
    counted.people.push_back({1, 0, 2});
    for (std::uint32_t place = 1; place <= 2; ++place) counted.offers.push_back({place, person % 10 == 0});
  }
  counted.bought = 400;
  const Campaign campaign = *parse_campaign("test", R"({"per_person":2,"holdout":0,"uptake":0.02})");
  const store::TemporaryFolder folder;
  const auto store = store::open_store(store::small_options(folder.path() / "s"));
  const auto people =
      find_people(campaign, {{"test", "1"}, day(200)}, *shop(), {}, RunBook(*store, store::kShop));
  const auto guessed = make_plan({&campaign, nullptr, day(200), {}, {}}, *shop(), *people, {});
  const auto made = make_plan({&campaign, nullptr, day(200), counted, {}}, *shop(), *people, {});
  REQUIRE(made);
  CHECK(guessed->plan.uptake.runs.empty());
  CHECK(made->plan.uptake.runs.size() == 1);
  CHECK(made->plan.uptake.purchases == 400);
  CHECK(made->plan.uptake.first_place == Approx(0.1).epsilon(0.05));
  CHECK(made->plan.uptake.fall < 0.1);
  // Both places of everybody are bought by a tenth.
  const double places = static_cast<double>(made->plan.sent.places);
  CHECK(made->plan.sent.uptake == Approx(places / 10).epsilon(0.1));
  CHECK(made->plan.sent.uptake_low < places / 10);
  CHECK(made->plan.sent.uptake_high > places / 10);
  CHECK(guessed->plan.sent.uptake < places / 30);
}

TEST_CASE("people outside the segment, and those who are suppressed, get nothing") {
  const std::vector<GivenList> all = Planned("{}").lists;
  const std::string first = all[0].user_id;
  const std::string second = all[1].user_id;
  const Planned made(R"({"people":{"segment":"few"},"suppress":{"segment":"not"},"holdout":0})",
                     [&](std::string_view segment) -> Result<std::vector<std::string>> {
                       std::vector<std::string> people{first, second, "nobody"};
                       if (segment == "not") people = {second};
                       std::ranges::sort(people);
                       return people;
                     });
  REQUIRE(made.lists.size() == 1);
  CHECK(made.lists[0].user_id == first);
  CHECK(made.plan.people.named == 3);
  CHECK(made.plan.people.unknown == 1);
  CHECK(made.plan.people.suppressed == 1);
}

TEST_CASE("nobody is addressed twice in the days of the frequency") {
  const store::TemporaryFolder folder;
  const auto store = store::open_store(store::small_options(folder.path() / "s"));
  RunBook runs(*store, store::kShop);
  const std::vector<GivenList> all = Planned("{}").lists;
  REQUIRE(runs.keep(
      {"other", "1", day(195), "{}", "{}"},
      {{all[0].user_id, false, {"t0-1"}}, {all[1].user_id, true, {"t0-1"}}, {all[2].user_id, false, {}}}));
  const auto lately = [&](const char* json, std::string_view name) {
    const Campaign campaign = *parse_campaign("test", json);
    return find_people(campaign, {{name, "1"}, day(200)}, *shop(), {}, runs)->counts.addressed_lately;
  };
  CHECK(lately(R"({"frequency_days":6})", "test") == 1);  // not the held out, nor who got nothing
  CHECK(lately(R"({"frequency_days":4})", "test") == 0);
  CHECK(lately("{}", "test") == 0);
  CHECK(lately(R"({"frequency_days":6})", "other") == 0);  // the run itself, after a kill
}

TEST_CASE("progress is read back as it was written") {
  PlanProgress progress;
  progress.prices[0] = {30, {1.5, 0}, {1, 2}, 100.25, 99.5, {3, 4}, 0.125, 7};
  CHECK(decode_progress(encode(progress)).value() == progress);
  CHECK(decode_progress("").value() == PlanProgress());
  CHECK_FALSE(
      decode_progress("\x0a\x05"
                      "abc"));
}

TEST_CASE("a stop ends the work") {
  const Campaign campaign = *parse_campaign("test", "{}");
  Control control;
  control.stop_asked = [] { return true; };
  const auto made = make_plan({&campaign, nullptr, day(200), {}, {}}, *shop(), {{"u1"}, {}, {}}, control);
  REQUIRE_FALSE(made);
  CHECK(made.error().kind() == ErrorKind::busy);
}

}  // namespace
}  // namespace suggestd::campaigns
