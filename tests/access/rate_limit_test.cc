#include "access/rate_limit.h"

#include <catch2/catch.hpp>

using namespace suggestd::http;
using namespace std::chrono_literals;

namespace {

const std::chrono::steady_clock::time_point kStart{std::chrono::hours(1)};

}  // namespace

TEST_CASE("a burst is let in, one more is not, and the wait it is told is enough") {
  TokenBucket bucket;
  const RateLimit limit{10, 5};
  for (int i = 0; i < 5; ++i) CHECK(bucket.take(limit, kStart).allowed);
  const RateVerdict refused = bucket.take(limit, kStart);
  CHECK_FALSE(refused.allowed);
  CHECK(refused.remaining == 0);
  CHECK(refused.retry == 100ms);
  CHECK(bucket.take(limit, kStart + refused.retry).allowed);
}

TEST_CASE("a rested bucket is full again and no fuller") {
  TokenBucket bucket;
  const RateLimit limit{10, 5};
  for (int i = 0; i < 5; ++i) bucket.take(limit, kStart);
  int allowed = 0;
  while (bucket.take(limit, kStart + 1h).allowed) ++allowed;
  CHECK(allowed == 5);
}

TEST_CASE("the sustained rate is what was asked for") {
  TokenBucket bucket;
  const RateLimit limit{100, 1};
  int allowed = 0;
  for (auto at = kStart; at < kStart + 10s; at += 1ms) allowed += bucket.take(limit, at).allowed ? 1 : 0;
  CHECK(allowed == 1000);
}

TEST_CASE("a bucket that was emptied under a large limit is no emptier than empty under a small one") {
  TokenBucket bucket;
  while (bucket.take({1, 1000}, kStart).allowed) {
  }
  const RateLimit small{10, 5};
  const RateVerdict refused = bucket.take(small, kStart);
  CHECK_FALSE(refused.allowed);
  CHECK(refused.retry == 100ms);
  CHECK(bucket.take(small, kStart + 100ms).allowed);
}
