#include "learn/checkpoint/apply_guard.h"

#include <catch2/catch.hpp>

#include <new>
#include <stdexcept>

#include "learn/memory_log.h"

namespace suggestd::learn {
namespace {

constexpr ShopId kShop{1};

// Plays a process that applies the records 1 to `last` and is killed while it applies `deadly`; true if it
// gets through.
bool live(MemoryState& state, std::uint64_t last, std::uint64_t deadly) {
  ApplyGuard guard(kShop, state);
  REQUIRE(guard.load(Epoch{1}).ok());
  REQUIRE(guard.begin().ok());
  for (std::uint64_t sequence = 1; sequence <= last; ++sequence) {
    bool killed = false;
    REQUIRE(guard.apply(Sequence{sequence}, [&] { killed = sequence == deadly; }).ok());
    if (killed) return false;
  }
  REQUIRE(guard.rest().ok());
  REQUIRE(guard.end_of_start().ok());
  return true;
}

TEST_CASE("a record at which the process is killed again and again is passed over in the end") {
  MemoryState state;
  int starts = 1;
  for (; !live(state, 5, 3); ++starts) REQUIRE(starts < 10);
  CHECK(starts == 4);
  const Result<SetAside> aside = read_set_aside(state, kShop);
  REQUIRE(aside.ok());
  REQUIRE(aside->count() == 1);
  CHECK(aside->passes_over(Sequence{3}));
  CHECK(live(state, 5, 3));
}

TEST_CASE("kills at different records set nothing aside") {
  MemoryState state;
  for (const std::uint64_t deadly : {1U, 2U, 3U, 4U, 5U, 4U, 3U, 2U}) REQUIRE_FALSE(live(state, 5, deadly));
  REQUIRE(live(state, 5, 0));
  CHECK(read_set_aside(state, kShop)->count() == 0);
}

TEST_CASE("a machine with too little memory for all does not lose record after record") {
  MemoryState state;
  // Every record kills once the model has become too large, which it has at record 5.
  const auto too_small = [&] {
    ApplyGuard guard(kShop, state);
    REQUIRE(guard.load(Epoch{1}).ok());
    REQUIRE(guard.begin().ok());
    for (std::uint64_t sequence = 1; sequence <= 100; ++sequence) {
      bool killed = false;
      REQUIRE(guard.apply(Sequence{sequence}, [&] { killed = sequence >= 5; }).ok());
      if (killed) return;
    }
  };
  for (int start = 0; start < 100; ++start) too_small();
  CHECK(read_set_aside(state, kShop)->count() == ApplyGuard::kMostByDeath);
}

TEST_CASE("a record that throws twice is passed over; one without memory for anything is tried again") {
  MemoryState state;
  ApplyGuard guard(kShop, state);
  const auto fail = [] { throw std::logic_error("a defect"); };
  CHECK_THROWS_AS((void)guard.apply(Sequence{7}, fail), follow::Unapplied);
  CHECK_FALSE(*guard.note_throw(Sequence{7}, "a defect", true));
  CHECK(*guard.note_throw(Sequence{7}, "a defect", true));
  CHECK_FALSE(*guard.apply(Sequence{7}, fail));
  for (int i = 0; i < 5; ++i) CHECK_FALSE(*guard.note_throw(Sequence{8}, "memory", false));
  CHECK(read_set_aside(state, kShop)->passes_over(Sequence{7}));
}

TEST_CASE("who asks for more than there is while memory is to be had is at fault") {
  MemoryState state;
  ApplyGuard guard(kShop, state);
  try {
    (void)guard.apply(Sequence{1}, [] { throw std::bad_alloc(); });
    FAIL("nothing was thrown");
  } catch (const follow::Unapplied& unlearned) {
    CHECK(unlearned.at_fault);
    CHECK(unlearned.sequence == Sequence{1});
  }
}

}  // namespace
}  // namespace suggestd::learn
