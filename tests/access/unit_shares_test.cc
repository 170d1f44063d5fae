#include "access/unit_shares.h"

#include <catch2/catch.hpp>

#include <algorithm>

namespace suggestd::http {
namespace {

using std::chrono::seconds;

constexpr ShopId kBusy{1};
constexpr ShopId kCalm{2};
constexpr UnitTerms kAutoscaled{100, 1'000};
constexpr UnitTerms kFixed{400, 400};
const UnitShare::Time kStart{std::chrono::hours(1)};

// Uses all that the shop may, until it is refused.
void use_up(UnitShare& share, UnitShare::Time now) {
  const std::int64_t rate = share.per_second();
  for (RateVerdict verdict = share.admit(rate, now); verdict.allowed; verdict = share.admit(rate, now))
    share.charge(static_cast<std::uint64_t>(std::max<std::int64_t>(1, verdict.remaining)), rate, now);
}

TEST_CASE("a shop that needs more is lent what another leaves idle, and gives it back") {
  UnitShares shares;
  constexpr std::int64_t kServer = 600;
  const auto busy = shares.ask(kBusy, kAutoscaled, kServer, kStart);
  const auto calm = shares.ask(kCalm, kFixed, kServer, kStart);
  CHECK(busy->per_second() == 100);

  use_up(*busy, kStart);
  shares.tend(kServer, kStart + seconds(1));
  CHECK(busy->per_second() == 600);
  CHECK(busy->told().decision == UnitDecision::held_back);  // it wants 1,000
  CHECK(calm->per_second() == 400);                         // its own, also while it is lent

  use_up(*busy, kStart + seconds(40));
  use_up(*calm, kStart + seconds(40));
  shares.tend(kServer, kStart + seconds(41));
  CHECK(busy->per_second() == 200);
  CHECK(calm->told().decision == UnitDecision::guaranteed);

  shares.tend(kServer, kStart + seconds(42));
  CHECK(busy->per_second() == 100);  // nobody wants more
}

TEST_CASE("without a limit of the server an autoscaled shop may use its most, from the first request on") {
  UnitShares shares;
  const auto busy = shares.ask(kBusy, kAutoscaled, 0, kStart);
  CHECK(busy->per_second() == kAutoscaled.most);
  shares.tend(0, kStart + seconds(1));
  CHECK(busy->per_second() == kAutoscaled.most);
}

TEST_CASE("shares are made anew no sooner than they are old") {
  UnitShares shares;
  const auto busy = shares.ask(kBusy, kAutoscaled, 0, kStart);
  shares.tend(500, kStart + kShareEvery / 2);
  CHECK(busy->per_second() == kAutoscaled.most);
  shares.tend(500, kStart + kShareEvery);
  CHECK(busy->per_second() == kAutoscaled.guaranteed);
}

TEST_CASE("guarantees of more than the server bears are cut, and it is told") {
  UnitShares shares;
  const auto calm = shares.ask(kCalm, kFixed, 100, kStart);
  use_up(*calm, kStart);
  shares.tend(100, kStart + seconds(1));
  CHECK(calm->per_second() == 100);
  CHECK(calm->told().decision == UnitDecision::overbooked);
}

TEST_CASE("changed terms hold at once") {
  UnitShares shares;
  const auto share = shares.ask(kBusy, kAutoscaled, 0, kStart);
  CHECK(shares.ask(kBusy, kFixed, 0, kStart) == share);
  CHECK(share->per_second() == kFixed.guaranteed);
  CHECK(shares.find(kBusy) == share);
  CHECK(shares.find(kCalm) == nullptr);
}

TEST_CASE("a shop that comes no more takes nothing from the others") {
  UnitShares shares;
  const auto gone = shares.ask(kCalm, kFixed, 400, kStart);
  const auto busy = shares.ask(kBusy, kFixed, 400, kStart + kForgetShare);
  use_up(*busy, kStart + kForgetShare);
  shares.tend(400, kStart + kForgetShare + kShareEvery);
  CHECK(busy->per_second() == 400);
  CHECK(busy->told().decision == UnitDecision::guaranteed);
  CHECK(shares.find(kCalm) == nullptr);
}

}  // namespace
}  // namespace suggestd::http
