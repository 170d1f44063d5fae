#include "campaigns/run_book.h"

#include <fmt/format.h>
#include <catch2/catch.hpp>

#include "campaigns/limits.h"
#include "store/temporary_store.h"

namespace suggestd::campaigns {
namespace {

Timestamp hour(int hours) { return Timestamp(std::chrono::hours(500'000 + hours)); }

std::vector<GivenList> lists_of(const RunBook& runs, std::string_view campaign, std::string_view run) {
  std::vector<GivenList> lists;
  const auto found = runs.find(campaign, run);
  REQUIRE(found);
  REQUIRE(runs.for_each_list(*found, [&](const GivenList& list) -> Status {
    lists.push_back(list);
    return {};
  }));
  return lists;
}

TEST_CASE("runs are found by name, the latest by none") {
  const store::TemporaryFolder folder;
  const auto store = store::open_store(store::small_options(folder.path() / "s"));
  RunBook runs(*store, store::kShop);
  CHECK(runs.find("spring", "").error().kind() == ErrorKind::not_found);
  const GivenList ada{"ada", false, {"p1", "p2"}};
  const GivenList bob{"bob", true, {}};
  REQUIRE(runs.keep({"spring", "2", hour(2), R"({"a":1})", R"({"b":2})"}, {ada, bob}));
  REQUIRE(runs.keep({"spring", "1", hour(1), "{}", "{}"}, {ada}));
  REQUIRE(runs.keep({"spring 2", "1", hour(3), "{}", "{}"}, {bob}));
  CHECK(runs.find("spring", "")->run == "2");
  CHECK(runs.find("spring", "2")->campaign_json == R"({"a":1})");
  CHECK(runs.find("spring", "2")->plan == R"({"b":2})");
  CHECK(runs.find("spring", "3").error().kind() == ErrorKind::not_found);
  CHECK(lists_of(runs, "spring", "2") == std::vector{ada, bob});
  REQUIRE(runs.forget_people(std::vector<PersonId>{{PersonIdKind::user, "ada"}}));
  CHECK(lists_of(runs, "spring", "2") == std::vector{bob});
  REQUIRE(runs.forget_campaign("spring"));
  CHECK(runs.runs_of("spring")->empty());
  CHECK(lists_of(runs, "spring 2", "1") == std::vector{bob});
}

TEST_CASE("the oldest run goes when there are too many") {
  const store::TemporaryFolder folder;
  const auto store = store::open_store(store::small_options(folder.path() / "s"));
  RunBook runs(*store, store::kShop);
  const int most = static_cast<int>(limits::kCampaignRuns.most);
  for (int i = 0; i <= most; ++i)
    REQUIRE(runs.keep({"c", fmt::format("{}", i), hour(i), "{}", "{}"}, {{"ada", false, {"p"}}}));
  CHECK(runs.runs_of("c")->size() == limits::kCampaignRuns.most);
  CHECK(runs.find("c", "0").error().kind() == ErrorKind::not_found);
  CHECK(store::KeptLists(store->meta(), store::kShop).entries_of("ada")->size() ==
        limits::kCampaignRuns.most);
}

TEST_CASE("the first opening and the first click at each place are noted, of who is on the list") {
  const store::TemporaryFolder folder;
  const auto store = store::open_store(store::small_options(folder.path() / "s"));
  RunBook runs(*store, store::kShop);
  REQUIRE(runs.keep({"c", "r", hour(1), "{}", "{}"}, {{"ada", false, {"p1", "p2"}}, {"bob", false, {"p1"}}}));
  const RunName run{"c", "r"};
  for (const std::uint32_t place : {2U, 0U, 2U, 1U, 3U})
    REQUIRE(runs.note_touch(run, "ada", place)->has_value());
  const GivenList ada = **runs.list_of(run, "ada");
  CHECK(ada.opened);
  CHECK(ada.clicked == std::vector<std::uint32_t>{2, 1});
  CHECK(ada.products == std::vector<std::string>{"p1", "p2"});
  CHECK_FALSE((*runs.list_of(run, "bob"))->was_opened());
  CHECK_FALSE(runs.note_touch(run, "eve", 0)->has_value());
  CHECK_FALSE(runs.note_touch({"c", "other"}, "ada", 0)->has_value());
  REQUIRE(runs.forget_people(std::vector<PersonId>{{PersonIdKind::user, "ada"}}));
  CHECK_FALSE(runs.note_touch(run, "ada", 1)->has_value());
}

}  // namespace
}  // namespace suggestd::campaigns
