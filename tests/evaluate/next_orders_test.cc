#include "evaluate/next_orders.h"

#include <fmt/format.h>
#include <catch2/catch.hpp>

#include <set>
#include <string>

namespace suggestd::evaluate {
namespace {

NextOrdersOptions options() {
  NextOrdersOptions options;
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

TEST_CASE("the later orders of customers with a habit are predicted, which popularity can't") {
  const Result<Report> report = evaluate_next_orders(habits(330, 8), options());
  REQUIRE(report.ok());
  CHECK(report->protocol == "next-order");
  CHECK(report->blend.users == 330);
  CHECK(report->blend.hit_rate.value > 0.95);
  CHECK(report->lanes.at("frequency").hit_rate.value == Approx(1));
  CHECK(report->lanes.at("popularity").hit_rate.value < 0.5);
  CHECK(report->settings.at("orders held back") == "528");
}

TEST_CASE("as many customers are scored as the options say") {
  NextOrdersOptions few = options();
  few.sample_users = 17;
  const Result<Report> report = evaluate_next_orders(habits(330, 4), few);
  REQUIRE(report.ok());
  CHECK(report->blend.users == 17);
}

TEST_CASE("where no customer comes back nothing can be scored") {
  for (const auto& orders : {habits(100, 1), std::vector<CustomerOrder>()}) {
    const Result<Report> report = evaluate_next_orders(orders, options());
    REQUIRE_FALSE(report.ok());
    CHECK(report.error().kind() == ErrorKind::invalid);
  }
}

TEST_CASE("each step is told, and at each the evaluation can be stopped") {
  std::set<std::string> steps;
  NextOrdersOptions told = options();
  told.tell = [&](std::string_view words, std::uint64_t, std::uint64_t) { steps.emplace(words); };
  REQUIRE(evaluate_next_orders(habits(60, 4), told).ok());
  CHECK(steps == std::set<std::string>{"learning", "training", "weighing the lanes", "predicting"});
  for (const std::string& step : steps) {
    std::stop_source stop;
    NextOrdersOptions stopped = options();
    stopped.stop = stop.get_token();
    stopped.tell = [&](std::string_view words, std::uint64_t, std::uint64_t) {
      if (words == step) stop.request_stop();
    };
    INFO(step);
    const Result<Report> report = evaluate_next_orders(habits(60, 4), stopped);
    REQUIRE_FALSE(report.ok());
    CHECK(report.error().kind() == ErrorKind::busy);
  }
}

}  // namespace
}  // namespace suggestd::evaluate
