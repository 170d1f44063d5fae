#include "evaluate/last_basket.h"

#include <fmt/format.h>
#include <catch2/catch.hpp>

namespace suggestd::evaluate {
namespace {

// Everybody buys their own staple each time, and nothing else.
std::vector<UserBaskets> habits(std::size_t people, std::size_t baskets) {
  std::vector<UserBaskets> users;
  for (std::size_t p = 0; p < people; ++p)
    users.push_back({fmt::format("u{}", p), std::vector<Basket>(baskets, {fmt::format("p{}", p % 20)})});
  return users;
}

LastBasketOptions options() {
  LastBasketOptions options;
  options.model.factors.dim = 8;
  options.model.threads = 1;
  return options;
}

TEST_CASE("habits are learned: the staple is the first of each list") {
  const Result<Report> report = evaluate_last_basket(habits(200, 5), options());
  REQUIRE(report.ok());
  CHECK(report->settings.at("blend") == "learned");
  CHECK(report->blend.users == 200);
  CHECK(report->blend.recall.value == Approx(1));
  CHECK(report->blend.ndcg.value == Approx(1));
  CHECK(report->lanes.at("frequency").ndcg.value == Approx(1));
  CHECK(report->lanes.at("popularity").ndcg.value < 0.9);
}

TEST_CASE("parts are hidden one by one only when that is asked for") {
  LastBasketOptions ablating = options();
  ablating.ablate = true;
  const Result<Report> report = evaluate_last_basket(habits(200, 5), ablating);
  REQUIRE(report.ok());
  CHECK(report->lanes.at("without next basket").ndcg.value == Approx(1));
  const Result<Report> plain = evaluate_last_basket(habits(200, 5), options());
  REQUIRE(plain.ok());
  CHECK_FALSE(plain->lanes.contains("without next basket"));
}

TEST_CASE("with too few people the fixed sum answers, and says so") {
  const Result<Report> report = evaluate_last_basket(habits(20, 3), options());
  REQUIRE(report.ok());
  CHECK(report->settings.at("blend") == "fixed");
  CHECK(report->blend.users == 20);
}

TEST_CASE("people with one basket are left out; with nobody left it is an error") {
  std::vector<UserBaskets> users = habits(120, 3);
  users.push_back({"once", {{"p1"}}});
  const Result<Report> report = evaluate_last_basket(users, options());
  REQUIRE(report.ok());
  CHECK(report->blend.users == 120);
  const Result<Report> nobody = evaluate_last_basket({{"once", {{"p1"}}}}, options());
  REQUIRE_FALSE(nobody.ok());
  CHECK(nobody.error().message().find("nobody has two baskets") != std::string::npos);
}

}  // namespace
}  // namespace suggestd::evaluate
