#include "learn/replay.h"

#include <catch2/catch.hpp>

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

TEST_CASE("a replay beyond the head is refused") {
  MemoryLog log;
  CHECK(replay(log, kShop, Sequence{1}, small_options()).error().kind() == ErrorKind::invalid);
}

}  // namespace
}  // namespace suggestd::learn
