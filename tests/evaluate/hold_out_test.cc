#include "evaluate/hold_out.h"

#include <algorithm>

#include <fmt/format.h>
#include <catch2/catch.hpp>

namespace suggestd::evaluate {
namespace {

using Ids = std::vector<std::string>;

UserItems person(const std::string& name, std::size_t items) {
  UserItems user{name, {}};
  for (std::size_t i = 0; i < items; ++i) user.items.push_back(fmt::format("{}", i));
  return user;
}

Ids sorted(Ids ids) {
  std::sort(ids.begin(), ids.end());
  return ids;
}

}  // namespace

TEST_CASE("what is held out and what is kept make up what a person had") {
  const std::vector<UserItems> users{person("a", 40), person("b", 7)};
  const HeldOut parts = hold_out(users, 0.2, 1);
  REQUIRE(parts.held.size() == 2);
  CHECK(parts.held[0].items.size() == 8);
  CHECK(parts.held[1].items.size() == 1);
  for (std::size_t u = 0; u < users.size(); ++u) {
    Ids both = parts.kept[u].items;
    both.insert(both.end(), parts.held[u].items.begin(), parts.held[u].items.end());
    CHECK(sorted(both) == sorted(users[u].items));
  }
}

TEST_CASE("a person with a single item keeps it; one with two gives one") {
  const HeldOut parts = hold_out({person("a", 1), person("b", 2), person("c", 0)}, 0.1, 1);
  CHECK(parts.kept.size() == 3);
  CHECK(parts.kept[0].items == Ids{"0"});
  REQUIRE(parts.held.size() == 1);
  CHECK(parts.held[0].user == "b");
  CHECK(parts.held[0].items.size() == 1);
}

TEST_CASE("what is held out depends on neither other people nor the order of the file") {
  UserItems turned = person("a", 30);
  std::reverse(turned.items.begin(), turned.items.end());
  const HeldOut alone = hold_out({person("a", 30)}, 0.3, 7);
  const HeldOut among = hold_out({person("z", 9), turned}, 0.3, 7);
  CHECK(alone.held[0].items == among.held[1].items);
  CHECK(alone.held[0].items != hold_out({person("a", 30)}, 0.3, 8).held[0].items);
}

}  // namespace suggestd::evaluate
