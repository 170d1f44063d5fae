#include "http/wire/pace.h"

#include <catch2/catch.hpp>

namespace suggestd::http {

using std::chrono::milliseconds;
using std::chrono::seconds;

TEST_CASE("bytes now and then don't put a deadline off for ever") {
  const Pace::Clock::time_point begin{};
  Pace pace(seconds(30), 1000, begin);
  CHECK(pace.deadline() == begin + seconds(30));
  pace.passed(500, begin + seconds(29));
  CHECK(pace.deadline() == begin + seconds(30) + milliseconds(500));
  pace.passed(60'000, begin + seconds(30));
  CHECK(pace.deadline() == begin + seconds(90) + milliseconds(500));
}

TEST_CASE("without a rate, each progress begins the grace anew") {
  const Pace::Clock::time_point begin{};
  Pace pace(seconds(30), 0, begin);
  pace.passed(1, begin + seconds(20));
  CHECK(pace.deadline() == begin + seconds(50));
}

}  // namespace suggestd::http
