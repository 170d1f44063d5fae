#include "base/round.h"

#include <catch2/catch.hpp>

#include <new>
#include <stdexcept>

namespace suggestd {
namespace {

TEST_CASE("a round that throws is over, and the thread goes on with the next one") {
  int rounds = 0;
  CHECK_FALSE(do_round("test", [&] {
    ++rounds;
    throw std::bad_alloc();
  }));
  CHECK_FALSE(do_round("test", [&] {
    ++rounds;
    throw std::runtime_error("the disk is away");
  }));
  CHECK(do_round("test", [&] { ++rounds; }));
  CHECK(rounds == 3);
}

}  // namespace
}  // namespace suggestd
