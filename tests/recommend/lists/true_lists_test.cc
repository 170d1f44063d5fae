// Lists of young shops, of shops with robots and of shops with a long past, and the words beside them.
#include <catch2/catch.hpp>

#include "learn/learned_shop.h"
#include "learn/sample_log.h"
#include "recommend/recommender.h"
#include "records/whole_catalogue.h"

namespace suggestd::recommend {
namespace {

using learn::day;
using learn::event_change;
using learn::order_change;

class Shop {
 public:
  explicit Shop(bool catalogue_required = false) : model_(options(catalogue_required)) {}
  void apply(const Change& change) { model_.apply(change); }
  void put(const std::string& id, const std::string& title, const std::string& category,
           Timestamp at = day(0)) {
    Product product;
    product.product_id = id;
    product.title = title;
    product.categories = {category};
    apply(learn::product_change(product, at));
  }
  void finish_sync() {
    Change whole;
    whole.kind = ChangeKind::rule;
    whole.op = ChangeOp::put;
    whole.at = day(1);
    whole.id = kWholeCatalogueDocument;
    whole.payload = RuleDocument{whole.id, std::string(kWholeCatalogueJson)};
    apply(whole);
  }
  std::vector<Item> list(ListKind kind, const std::string& product = "", const std::string& visitor = "") {
    Request request;
    request.list = kind;
    request.product_id = product;
    request.anonymous_id = visitor;
    request.fallbacks = std::vector<ListKind>{};
    request.now = day(9'000);
    const Result<Answer> answer = recommend(*model_.publish({}), request);
    REQUIRE(answer.ok());
    return answer->items;
  }
  std::vector<std::string> ids(ListKind kind, const std::string& product = "",
                               const std::string& visitor = "") {
    std::vector<std::string> ids;
    for (const Item& item : list(kind, product, visitor)) ids.push_back(item.product_id);
    return ids;
  }

 private:
  static learn::ModelOptions options(bool catalogue_required) {
    learn::ModelOptions options;
    options.factors.dim = 16;
    options.threads = 1;
    options.catalogue_required = catalogue_required;
    return options;
  }
  learn::LearnedShop model_;
};

using Ids = std::vector<std::string>;

TEST_CASE("what the catalogue does not name stands last, and is left out once the catalogue is whole") {
  Shop shop;
  shop.put("a", "A", "Tea");
  shop.put("b", "B", "Tea");
  shop.apply(event_change(EventType::view, "", "guest", "ghost", day(2)));
  CHECK(shop.ids(ListKind::new_arrivals) == Ids{"b", "a", "ghost"});
  shop.apply(order_change("o1", "u1", {"a"}, day(1)));
  shop.apply(order_change("o2", "u2", {"ghost"}, day(2)));
  CHECK(shop.ids(ListKind::popular) == Ids{"a", "ghost"});
  shop.finish_sync();
  CHECK(shop.ids(ListKind::new_arrivals) == Ids{"b", "a"});
  CHECK(shop.ids(ListKind::popular) == Ids{"a"});
  shop.put("ghost", "Here", "Tea", day(3));
  CHECK(shop.ids(ListKind::popular) == Ids{"ghost", "a"});
}

TEST_CASE(
    "a shop that requires a catalogue shows nothing else, and a shop without any shows what was ordered") {
  for (const bool required : {false, true}) {
    Shop shop(required);
    shop.apply(order_change("o1", "u1", {"a"}, day(1)));
    CHECK(shop.ids(ListKind::popular).size() == (required ? 0 : 1));
    shop.finish_sync();  // with nothing in it
    CHECK(shop.ids(ListKind::popular).size() == (required ? 0 : 1));
  }
}

TEST_CASE("fifty views by one visitor make no product popular, and count once for what rises") {
  Shop shop;
  for (int i = 0; i < 40; ++i) {
    shop.put(fmt::format("p{}", i), "Product", "Tea");
    for (int buyer = 0; buyer < 41 - i; ++buyer)
      shop.apply(order_change(fmt::format("o{}-{}", i, buyer), fmt::format("u{}", buyer),
                              {fmt::format("p{}", i)}, day(1)));
  }
  const Ids before = shop.ids(ListKind::popular);
  for (int i = 0; i < 50; ++i) shop.apply(event_change(EventType::view, "", "robot", "p39", day(1)));
  CHECK(shop.ids(ListKind::popular) == before);
  CHECK(shop.ids(ListKind::trending).front() != "p39");
}

TEST_CASE("an old shop with one order today is ranked by its old orders") {
  Shop shop;
  for (const char* id : {"few", "many", "some", "none", "today"}) shop.put(id, id, "Tea");
  int order = 0;
  const auto sell = [&](const char* id, int buyers) {
    for (int i = 0; i < buyers; ++i)
      shop.apply(order_change(fmt::format("o{}", ++order), fmt::format("u{}", i), {id}, day(0)));
  };
  sell("few", 1);
  sell("many", 9);
  sell("some", 4);
  shop.apply(event_change(EventType::purchase, "", "late", "today", day(8'000)));
  CHECK(shop.ids(ListKind::popular) == Ids{"today", "many", "some", "few"});
  for (const Item& item : shop.list(ListKind::popular)) CHECK(item.score > 0);
  CHECK(shop.ids(ListKind::trending) == Ids{"today"});
}

TEST_CASE("a shop without orders lists what is alike by its catalogue, from the first look on") {
  Shop shop;
  shop.put("crisps", "Crisps with salt, family pack", "Food > Snacks");
  shop.put("chips", "Chips with paprika, family pack", "Food > Snacks");
  shop.put("backpack", "Canvas backpack, black", "Bags > Backpacks");
  shop.put("tote", "Canvas tote", "Bags > Totes");
  shop.put("rucksack", "Hiking rucksack, black", "Bags > Backpacks");
  for (int i = 0; i < 12; ++i) {
    shop.apply(event_change(EventType::view, "", fmt::format("v{}", i), "backpack", day(1)));
    shop.apply(event_change(EventType::view, "", fmt::format("v{}", i), "crisps", day(1)));
  }
  CHECK(shop.ids(ListKind::similar, "backpack") == Ids{"rucksack", "tote"});
  CHECK(to_text(shop.list(ListKind::similar, "backpack").front().reason) == "alike in category, words");
  shop.apply(event_change(EventType::view, "", "ann", "backpack", day(2)));
  const std::vector<Item> personal = shop.list(ListKind::for_you, "", "ann");
  REQUIRE(personal.size() == 2);
  CHECK(personal.front().product_id == "rucksack");
  CHECK(to_text(personal.front().reason) == "like Canvas backpack, black");
}

}  // namespace
}  // namespace suggestd::recommend
