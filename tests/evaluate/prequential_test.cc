#include "evaluate/prequential.h"

#include <fmt/format.h>
#include <catch2/catch.hpp>

namespace suggestd::evaluate {
namespace {

PrequentialOptions options() {
  PrequentialOptions options;
  options.at = 5;
  options.model.factors.dim = 8;
  options.model.factors.epochs = 3;
  options.model.threads = 1;
  return options;
}

// Everybody buys their own staple each fourth week.
std::vector<CustomerOrder> habits(std::size_t people, std::size_t months) {
  std::vector<CustomerOrder> orders;
  for (std::size_t month = 0; month < months; ++month) {
    for (std::size_t p = 0; p < people; ++p) {
      const double day = 28 * static_cast<double>(month) + static_cast<double>(p) / 100;
      orders.push_back({fmt::format("u{}", p), day, {fmt::format("p{}", p % 20)}});
    }
  }
  return orders;
}

TEST_CASE("what people keep buying is predicted before it is learned") {
  const Result<Report> report = evaluate_prequential(habits(330, 8), options());
  REQUIRE(report.ok());
  CHECK(report->blend.users > 330);
  CHECK(report->blend.ndcg.value == Approx(1));
  CHECK(report->lanes.at("frequency").hit_rate.value == Approx(1));
  CHECK(report->lanes.at("popularity").hit_rate.value < 0.9);
}

TEST_CASE("a product that appears after the last renewal does no harm and is not foreseen") {
  std::vector<CustomerOrder> orders = habits(330, 7);
  orders.back().products = {"never seen before"};
  const Result<Report> report = evaluate_prequential(orders, options());
  REQUIRE(report.ok());
  CHECK(report->blend.hit_rate.value < 1);
  CHECK(report->blend.hit_rate.value > 0.99);
}

TEST_CASE("a log in which nobody comes back cannot be scored") {
  const Result<Report> report = evaluate_prequential(habits(300, 1), options());
  REQUIRE_FALSE(report.ok());
  CHECK(report.error().message().find("too few customers came back") != std::string::npos);
}

}  // namespace
}  // namespace suggestd::evaluate
