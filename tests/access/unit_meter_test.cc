#include "access/unit_meter.h"

#include <catch2/catch.hpp>

namespace suggestd::http {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

const UnitMeter::Time kStart{std::chrono::hours(1)};
constexpr std::int64_t kPerSecond = 1000;
constexpr std::int64_t kFull = kPerSecond * kUnitBurst.count();

TEST_CASE("a full bucket lets in what it holds and no more") {
  UnitMeter meter;
  CHECK(meter.admit(kPerSecond, kStart).remaining == kFull);
  meter.charge(kFull - 1, kPerSecond, kStart);
  CHECK(meter.admit(kPerSecond, kStart).allowed);
  meter.charge(1, kPerSecond, kStart);
  const RateVerdict empty = meter.admit(kPerSecond, kStart);
  CHECK_FALSE(empty.allowed);
  CHECK(empty.remaining == 0);
  CHECK(meter.admit(kPerSecond, kStart + empty.retry).allowed);
}

TEST_CASE("who costs more than was left waits until the debt is paid") {
  UnitMeter meter;
  meter.charge(kFull + 2 * kPerSecond, kPerSecond, kStart);
  const RateVerdict indebted = meter.admit(kPerSecond, kStart);
  CHECK_FALSE(indebted.allowed);
  CHECK(indebted.retry > seconds(2) - milliseconds(1));
  CHECK(indebted.retry < seconds(2) + milliseconds(10));
  CHECK_FALSE(meter.admit(kPerSecond, kStart + seconds(1)).allowed);
  CHECK(meter.admit(kPerSecond, kStart + indebted.retry).allowed);
}

TEST_CASE("over an hour a shop gets its units, whatever it asks for") {
  UnitMeter meter;
  std::int64_t used = 0;
  for (int tick = 0; tick < 36'000; ++tick) {
    const auto now = kStart + tick * milliseconds(100);
    if (!meter.admit(kPerSecond, now).allowed) continue;
    meter.charge(700, kPerSecond, now);
    used += 700;
  }
  CHECK(used >= 3600 * kPerSecond);
  CHECK(used <= 3600 * kPerSecond + kFull + 700);
}

TEST_CASE("a price beyond all measure is forgotten within minutes") {
  UnitMeter meter;
  meter.charge(std::uint64_t{1} << 62U, 1, kStart);
  CHECK_FALSE(meter.admit(1, kStart + seconds(30)).allowed);
  CHECK(meter.admit(1, kStart + std::chrono::minutes(2)).allowed);
}

}  // namespace
}  // namespace suggestd::http
