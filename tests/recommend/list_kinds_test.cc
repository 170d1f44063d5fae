#include "recommend/list_kinds.h"

#include <catch2/catch.hpp>

#include <set>
#include <string>

namespace suggestd::recommend {
namespace {

TEST_CASE("each kind of list is known by its name, and by no other") {
  std::set<std::string_view> names;
  for (const ListKindEntry& entry : kListKindTable) {
    INFO(entry.name);
    CHECK(names.insert(entry.name).second);
    CHECK(parse_list_kind(entry.name) == entry.kind);
    CHECK_FALSE(entry.shows.empty());
    CHECK(entry.path.empty() == entry.summary.empty());
  }
  CHECK_FALSE(parse_list_kind("popular products"));
  CHECK_FALSE(parse_list_kind(""));
}

TEST_CASE("a list that can be missing says why, unless that depends on the visitor") {
  for (const ListKindEntry& entry : kListKindTable) {
    INFO(entry.name);
    const bool known = entry.subject == ListSubject::product || entry.subject == ListSubject::own;
    CHECK(known == entry.missing.has_value());
  }
}

TEST_CASE("what fills up never needs what the request has not brought") {
  for (const ListKindEntry& entry : kListKindTable) {
    INFO(entry.name);
    for (const ListKind other : usual_fallbacks(entry.kind)) {
      CHECK(other != entry.kind);
      // Similar products are made of what the list that they stand in for is about.
      const bool of_the_same = other == ListKind::similar && entry.subject == ListSubject::product;
      CHECK((of_the_same || entry_of(other).subject == ListSubject::anyone));
    }
  }
  CHECK(usual_fallbacks(ListKind::buy_again).empty());
  CHECK_FALSE(may_stand_in(ListKind::rerank));
}

TEST_CASE("a wrong name is told with the nearest and with all") {
  const std::string told = no_such_list("populr");
  CHECK(told.find("did you mean 'popular'?") != std::string::npos);
  for (const ListKindEntry& entry : kListKindTable) CHECK(told.find(entry.name) != std::string::npos);
}

}  // namespace
}  // namespace suggestd::recommend
