#include "recommend/recommender.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <set>

#include "learn/learned_shop.h"
#include "learn/sample_log.h"
#include "recommend/scores/lane_scores.h"
#include "recommend/visitor.h"

namespace suggestd::recommend {
namespace {

using learn::day;

// A small shop of four tastes (tests/learn/sample_log.h), trained, with its catalogue.
class Shop {
 public:
  Shop() : model_(options()) {
    for (int taste = 0; taste < 4; ++taste) {
      for (int i = 0; i < 15; ++i) put(product(taste, i));
    }
    for (const Change& change : learn::sample_log(2'000)) model_.apply(change);
    model_.train();
  }

  static Product product(int taste, int i) {
    Product product;
    product.product_id = fmt::format("t{}-{}", taste, i);
    product.title = fmt::format("Product {} of taste {}", i, taste);
    product.categories = {fmt::format("Taste > {}", taste)};
    product.stock = 5;
    return product;
  }
  void put(const Product& product) { model_.apply(learn::product_change(product, day(0))); }
  void apply(const Change& change) { model_.apply(change); }

  Answer ask(const Request& request) {
    Result<Answer> answer = recommend(*model_.publish({}), request);
    REQUIRE(answer.ok());
    return *answer;
  }
  Result<Answer> try_to_ask(const Request& request) { return recommend(*model_.publish({}), request); }
  std::shared_ptr<const learn::Snapshot> snapshot() { return model_.publish({}); }

 private:
  static learn::ModelOptions options() {
    learn::ModelOptions options;
    options.factors.dim = 16;
    options.threads = 1;
    return options;
  }
  learn::LearnedShop model_;
};

Request request_for(const std::string& user, ListKind list = ListKind::for_you) {
  Request request;
  request.list = list;
  request.user_id = user;
  request.now = day(200);
  return request;
}

std::vector<std::string> ids(const Answer& answer) {
  std::vector<std::string> ids;
  for (const Item& item : answer.items) ids.push_back(item.product_id);
  return ids;
}

TEST_CASE("a person gets products of their own taste that they have not bought") {
  Shop shop;
  Request request = request_for("u1");
  request.limit = 3;
  const Answer answer = shop.ask(request);
  REQUIRE(answer.items.size() == 3);
  CHECK(answer.fallback.empty());
  CHECK(answer.shortfall.empty());
  const auto person = shop.snapshot()->person(PersonIdKind::user, "u1");
  for (const std::string& id : ids(answer)) {
    const ProductRow row = *shop.snapshot()->products.find(id);
    CHECK(std::ranges::none_of(person->history.lines,
                               [&](const learn::BasketLine& line) { return line.product == row; }));
  }
  request.include_bought = true;
  for (const std::string& id : ids(shop.ask(request))) CHECK(id.starts_with("t1-"));
}

TEST_CASE("an unknown person gets popular products and is told why") {
  Shop shop;
  const Answer answer = shop.ask(request_for("nobody"));
  CHECK(answer.items.size() == 10);
  CHECK(to_text(answer.fallback) == "Nothing is known of this person yet. The list shows popular products.");
}

TEST_CASE("a basket without a person makes a personal list") {
  Shop shop;
  Request request = request_for("");
  request.basket = {{"t2-1", 1}, {"t2-2", 1}};
  request.limit = 5;
  const Answer answer = shop.ask(request);
  CHECK(answer.fallback.empty());
  REQUIRE(answer.items.size() == 5);
  for (const std::string& id : ids(answer)) CHECK(id.starts_with("t2-"));

  // A product that is taken out again counts as if it had never been in.
  request.basket.push_back({"t2-1", -1});
  request.basket.push_back({"t2-2", -1});
  CHECK(to_text(shop.ask(request).fallback) == "No person was named. The list shows popular products.");
}

TEST_CASE("one look at one product makes a personal list") {
  Shop shop;
  shop.apply(learn::event_change(EventType::view, "passer-by", "", "t2-3", day(150)));
  Request request = request_for("passer-by");
  request.limit = 5;
  const Answer answer = shop.ask(request);
  CHECK(answer.fallback.empty());
  REQUIRE(answer.items.size() == 5);
  for (const std::string& id : ids(answer)) CHECK(id.starts_with("t2-"));
}

TEST_CASE("a product that nobody bought yet is in the lists of those who like its kind") {
  Shop shop;
  shop.put(Shop::product(1, 99));
  Request request = request_for("u1");
  request.candidates = {"t1-99"};
  for (int i = 0; i < 15; ++i) request.candidates.push_back(fmt::format("t{}-{}", i % 2 == 0 ? 0 : 3, i));
  CHECK(shop.ask(request).items.front().product_id == "t1-99");
}

TEST_CASE("sold out is gone from the next answer, and why_not says so") {
  Shop shop;
  Request request = request_for("u1");
  const std::string best = shop.ask(request).items.front().product_id;
  Product product;
  product.product_id = best;
  product.stock = 0;
  shop.put(product);
  request.why_not = best;
  const Answer answer = shop.ask(request);
  CHECK(std::ranges::count(ids(answer), best) == 0);
  CHECK(to_text(answer.why_not) == "It is sold out.");
}

TEST_CASE("a filter is exact: the best that match, in the order of the unfiltered list") {
  Shop shop;
  Request request = request_for("u2");
  request.limit = 60;
  request.include_bought = true;
  std::vector<std::string> matching = ids(shop.ask(request));
  std::erase_if(matching, [](const std::string& id) { return !id.starts_with("t3-"); });
  request.filter = "category == \"Taste > 3\"";
  request.limit = matching.size();
  CHECK(ids(shop.ask(request)) == matching);
}

TEST_CASE("the blend's best are those of scoring every product in full") {
  Shop shop;
  const auto snapshot = shop.snapshot();
  for (const char* user : {"u0", "u3", "u17"}) {
    const Request request = request_for(user);
    const Visitor visitor = make_visitor(*snapshot, request);
    const LaneScores scores(*snapshot, visitor, FixedSumWeights{});
    const auto all = lookup::Bitmap::full(snapshot->products.size());
    const auto best = scores.top(10, all);
    REQUIRE(best.size() == 10);
    std::vector<lookup::Hit> every;
    for (std::uint32_t i = 0; i < snapshot->products.size(); ++i) {
      const ProductRow row{i};
      if (snapshot->vectors.contains(row))
        every.push_back({row, static_cast<float>(scores.parts(row).sum())});
    }
    std::sort(every.begin(), every.end(), lookup::better);
    for (std::size_t i = 0; i < best.size(); ++i) {
      CHECK(best[i].score == Approx(every[i].score).epsilon(1e-6));
    }
  }
}

TEST_CASE("lists around a product, and a person's own") {
  Shop shop;
  for (int i = 0; i < 30; ++i) {
    shop.apply(
        learn::order_change(fmt::format("pair{}", i), fmt::format("v{}", i), {"t0-3", "t1-7"}, day(120)));
  }
  Request together = request_for("", ListKind::bought_together);
  together.product_id = "t0-3";
  CHECK(shop.ask(together).items.front().product_id == "t1-7");

  shop.apply(learn::event_change(EventType::view, "u1", "", "t3-9", day(150)));
  CHECK(shop.ask(request_for("u1", ListKind::recently_viewed)).items.front().product_id == "t3-9");

  const Answer again = shop.ask(request_for("v3", ListKind::buy_again));
  CHECK(std::ranges::is_permutation(ids(again), std::vector<std::string>{"t0-3", "t1-7"}));
  CHECK_FALSE(again.shortfall.empty());  // two of the ten asked for
}

TEST_CASE("re-ranking returns the candidates and nothing else") {
  Shop shop;
  Request request = request_for("u1", ListKind::rerank);
  request.candidates = {"t3-1", "t1-1", "t2-2", "t1-3"};
  const Answer answer = shop.ask(request);
  CHECK(std::ranges::is_permutation(ids(answer), request.candidates));
  CHECK(answer.items.front().product_id.starts_with("t1-"));
}

TEST_CASE(
    "a trace's parts add up to the score, and nearly all is told by past interactions and like people") {
  Shop shop;
  Request request = request_for("u1");
  request.trace = true;
  for (const Item& item : shop.ask(request).items) {
    double sum = 0;
    double unexplained = 0;
    for (const TracePart& part : item.trace) {
      sum += part.share;
      if (part.product_id.empty() && part.lane != "people") unexplained += std::fabs(part.share);
    }
    CHECK(sum == Approx(item.score).margin(1e-5));
    CHECK(unexplained < 0.1 * std::fabs(item.score) + 1e-3);
  }
}

TEST_CASE("a booster reorders exactly, and rotation puts what was shown last") {
  Shop shop;
  Request request = request_for("u1");
  request.limit = 5;
  request.booster = "if(product_id == \"t3-14\", 1000000000, 1)";
  CHECK(shop.ask(request).items.front().product_id == "t3-14");

  request.booster.clear();
  request.shown = {ids(shop.ask(request)).front()};
  request.rotation = 1;
  CHECK(std::ranges::count(ids(shop.ask(request)), request.shown.front()) == 0);
}

TEST_CASE("diversity brings in other categories") {
  Shop shop;
  Request request = request_for("u1");
  request.include_bought = true;
  request.limit = 8;
  const auto tastes = [&] {
    std::set<std::string> found;
    for (const std::string& id : ids(shop.ask(request))) found.insert(id.substr(0, 2));
    return found.size();
  };
  CHECK(tastes() == 1);
  request.diversity = 0.9;
  CHECK(tastes() > 1);
}

TEST_CASE("what cannot be answered is refused by the field that is wrong") {
  Shop shop;
  Request request = request_for("u1");
  request.limit = 0;
  CHECK(shop.try_to_ask(request).error().fields().front().pointer == "/limit");
  request = request_for("u1", ListKind::rerank);
  CHECK(shop.try_to_ask(request).error().fields().front().pointer == "/candidates");
  request = request_for("", ListKind::buy_again);
  CHECK(shop.try_to_ask(request).error().fields().front().pointer == "/user_id");
  request = request_for("", ListKind::similar);
  request.product_id = "unheard of";
  CHECK(shop.try_to_ask(request).error().kind() == ErrorKind::not_found);
  request = request_for("u1");
  request.filter = "pirce < 5";
  CHECK(shop.try_to_ask(request).error().message().find("did you mean 'price'") != std::string::npos);
}

TEST_CASE("scores stay finite under any booster") {
  Shop shop;
  Request request = request_for("u1");
  request.booster = "1e308";
  for (const Item& item : shop.ask(request).items) CHECK(std::isfinite(static_cast<float>(item.score)));
  request.booster = "exp(700) * exp(700)";
  for (const Item& item : shop.ask(request).items) CHECK(std::isfinite(static_cast<float>(item.score)));
}

TEST_CASE("a list that costs more than the budget is refused with the number to lower") {
  Shop shop;
  const auto refused = [&](const Request& request, std::uint64_t units) {
    WorkBudget budget({units, 1'000'000});
    const Result<Answer> answer = recommend(*shop.snapshot(), request, budget);
    return answer.ok() ? std::string() : answer.error().fields().front().pointer;
  };
  Request request = request_for("u1");
  CHECK(refused(request, 5'000).empty());
  request.trace = true;
  request.limit = 50;
  CHECK(refused(request, 5'000) == "/limit");
  Request words = request_for("u1");
  words.filter = "title contains \"none\"";  // the filter looks for every word in each product
  for (int i = 0; i < 100; ++i) words.filter += fmt::format(" or title contains \"none {}\"", i);
  CHECK(refused(words, 5'000) == "/filter");
}

}  // namespace
}  // namespace suggestd::recommend
