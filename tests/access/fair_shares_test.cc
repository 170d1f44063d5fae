#include "access/fair_shares.h"

#include <rapidcheck.h>
#include <catch2/catch.hpp>

#include <algorithm>
#include <cstddef>

namespace suggestd::http {
namespace {

constexpr double kRounding = 1e-6;

TEST_CASE("idle guarantees are lent in step with the guarantees of those that want more") {
  // The first leaves 80 of 100 idle; the others are lent 2 for 1.
  const auto shares = fair_shares({{100, 100, 20}, {20, 200, 200}, {10, 100, 100}}, 160);
  CHECK(shares[0] == 100);
  CHECK(shares[1] == Approx(20 + 110.0 * 2 / 3));
  CHECK(shares[2] == Approx(10 + 110.0 / 3));
}

TEST_CASE("what one shop does not want goes on to the others") {
  const auto shares = fair_shares({{10, 100, 15}, {10, 100, 100}}, 60);
  CHECK(shares[0] == 15);
  CHECK(shares[1] == 45);
}

TEST_CASE("guarantees of more than there is are cut alike") {
  const auto shares = fair_shares({{100, 100, 100}, {300, 300, 300}}, 200);
  CHECK(shares[0] == 50);
  CHECK(shares[1] == 150);
}

rc::Gen<std::vector<UnitClaim>> claims() {
  const auto amount = rc::gen::map(rc::gen::inRange(0, 1'000), [](int units) { return units * 1.0; });
  const auto claim = rc::gen::apply(
      [](double guaranteed, double more, double wanted) {
        return UnitClaim{guaranteed + 1, guaranteed + 1 + more, wanted};
      },
      amount, amount, amount);
  return rc::gen::nonEmpty(rc::gen::container<std::vector<UnitClaim>>(claim));
}

TEST_CASE("no share breaks a promise") {
  CHECK(rc::check([] {
    const std::vector<UnitClaim> all = *claims();
    const double capacity = *rc::gen::inRange(1, 5'000);
    const std::vector<double> shares = fair_shares(all, capacity);
    double guaranteed = 0;
    double used = 0;
    for (const UnitClaim& claim : all) guaranteed += claim.guaranteed;
    const double cut = std::min(1.0, capacity / guaranteed);
    for (std::size_t i = 0; i < all.size(); ++i) {
      RC_ASSERT(shares[i] >= all[i].guaranteed * cut - kRounding);
      RC_ASSERT(shares[i] <= all[i].most + kRounding);
      used += std::min(shares[i], all[i].wanted);
    }
    RC_ASSERT(used <= capacity + kRounding);
  }));
}

TEST_CASE("nobody could have more without taking from one that is lent less for its guarantee") {
  CHECK(rc::check([] {
    const std::vector<UnitClaim> all = *claims();
    const double capacity = *rc::gen::inRange(1, 5'000);
    const std::vector<double> shares = fair_shares(all, capacity);
    double used = 0;
    for (std::size_t i = 0; i < all.size(); ++i) used += std::min(shares[i], all[i].wanted);
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (shares[i] >= std::min(all[i].wanted, all[i].most) - kRounding) continue;
      RC_ASSERT(used >= capacity - kRounding);  // it is held back, so nothing is left
      for (std::size_t k = 0; k < all.size(); ++k) {
        if (shares[k] <= all[k].guaranteed) continue;
        RC_ASSERT(shares[k] / all[k].guaranteed <= shares[i] / all[i].guaranteed + kRounding);
      }
    }
  }));
}

}  // namespace
}  // namespace suggestd::http
