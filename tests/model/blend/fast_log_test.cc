#include "model/blend/fast_log.h"

#include <catch2/catch.hpp>
#include <cmath>

namespace suggestd::model {
namespace {

TEST_CASE("ln(1 + x) is right to 2e-7") {
  for (double x = 1e-8; x < 1e8; x *= 1.0137) {
    const double expected = std::log1p(static_cast<double>(static_cast<float>(x)));
    CHECK(std::fabs(static_cast<double>(log_plus(static_cast<float>(x))) - expected) <=
          2e-7 * std::max(1.0, expected));
  }
  CHECK(log_plus(0) == 0);
  CHECK(log_plus(-3) == 0);
}

}  // namespace
}  // namespace suggestd::model
