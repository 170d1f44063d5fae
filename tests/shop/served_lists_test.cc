#include "shop/served_lists.h"

#include <string>

#include <fmt/format.h>
#include <catch2/catch.hpp>

namespace suggestd::shop {
namespace {

const Timestamp kNoon = parse_rfc3339("2026-01-01T12:00:00Z").value();

ServedList list_for(const std::string& user, std::vector<std::string> shown, Timestamp at = kNoon) {
  ServedList list;
  list.request.user_id = user;
  list.shown = std::move(shown);
  list.at = at;
  return list;
}

}  // namespace

TEST_CASE("a list is found by its id, and an unknown id is nothing") {
  ServedLists lists;
  lists.remember("r1", list_for("ann", {"a", "b"}));
  REQUIRE(lists.find("r1") != nullptr);
  CHECK(lists.find("r1")->shown == std::vector<std::string>{"a", "b"});
  CHECK(lists.find("r2") == nullptr);
}

TEST_CASE("a list that was asked for with its trace counts as shown to nobody") {
  ServedLists lists;
  ServedList looked_at = list_for("ann", {"a"});
  looked_at.request.trace = true;
  lists.remember("r1", std::move(looked_at));
  lists.remember("r2", list_for("ann", {"b"}));
  CHECK(lists.shown_to("ann", kNoon) == std::vector<std::string>{"b"});
  CHECK(lists.find("r1") != nullptr);
}

TEST_CASE("the oldest lists are forgotten, the newest are kept") {
  ServedLists lists(160);
  for (int i = 0; i < 5'000; ++i)
    lists.remember(fmt::format("r{}", i), list_for(fmt::format("u{}", i), {"a"}));
  std::size_t kept = 0;
  for (int i = 0; i < 5'000; ++i) kept += lists.find(fmt::format("r{}", i)) != nullptr ? 1 : 0;
  CHECK(kept == 160);
  CHECK(lists.find("r4999") != nullptr);
  CHECK(lists.find("r0") == nullptr);
}

TEST_CASE("long lists are kept as far as the bytes go") {
  ServedLists lists(65'536, std::size_t{4} << 20U);
  for (int i = 0; i < 500; ++i) {
    ServedList list = list_for("ann", {"a"});
    list.request.candidates.assign(10'000, "a product with a rather long name");
    lists.remember(fmt::format("r{}", i), std::move(list));
  }
  std::size_t kept = 0;
  for (int i = 0; i < 500; ++i) kept += lists.find(fmt::format("r{}", i)) != nullptr ? 1 : 0;
  CHECK(kept <= 16);  // the newest of each shard
  CHECK(lists.find("r499") != nullptr);
  CHECK(lists.shown_to("ann", kNoon - std::chrono::hours(1)) == std::vector<std::string>{"a"});
}

TEST_CASE("a visitor's products come most recent list first, each once, back to a moment") {
  ServedLists lists;
  lists.remember("r1", list_for("ann", {"old"}, kNoon - std::chrono::hours(3)));
  lists.remember("r2", list_for("ann", {"a", "b"}, kNoon - std::chrono::minutes(2)));
  lists.remember("r3", list_for("bob", {"z"}));
  lists.remember("r4", list_for("ann", {"b", "c"}));
  CHECK(lists.shown_to("ann", kNoon - std::chrono::hours(1)) == std::vector<std::string>{"b", "c", "a"});
  CHECK(lists.shown_to("nobody", kNoon - std::chrono::hours(1)).empty());
}

TEST_CASE("a list without a visitor is nobody's") {
  ServedLists lists;
  lists.remember("r1", list_for("", {"a"}));
  CHECK(lists.shown_to("", kNoon - std::chrono::hours(1)).empty());
}

}  // namespace suggestd::shop
