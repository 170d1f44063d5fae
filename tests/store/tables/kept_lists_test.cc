#include "store/tables/kept_lists.h"

#include <algorithm>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <catch2/catch.hpp>

#include "store/temporary_store.h"

namespace suggestd::store {
namespace {

std::vector<KeptPerson> many(std::size_t count) {
  std::vector<KeptPerson> people;
  for (std::size_t i = 0; i < count; ++i)
    people.push_back({fmt::format("person-{}", i), fmt::format("p{}", i)});
  return people;
}

std::vector<KeptPerson> read(const KeptLists& lists, std::string_view list) {
  std::vector<KeptPerson> people;
  REQUIRE(lists.for_each(list, [&](const KeptPerson& one) -> Status {
    people.push_back(one);
    return {};
  }));
  std::ranges::sort(people, {}, &KeptPerson::user_id);
  return people;
}

std::vector<KeptPerson> sorted(std::vector<KeptPerson> people) {
  std::ranges::sort(people, {}, &KeptPerson::user_id);
  return people;
}

TEST_CASE("a list is read as it was written, by its name alone") {
  const TemporaryFolder folder;
  const auto store = open_store(small_options(folder.path() / "s"));
  KeptLists lists(store->meta(), kShop);
  REQUIRE(lists.write("spring\t1", many(2000)));
  REQUIRE(lists.write("spring\t10", many(3)));
  CHECK(read(lists, "spring\t1") == sorted(many(2000)));
  REQUIRE(lists.write("spring\t1", many(5)));
  CHECK(read(lists, "spring\t1") == sorted(many(5)));
  REQUIRE(lists.remove("spring\t1"));
  CHECK(lists.for_each("spring\t1", [](const KeptPerson&) { return Status(); }).error().kind() ==
        ErrorKind::not_found);
  CHECK(read(lists, "spring\t10").size() == 3);
}

TEST_CASE("the parts of a list are all of it, and an erasure moves nobody to another part") {
  const TemporaryFolder folder;
  const auto store = open_store(small_options(folder.path() / "s"));
  KeptLists lists(store->meta(), kShop);
  REQUIRE(lists.write("a", many(2000)));
  const std::uint32_t parts = *lists.parts_of("a");
  REQUIRE(parts > 1);
  std::vector<std::vector<KeptPerson>> before;
  std::vector<KeptPerson> all;
  for (std::uint32_t part = 0; part < parts; ++part) {
    before.push_back(*lists.people_of_part("a", part));
    all.insert(all.end(), before.back().begin(), before.back().end());
  }
  CHECK(sorted(all) == sorted(many(2000)));
  const std::string gone = before[0].front().user_id;
  REQUIRE(lists.forget(std::vector<PersonId>{{PersonIdKind::user, gone}}));
  before[0].erase(before[0].begin());
  for (std::uint32_t part = 0; part < parts; ++part) CHECK(*lists.people_of_part("a", part) == before[part]);
  CHECK(lists.people_of_part("a", parts).error().kind() == ErrorKind::not_found);
  CHECK(lists.parts_of("b").error().kind() == ErrorKind::not_found);
}

TEST_CASE("a person goes out of all lists, and nobody else does") {
  const TemporaryFolder folder;
  const auto store = open_store(small_options(folder.path() / "s"));
  KeptLists lists(store->meta(), kShop);
  REQUIRE(lists.write("a", many(1500)));
  REQUIRE(lists.write("b", many(20)));
  REQUIRE(KeptLists(store->meta(), ShopId{9}).write("a", many(20)));
  REQUIRE(lists.entries_of("person-7")->size() == 2);
  const std::vector<PersonId> erased{{PersonIdKind::user, "person-7"}, {PersonIdKind::anonymous, "person-8"}};
  REQUIRE(lists.forget(erased));
  CHECK(lists.entries_of("person-7")->empty());
  CHECK(lists.entries_of("person-8")->size() == 2);
  CHECK(read(lists, "a").size() == 1499);
  CHECK(KeptLists(store->meta(), ShopId{9}).entries_of("person-7")->size() == 1);
}

TEST_CASE("a list that was cut short can't be read, and still forgets") {
  const TemporaryFolder folder;
  const auto store = open_store(small_options(folder.path() / "s"));
  KeptLists lists(store->meta(), kShop);
  REQUIRE(lists.write("a", many(3)));
  const std::string head = fmt::format("kept_list/{}/head/a", number(kShop));
  REQUIRE(store->meta().put(head, "1 part"));
  CHECK(lists.for_each("a", [](const KeptPerson&) { return Status(); }).error().kind() ==
        ErrorKind::not_found);
  CHECK(lists.entries_of("person-1")->empty());
  REQUIRE(lists.forget(std::vector<PersonId>{{PersonIdKind::user, "person-1"}}));
  REQUIRE(store->meta().put(head, "1 whole"));
  CHECK(read(lists, "a").size() == 2);
}

TEST_CASE("a part that is missing is told, not taken for nobody") {
  const TemporaryFolder folder;
  const auto store = open_store(small_options(folder.path() / "s"));
  KeptLists lists(store->meta(), kShop);
  REQUIRE(lists.write("a", many(3)));
  REQUIRE(store->meta().remove(fmt::format("kept_list/{}/part/a\n00000000", number(kShop))));
  CHECK(lists.for_each("a", [](const KeptPerson&) { return Status(); }).error().kind() == ErrorKind::corrupt);
  REQUIRE(lists.remove("a"));
  REQUIRE(lists.remove("a"));
}

}  // namespace
}  // namespace suggestd::store
