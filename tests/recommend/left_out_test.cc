// Scenarios that must not fail the shopper; variants, carts and context, in a shop that is not trained.
#include <set>
#include <string>

#include <catch2/catch.hpp>

#include "learn/learned_shop.h"
#include "learn/sample_log.h"
#include "recommend/merchandise/rule_plan.h"
#include "recommend/recommender.h"

namespace suggestd::recommend {
namespace {

using learn::day;

Product product(const std::string& id, const std::string& properties = "", const std::string& group = "") {
  Product product;
  product.product_id = id;
  product.properties = properties;
  product.group_id = group;
  product.categories = {"Shirts"};
  return product;
}

class SmallShop {
 public:
  SmallShop() : model_(options()) {}
  void put(const Product& product) { model_.apply(learn::product_change(product, day(0))); }
  void apply(const Change& change) { model_.apply(change); }
  std::shared_ptr<const learn::Snapshot> snapshot() { return model_.publish({}); }
  Result<Answer> try_to_ask(const Request& request) { return recommend(*snapshot(), request); }
  Answer ask(const Request& request) {
    Result<Answer> answer = try_to_ask(request);
    if (!answer) FAIL(answer.error().message());
    return *answer;
  }

 private:
  static learn::ModelOptions options() {
    learn::ModelOptions options;
    options.factors.dim = 8;
    options.threads = 1;
    return options;
  }
  learn::LearnedShop model_;
};

Request popular() {
  Request request;
  request.list = ListKind::popular;
  request.now = day(10);
  return request;
}

std::set<std::string> ids(const Answer& answer) {
  std::set<std::string> ids;
  for (const Item& item : answer.items) ids.insert(item.product_id);
  return ids;
}
using Ids = std::set<std::string>;

// Ratings that a nightly feed has turned into texts.
void fill_by_the_feed(SmallShop& shop) {
  shop.put(product("a", R"({"rating":"1","adult":false})"));
  shop.put(product("b", R"({"rating":"4","adult":false})"));
  shop.put(product("c", R"({"rating":"4","adult":true})"));
}

Rule rule(const std::string& id, RuleKind kind, const std::string& filter = "") {
  Rule rule;
  rule.id = id;
  rule.kind = kind;
  rule.filter = filter;
  rule.factor = 2;
  rule.share = 0.5;
  return rule;
}
Rule cap_of(const std::string& attribute) {
  Rule cap = rule("cap", RuleKind::cap);
  cap.attribute = attribute;
  return cap;
}

}  // namespace

// A scenario whose property became a text answered 400 to every shopper.
TEST_CASE("a stored filter without a meaning is left out, its other conditions hold") {
  SmallShop shop;
  fill_by_the_feed(shop);
  Request request = popular();
  request.scenario_filter = "rating >= 3 and not adult";
  const Answer answer = shop.ask(request);
  CHECK(ids(answer) == Ids{"a", "b"});
  REQUIRE(answer.left_out.size() == 1);
  CHECK(answer.left_out[0].pointer == "/filter");
  CHECK(answer.left_out[0].reason.find('\n') == std::string::npos);
  CHECK(to_text(answer.fallback).find("The scenario's filter does not fit the catalogue") !=
        std::string::npos);

  request.scenario_filter.clear();
  request.filter = "rating >= 3";
  CHECK_FALSE(shop.try_to_ask(request).ok());  // the caller's own is the caller's error
}

TEST_CASE("a stored booster, rule or cap without a meaning is left out and named") {
  SmallShop shop;
  fill_by_the_feed(shop);
  Request request = popular();
  request.scenario_booster = "rating * 2";
  request.rules = {rule("boost", RuleKind::boost, "rating > 3"),
                   rule("hide", RuleKind::hide, "rating < 2 or adult"), cap_of("colour"),
                   rule("gone", RuleKind::share, "season == 'winter'")};
  const Answer answer = shop.ask(request);
  CHECK(ids(answer) == Ids{"a", "b"});  // "adult" can still be decided
  std::vector<std::string> pointers;
  for (const LeftOut& part : answer.left_out) pointers.push_back(part.pointer);
  CHECK(pointers == std::vector<std::string>{"/booster", "/rules/0/filter", "/rules/1/filter",
                                             "/rules/2/attribute", "/rules/3/filter"});
  CHECK(answer.left_out[2].rule == "hide");

  Scenario scenario;
  scenario.rules = request.rules;
  scenario.filter = "rating >= 3";
  CHECK(meaningless_parts(*shop.snapshot(), scenario).size() == 5);
  CHECK(check_expressions(*shop.snapshot(), scenario).error().fields().size() == 5);
}

TEST_CASE("one of a group is shown, unless all are asked for") {
  SmallShop shop;
  for (const char* size : {"S", "M", "L"}) shop.put(product(std::string("shirt-") + size, "", "shirt"));
  shop.put(product("mug"));
  Request request = popular();
  CHECK(shop.ask(request).items.size() == 2);
  CHECK(ids(shop.ask(request)).contains("mug"));
  request.rules = {rule("pin", RuleKind::pin)};
  request.rules[0].products = {"shirt-M"};
  CHECK(ids(shop.ask(request)) == Ids{"shirt-M", "mug"});
  request.rules.clear();
  request.shown_already = {"shirt-S"};
  CHECK(ids(shop.ask(request)) == Ids{"mug"});
  request.shown_already.clear();
  request.variants = Variants::all;
  CHECK(shop.ask(request).items.size() == 4);
}

TEST_CASE("who bought one size is not shown the others") {
  SmallShop shop;
  for (const char* size : {"S", "M", "L"}) shop.put(product(std::string("shirt-") + size, "", "shirt"));
  shop.put(product("mug"));
  shop.apply(learn::order_change("o", "u", {"shirt-S"}, day(1)));
  Request request = popular();
  request.user_id = "u";
  request.include_bought = false;
  CHECK(ids(shop.ask(request)) == Ids{"mug"});
  request.variants = Variants::all;
  CHECK(ids(shop.ask(request)) == Ids{"shirt-M", "shirt-L", "mug"});
}

TEST_CASE("what lies in the cart is not recommended, until it is taken out or bought") {
  SmallShop shop;
  for (const char* id : {"a", "b", "c"}) shop.put(product(id));
  shop.apply(learn::event_change(EventType::cart_add, "u", "", "a", day(1)));
  Request request = popular();
  request.user_id = "u";
  CHECK(ids(shop.ask(request)) == Ids{"b", "c"});
  request.include_cart = true;
  CHECK(ids(shop.ask(request)) == Ids{"a", "b", "c"});
  request.include_cart.reset();
  shop.apply(learn::event_change(EventType::cart_remove, "u", "", "a", day(2)));
  CHECK(ids(shop.ask(request)) == Ids{"a", "b", "c"});
  shop.apply(learn::event_change(EventType::cart_add, "u", "", "b", day(3)));
  CHECK(ids(shop.ask(request)) == Ids{"a", "c"});
  shop.apply(learn::order_change("o", "u", {"b"}, day(4)));
  CHECK(ids(shop.ask(request)) == Ids{"a", "b", "c"});
}

TEST_CASE("a cap counts any attribute's values") {
  SmallShop shop;
  for (int i = 0; i < 6; ++i)
    shop.put(product(fmt::format("p{}", i), i < 4 ? R"({"colour":"red"})" : R"({"colour":"blue"})"));
  for (int i = 0; i < 6; ++i)
    shop.apply(learn::order_change(fmt::format("o{}", i), "u", {fmt::format("p{}", i)}, day(1)));
  Request request = popular();
  request.fallbacks = std::vector<ListKind>{};
  request.rules = {cap_of("colour")};
  CHECK(shop.ask(request).items.size() == 2);
}

TEST_CASE("filters know the request's context, with and without types") {
  SmallShop shop;
  shop.put(product("a", R"({"rating":2,"colour":"red"})"));
  shop.put(product("b", R"({"rating":5,"colour":"501"})"));
  Request request = popular();
  request.filter = "rating > context.rating";
  request.context.values = catalog::values_by_name(R"({"rating":3})");
  CHECK(ids(shop.ask(request)) == Ids{"b"});
  request.context = {};
  request.context.texts = {{"rating", "3"}};
  CHECK(ids(shop.ask(request)) == Ids{"b"});
  request.context.texts = {{"colour", "501"}};
  request.filter = "colour == context.colour";
  CHECK(ids(shop.ask(request)) == Ids{"b"});
  request.context.texts = {{"device", "phone"}};
  request.filter = "context.device == 'phone' and rating < 3";
  CHECK(ids(shop.ask(request)) == Ids{"a"});
  request.context = {};
  CHECK_FALSE(shop.try_to_ask(request).ok());  // the request names what it does not give
  request.filter.clear();
  request.scenario_booster = "if(context.device == 'phone', 2, 1)";
  CHECK(shop.ask(request).left_out.empty());  // a scenario can't know what each request gives
}

TEST_CASE("a re-ranking has all candidates and names the unknown") {
  SmallShop shop;
  Request request;
  request.list = ListKind::rerank;
  request.now = day(10);
  for (int i = 0; i < 25; ++i) {
    shop.put(product(fmt::format("p{}", i), "", "one group"));
    request.candidates.push_back(fmt::format("p{}", i));
  }
  request.candidates.emplace_back("nobody");
  const Answer answer = shop.ask(request);
  CHECK(answer.items.size() == 25);
  CHECK(answer.unknown == std::vector<std::string>{"nobody"});
  request.limit = 3;
  CHECK(shop.ask(request).items.size() == 3);
}

}  // namespace suggestd::recommend
