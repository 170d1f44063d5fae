#include "learn/lanes/attribute_prior.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <numeric>

#include "learn/digest.h"
#include "learn/learned_shop.h"
#include "learn/memory_log.h"
#include "learn/same_model.h"
#include "learn/sample_log.h"

namespace suggestd::learn {
namespace {

// A product of the invented shop's tastes (tests/learn/sample_log.h).
Product product_of(int taste, const std::string& number) {
  Product product;
  product.product_id = fmt::format("t{}-{}", taste, number);
  product.title = fmt::format("Thing {}", number);
  product.categories = {fmt::format("Taste > {}", taste)};
  return product;
}

std::vector<Change> shop_log() {
  std::vector<Change> log;
  for (int taste = 0; taste < 4; ++taste) {
    for (int i = 0; i < 15; ++i) log.push_back(product_change(product_of(taste, std::to_string(i)), day(0)));
  }
  for (Change& change : sample_log(2'000)) log.push_back(std::move(change));
  return log;
}

void learn(LearnedShop& model, const std::vector<Change>& log) {
  model.defer_solving(true);
  for (const Change& change : log) model.apply(change);
  model.train();
  model.defer_solving(false);
  while (model.solve_waiting(1'000) > 0) {
  }
}

// Mean score of a product for the people of a taste, u with u % 4 == taste.
double liking(const Snapshot& snapshot, const std::string& product, unsigned taste) {
  const std::span<const float> vector = snapshot.factors(*snapshot.products.find(product));
  REQUIRE_FALSE(vector.empty());
  double sum = 0;
  double count = 0;
  for (unsigned user = taste; user < 40; user += 4) {
    const PersonState* person = snapshot.person(PersonIdKind::user, fmt::format("u{}", user));
    if (person == nullptr || person->vector.empty()) continue;
    sum += std::inner_product(vector.begin(), vector.end(), person->vector.begin(), 0.0);
    count += 1;
  }
  return sum / count;
}

TEST_CASE("attributes are category levels, brand, price band, words and texts among the properties") {
  Product product;
  product.title = "Blue Tea-pot, blue";
  product.description = "A pot.";
  product.brand = "Acme";
  product.categories = {"Kitchen > Tea"};
  product.price = Money{1'600, *Currency::parse("EUR")};
  product.properties = R"({"leaf": "green", "weight": 3})";
  CHECK(attributes_of(product) ==
        std::vector<std::string>{"brand acme", "category Kitchen", "category Kitchen > Tea", "leaf green",
                                 "price EUR 21", "word blue", "word pot", "word tea"});
  CHECK(attributes_of({}).empty());
}

TEST_CASE("a new product is liked by those who like its kind, before its first sale") {
  LearnedShop model(small_options());
  learn(model, shop_log());
  model.apply(product_change(product_of(2, "new"), day(300)));
  const auto snapshot = model.publish({});
  for (const unsigned other : {0U, 1U, 3U})
    CHECK(liking(*snapshot, "t2-new", 2) > 2 * liking(*snapshot, "t2-new", other));
  CHECK(liking(*snapshot, "t2-new", 2) > 0.2);
}

TEST_CASE("what a new product's orders say outweighs what its attributes told") {
  LearnedShop model(small_options());
  learn(model, shop_log());
  model.apply(product_change(product_of(2, "new"), day(300)));
  for (unsigned user = 1; user < 40; user += 4)
    model.apply(order_change(fmt::format("n{}", user), fmt::format("u{}", user), {"t2-new"}, day(301)));
  model.solve_waiting(1'000);
  const auto snapshot = model.publish({});
  CHECK(liking(*snapshot, "t2-new", 1) > 2 * liking(*snapshot, "t2-new", 2));
}

TEST_CASE("a product that lost its only buyer is again where its attributes say") {
  LearnedShop model(small_options());
  learn(model, shop_log());
  model.apply(product_change(product_of(2, "new"), day(300)));
  const auto vector = [&model] {
    model.settle();
    const auto snapshot = model.publish({});
    const std::span<const float> found = snapshot->factors(*snapshot->products.find("t2-new"));
    return std::vector<float>(found.begin(), found.end());
  };
  const std::vector<float> before = vector();
  const Change placed = order_change("n", "u1", {"t2-new"}, day(301));
  model.apply(placed);
  CHECK(vector() != before);
  model.apply(cancel_change(placed, day(302)));
  CHECK(vector() == before);
}

TEST_CASE("a product of which nothing is known has no vector, and a deleted one loses it") {
  LearnedShop model(small_options());
  learn(model, shop_log());
  Product bare;
  bare.product_id = "bare";
  model.apply(product_change(bare, day(300)));
  model.apply(product_change(product_of(2, "new"), day(300)));
  Change deleted;
  deleted.kind = ChangeKind::product;
  deleted.op = ChangeOp::deleted;
  deleted.at = day(301);
  deleted.id = "t2-new";
  model.apply(deleted);
  const auto snapshot = model.publish({});
  CHECK(snapshot->factors(*snapshot->products.find("bare")).empty());
  CHECK(snapshot->factors(*snapshot->products.find("t2-new")).empty());
}

TEST_CASE("a restart keeps what attributes tell, byte for byte") {
  LearnedShop model(small_options(1));
  learn(model, shop_log());
  model.apply(product_change(product_of(3, "new"), day(300)));
  MemoryState held;
  REQUIRE(held.write_checkpoint({}, {}, model.take_unsaved().encode()).ok());
  LearnedShop restored(small_options(1));
  REQUIRE(restored.restore(held, {}).ok());
  CHECK(digest(*restored.publish({})) == digest(*model.publish({})));
  for (LearnedShop* one : {&model, &restored}) one->apply(product_change(product_of(1, "newer"), day(301)));
  CHECK(digest(*restored.publish({})) == digest(*model.publish({})));
}

}  // namespace
}  // namespace suggestd::learn
