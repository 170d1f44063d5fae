#include "learn/replay.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "learn/digest.h"
#include "learn/memory_log.h"
#include "learn/same_model.h"
#include "learn/sample_log.h"

namespace suggestd::learn {
namespace {

constexpr ShopId kShop{1};

TEST_CASE("a replay gives the model of that moment, whatever came later and on any number of threads") {
  std::vector<Change> changes = sample_log(500);
  MemoryLog whole;
  REQUIRE(whole.append(kShop, changes).ok());
  std::vector<Change> first(changes.begin(), changes.begin() + 300);
  MemoryLog part;
  REQUIRE(part.append(kShop, first).ok());

  const auto past = replay(whole, kShop, Sequence{300}, small_options(1));
  const auto then = replay(part, kShop, Sequence{300}, small_options(3));
  REQUIRE(past.ok());
  REQUIRE(then.ok());
  CHECK((*past)->applied.sequence == Sequence{300});
  require_same(**past, **then);
  CHECK((*past)->vector_count > 0);
  CHECK(digest(**past) == digest(**then));
  const auto later = replay(whole, kShop, Sequence{301}, small_options(1));
  REQUIRE(later.ok());
  CHECK(digest(**past) != digest(**later));
}

TEST_CASE("people who are erased later are not known, and nothing else of the moment differs") {
  std::vector<Change> changes = sample_log(500);
  MemoryLog kept;
  REQUIRE(kept.append(kShop, changes).ok());
  Change erasure;
  erasure.kind = ChangeKind::erasure;
  erasure.op = ChangeOp::erased;
  erasure.at = day(5'000);
  erasure.payload = Erasure{"receipt", {{PersonIdKind::user, "u1"}}, {}, {}};
  changes.push_back(erasure);
  MemoryLog erased;
  REQUIRE(erased.append(kShop, changes).ok());
  ReplayControl control;
  control.without_erased = true;

  const auto before = replay(kept, kShop, Sequence{300}, small_options(1), {}, control);
  const auto after = replay(erased, kShop, Sequence{300}, small_options(1), {}, control);
  const auto known = replay(erased, kShop, Sequence{300}, small_options(1));
  REQUIRE(before.ok());
  REQUIRE(after.ok());
  REQUIRE(known.ok());
  CHECK((*before)->person(PersonIdKind::user, "u1") != nullptr);
  CHECK((*known)->person(PersonIdKind::user, "u1") != nullptr);
  CHECK((*after)->person(PersonIdKind::user, "u1") == nullptr);
  CHECK((*after)->applied == (*before)->applied);
  CHECK((*after)->clock == (*before)->clock);
}

TEST_CASE("a replay tells how far it is, and ends when it is asked to") {
  std::vector<Change> changes = sample_log(500);
  MemoryLog log;
  REQUIRE(log.append(kShop, changes).ok());
  std::vector<std::string> steps;
  ReplayControl control;
  control.tell = [&](std::string_view words, std::uint64_t, std::uint64_t) {
    if (steps.empty() || steps.back() != words) steps.emplace_back(words);
  };
  REQUIRE(replay(log, kShop, Sequence{500}, small_options(1), {}, control).ok());
  CHECK(steps.front() == "learning");
  CHECK(std::ranges::find(steps, "training") != steps.end());

  for (const std::string_view step : {"learning", "training"}) {
    steps.clear();
    control.stop_asked = [&] { return !steps.empty() && steps.back() == step; };
    const auto stopped = replay(log, kShop, Sequence{500}, small_options(1), {}, control);
    REQUIRE_FALSE(stopped.ok());
    CHECK(stopped.error().kind() == ErrorKind::busy);
  }
}

TEST_CASE("a replay beyond the head is refused") {
  MemoryLog log;
  CHECK(replay(log, kShop, Sequence{1}, small_options()).error().kind() == ErrorKind::invalid);
}

}  // namespace
}  // namespace suggestd::learn
