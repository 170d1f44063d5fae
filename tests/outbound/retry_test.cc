#include "outbound/retry.h"

#include <catch2/catch.hpp>

namespace suggestd::outbound {
namespace {

using std::chrono::milliseconds;

TEST_CASE("waits double, by a dice, up to a bound") {
  CHECK(backoff(1, milliseconds(500), 0.5) == milliseconds(250));
  CHECK(backoff(3, milliseconds(500), 0.5) == milliseconds(1000));
  CHECK(backoff(3, milliseconds(500), 0) == milliseconds(0));
  CHECK(backoff(60, milliseconds(500), 0.999) < kLongestWait);
}

TEST_CASE("Retry-After is heeded as seconds and as a date, up to a bound") {
  const Timestamp now = *parse_rfc3339("2026-01-01T00:00:00Z");
  CHECK(retry_after("7", now) == milliseconds(7000));
  CHECK(retry_after("Thu, 01 Jan 2026 00:00:09 GMT", now) == milliseconds(9000));
  CHECK(retry_after("Wed, 31 Dec 2025 00:00:09 GMT", now) == milliseconds(0));
  CHECK(retry_after("999999999", now) == kLongestWait);
  CHECK(retry_after("-5", now) == milliseconds(0));
  CHECK_FALSE(retry_after("soon", now));
  CHECK_FALSE(retry_after("", now));
}

}  // namespace
}  // namespace suggestd::outbound
