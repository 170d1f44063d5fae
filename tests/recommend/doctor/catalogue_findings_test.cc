// The catalogue doctor on small shops: each finding, its order, its pages.
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "learn/learned_shop.h"
#include "learn/sample_log.h"
#include "recommend/doctor/catalogue_findings.h"

namespace suggestd::recommend {
namespace {

using learn::day;

constexpr std::int64_t kLater = 100;  // days: everything has had its time to sell

Product whole(const std::string& id) {
  Product product;
  product.product_id = id;
  product.title = "Product " + id;
  product.image = "https://shop.example/" + id;
  product.categories = {"Tea"};
  product.price = Money{100, *Currency::parse("EUR")};
  return product;
}

class SmallShop {
 public:
  SmallShop() : model_(options()) {}
  void put(const Product& product) { model_.apply(learn::product_change(product, day(0))); }
  void view(const std::string& person, const std::string& product) {
    model_.apply(learn::event_change(EventType::view, person, "", product, day(1)));
  }
  Findings findings(FindingsRequest request = {}) {
    request.now = day(kLater);
    snapshot_ = model_.publish({});
    WorkBudget unlimited;
    return catalogue_findings(*snapshot_, request, unlimited).value();
  }
  // The products of one finding, in order.
  std::vector<std::string> of(FindingKind kind) {
    const Findings all = findings({.only = kind, .limit = 100});
    std::vector<std::string> ids;
    for (const ProductRow row : all.found.at(0).page) ids.push_back(snapshot_->products.id(row));
    return ids;
  }

 private:
  static learn::ModelOptions options() {
    learn::ModelOptions options;
    options.factors.dim = 8;
    options.threads = 1;
    return options;
  }
  learn::LearnedShop model_;
  std::shared_ptr<const learn::Snapshot> snapshot_;
};

using Ids = std::vector<std::string>;

}  // namespace

TEST_CASE("each lack of a product is a finding of its own") {
  SmallShop shop;
  shop.put(whole("good"));
  Product bare;
  bare.product_id = "bare";
  shop.put(bare);
  for (const FindingKind kind :
       {FindingKind::no_title, FindingKind::no_price, FindingKind::no_image, FindingKind::no_category}) {
    CHECK(shop.of(kind) == Ids{"bare"});
  }
  CHECK(shop.findings().products == 2);
}

TEST_CASE("a hidden product is no finding") {
  SmallShop shop;
  Product hidden;
  hidden.product_id = "hidden";
  hidden.hidden = true;
  shop.put(hidden);
  CHECK(shop.findings().found.empty());
  CHECK(shop.findings().products == 0);
}

TEST_CASE("products that look or are spelled the same are told together") {
  SmallShop shop;
  for (const char* id : {"a1", "A1", "b", "c"}) shop.put(whole(id));
  Product twin = whole("d");
  twin.title = "PRODUCT B";
  shop.put(twin);
  CHECK(shop.of(FindingKind::ids_differ_by_case) == Ids{"a1", "A1"});
  CHECK(shop.of(FindingKind::same_title) == Ids{"a1", "A1", "b", "d"});
}

TEST_CASE("variants of one group may share a title") {
  SmallShop shop;
  for (const char* id : {"small", "large"}) {
    Product variant = whole(id);
    variant.title = "Shirt";
    variant.group_id = "shirt";
    shop.put(variant);
  }
  CHECK(shop.of(FindingKind::same_title).empty());
}

TEST_CASE("the currency of the fewer products is the odd one") {
  SmallShop shop;
  for (const char* id : {"a", "b"}) shop.put(whole(id));
  Product odd = whole("odd");
  odd.price = Money{100, *Currency::parse("USD")};
  shop.put(odd);
  CHECK(shop.of(FindingKind::other_currency) == Ids{"odd"});
}

TEST_CASE("a product that people look at and the catalogue lacks is told") {
  SmallShop shop;
  shop.put(whole("a"));
  shop.view("ada", "ghost");
  CHECK(shop.of(FindingKind::not_in_catalogue) == Ids{"ghost"});
  CHECK(shop.findings().products == 1);
}

TEST_CASE("sales are asked of products that can be bought, after their time to sell") {
  SmallShop shop;
  for (const char* id : {"looked_at", "unseen"}) shop.put(whole(id));
  Product gone = whole("gone");
  gone.stock = 0;
  shop.put(gone);
  shop.view("ada", "looked_at");
  shop.view("ada", "gone");
  shop.view("bob", "gone");
  CHECK(shop.of(FindingKind::never_looked_at) == Ids{"unseen"});
  CHECK(shop.of(FindingKind::never_sold) == Ids{"looked_at"});
  CHECK(shop.of(FindingKind::sold_out_yet_wanted) == Ids{"gone"});
}

TEST_CASE("the most wanted products come first, and pages go on behind the last") {
  SmallShop shop;
  for (const char* id : {"a", "b", "c"}) {
    Product product = whole(id);
    product.image.clear();
    shop.put(product);
  }
  shop.view("ada", "c");
  shop.view("bob", "c");
  shop.view("ada", "b");
  CHECK(shop.of(FindingKind::no_image) == Ids{"c", "b", "a"});
  const Findings first = shop.findings({.only = FindingKind::no_image, .limit = 2});
  CHECK(first.found.at(0).more);
  const Findings rest = shop.findings({.only = FindingKind::no_image, .limit = 2, .after = "b"});
  CHECK(rest.found.at(0).page.size() == 1);
  CHECK(rest.found.at(0).products == 3);
  CHECK_FALSE(rest.found.at(0).more);
}

TEST_CASE("a page behind a product that is no finding is refused, and so is too much work") {
  learn::ModelOptions options;
  learn::LearnedShop model(options);
  model.apply(learn::product_change(whole("a"), day(0)));
  const auto snapshot = model.publish({});
  WorkBudget unlimited;
  CHECK(catalogue_findings(*snapshot, {.only = FindingKind::no_image, .after = "a"}, unlimited)
            .error()
            .kind() == ErrorKind::not_found);
  CHECK(catalogue_findings(*snapshot, {.only = FindingKind::no_image, .after = "z"}, unlimited)
            .error()
            .kind() == ErrorKind::not_found);
  WorkBudget poor(WorkBudget::Limits{1, 1000});
  CHECK(catalogue_findings(*snapshot, {}, poor).error().kind() == ErrorKind::too_costly);
}

TEST_CASE("each finding has its words at its own place") {
  for (std::size_t i = 0; i < kFindingKinds; ++i) {
    CHECK(static_cast<std::size_t>(finding_words().at(i).kind) == i);
    CHECK(find_finding(finding_words().at(i).name) == finding_words().at(i).kind);
  }
  CHECK_FALSE(find_finding("no_such_thing"));
}

}  // namespace suggestd::recommend
