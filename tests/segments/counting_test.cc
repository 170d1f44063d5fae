#include "segments/counting.h"

#include <random>
#include <set>

#include <catch2/catch.hpp>

#include "seed.h"
#include "segments/known_shop.h"

namespace suggestd::segments {
namespace {

// Ann bought tea long ago and a cup lately; Ben tea lately; Cid only looks; the clock stands at day 100.
class SmallShop : public KnownShop {
 public:
  SmallShop() {
    product("green", "Tea > Green");
    product("cup", "Cups");
    user("ann", R"({"country":"DE","age":41})");
    user("ben", R"({"country":"AT","age":17})");
    user("cid", R"({"country":"DE"})");
    order("o1", "ann", "green", 10, 5'000);
    order("o2", "ann", "cup", 95, 700);
    order("o3", "ben", "green", 98, 1'200);
    event(EventType::view, "cid", "green", 99);
    event(EventType::cart_add, "cid", "cup", 99);
    event(EventType::view, "ann", "cup", 100);
  }
};

TEST_CASE("purchases, views and carts are found by product and time") {
  SmallShop shop;
  CHECK(shop.who("bought()") == "ann ben ");
  CHECK(shop.who("bought(category == \"Tea\")") == "ann ben ");
  CHECK(shop.who("bought(category == \"Tea\", 30d)") == "ben ");
  CHECK(shop.who("bought(4d)") == "ben ");
  CHECK(shop.who("bought(price > 5)") == "");
  CHECK(shop.who("viewed(category == \"Tea\", 7d)") == "cid ");
  CHECK(shop.who("cart_left(7d)") == "cid ");
  CHECK(shop.who("cart_left(category == \"Tea\")") == "");
  shop.order("o4", "cid", "cup", 100);
  CHECK(shop.who("cart_left(7d)") == "");
}

TEST_CASE("orders are counted, first ones and lapsed people are known") {
  SmallShop shop;
  CHECK(shop.who("orders() >= 2") == "ann ");
  CHECK(shop.who("orders(30d) == 1") == "ann ben ");
  CHECK(shop.who("orders() == 0") == "cid ");
  CHECK(shop.who("first_order(30d)") == "ben ");
  CHECK(shop.who("lapsed(4d)") == "ann ");
  CHECK(shop.who("lapsed(30d)") == "");
}

TEST_CASE("amounts are those that are left, in one currency") {
  SmallShop shop;
  CHECK(shop.who("spent(\"EUR\") >= 57") == "ann ");
  CHECK(shop.who("spent(\"EUR\") > 57") == "");
  CHECK(shop.who("spent(\"EUR\", 30d) == 7") == "ann ");
  CHECK(shop.who("spent(\"EUR\") < 1") == "cid ");
  shop.order("o5", "ben", "cup", 100, 9'900, "GBP");
  CHECK(shop.who("spent(\"EUR\") > 12") == "ann ");
  CHECK(shop.who("spent(\"GBP\") >= 99") == "ben ");
}

TEST_CASE("a cancelled order counts nowhere, and a refund lowers what was spent") {
  SmallShop shop;
  const Change placed = shop.order("o6", "cid", "green", 100, 3'000);
  CHECK(shop.who("spent(\"EUR\") == 30") == "cid ");
  Change refunded = placed;
  auto& orders = std::get<OrderChange>(refunded.payload);
  orders.before = orders.after;
  orders.after.lines.front().quantity = pieces(3);
  orders.after.lines.front().refunded = pieces(2);
  refunded.op = ChangeOp::refunded;
  orders.before->lines.front().quantity = pieces(3);
  shop.apply(refunded);
  CHECK(shop.who("spent(\"EUR\") == 30 and bought(category == \"Tea\", 1d)") == "cid ");
  shop.apply(learn::cancel_change(placed, learn::day(100)));
  CHECK(shop.who("orders() == 0") == "cid ");
  CHECK(shop.who("spent(\"EUR\") > 0") == "ann ben ");
}

TEST_CASE("properties are asked in the language of filters") {
  SmallShop shop;
  CHECK(shop.who("user.country == \"DE\"") == "ann cid ");
  CHECK(shop.who("user.country in [\"AT\", \"CH\"]") == "ben ");
  CHECK(shop.who("user.age >= 18") == "ann ");
  CHECK(shop.who("not has(user.age)") == "cid ");
  CHECK(shop.who("user.nothing == 1") == "");
  CHECK(shop.who("user.country == \"DE\" and bought()") == "ann ");
}

TEST_CASE("a merged visitor's deeds are the person's, and come back with the undo") {
  SmallShop shop;
  shop.apply(learn::event_change(EventType::view, "", "visitor", "green", learn::day(100)));
  CHECK(shop.who("viewed(category == \"Tea\")") == "cid ");
  shop.apply(learn::merge_change("visitor", "ben", false, learn::day(100)));
  CHECK(shop.who("viewed(category == \"Tea\")") == "ben cid ");
  shop.apply(learn::merge_change("visitor", "ben", true, learn::day(100)));
  CHECK(shop.who("viewed(category == \"Tea\")") == "cid ");
}

TEST_CASE("who is not profiled is in no segment of behaviour, also not by not or by another segment") {
  SmallShop shop;
  shop.user("ann", R"({"country":"DE"})", false);
  CHECK(shop.who("bought()") == "ben ");
  CHECK(shop.who("not bought()") == "cid ");
  CHECK(shop.who("user.country == \"DE\"") == "ann cid ");
  CHECK(shop.who("user.country == \"DE\" or bought()") == "ben cid ");
  shop.define("lookers", "not bought()");
  CHECK(shop.who("user.country == \"DE\" and not segment(\"lookers\")") == "");
  shop.list("vip", {{PersonIdKind::user, "ann"}});
  CHECK(shop.who("in_file(\"vip\")") == "ann ");
}

TEST_CASE("an erased person is in no segment") {
  SmallShop shop;
  shop.list("vip", {{PersonIdKind::user, "ann"}, {PersonIdKind::user, "ben"}});
  Change change;
  change.kind = ChangeKind::erasure;
  change.op = ChangeOp::erased;
  change.at = learn::day(100);
  change.payload = Erasure{"r", {{PersonIdKind::user, "ann"}}, {"o1", "o2"}, {}};
  shop.apply(change);
  CHECK(shop.who("bought() or not bought()") == "ben cid ");
  CHECK(shop.who("in_file(\"vip\")") == "ben ");
}

TEST_CASE("lists find users and guests by id, and users by the e-mail hash of their profile") {
  SmallShop shop;
  shop.user("ben", "", true, "hash-of-ben");
  Change guest = learn::order_change("o7", "", {"cup"}, learn::day(100));
  std::get<OrderChange>(guest.payload).after.email_hash = "hash-of-a-guest";
  shop.apply(guest);
  shop.list("letter", {{PersonIdKind::user, "cid"},
                       {PersonIdKind::email_hash, "hash-of-ben"},
                       {PersonIdKind::email_hash, "hash-of-a-guest"},
                       {PersonIdKind::user, "nobody"}});
  CHECK(shop.who("in_file(\"letter\")") == "hash-of-a-guest ben cid ");
  CHECK(shop.who("in_file(\"letter\") and not bought()") == "cid ");
  CHECK_THAT(shop.error_of("in_file(\"lettre\")").message(), Catch::Contains("no list of people 'lettre'"));
}

TEST_CASE("segments name segments, but not themselves") {
  SmallShop shop;
  shop.define("tea", "bought(category == \"Tea\")");
  shop.define("german tea", "segment(\"tea\") and user.country == \"DE\"");
  CHECK(shop.who("segment(\"german tea\")") == "ann ");
  CHECK_THAT(shop.error_of("segment(\"german tea\")", "tea").message(), Catch::Contains("refers to itself"));
  shop.define("a", "segment(\"b\")");
  shop.define("b", "segment(\"a\")");
  CHECK_THAT(shop.error_of("segment(\"a\")").message(), Catch::Contains("a > b > a"));
  CHECK(shop.error_of("segment(\"nothing\")").kind() == ErrorKind::not_found);
}

TEST_CASE("a filter without a meaning is told with its place in the definition") {
  SmallShop shop;
  const std::string message = shop.error_of("bought(90d) and viewed(categry == \"Tea\")").message();
  CHECK_THAT(message, Catch::Contains("did you mean 'category'?"));
  CHECK_THAT(message, Catch::Contains("column 24"));
}

TEST_CASE("the likeliest people are those of the product's taste") {
  KnownShop shop;
  for (int taste = 0; taste < 4; ++taste) {
    for (int i = 0; i < 15; ++i)
      shop.product(fmt::format("t{}-{}", taste, i), fmt::format("Taste > {}", taste));
  }
  for (const Change& change : learn::sample_log(2'000)) shop.apply(change);
  shop.train();
  WorkBudget unlimited;
  Counting counting = shop.counting(unlimited);
  const PeopleSet fifth = *counting.people(*parse_people("likely(category == \"Taste > 1\", 0.2)"));
  CHECK(fifth.size() > 3);
  std::size_t of_taste = 0;
  for (const PersonId& id : counting.ids_of(fifth)) of_taste += std::stoi(id.id.substr(1)) % 4 == 1 ? 1 : 0;
  CHECK(of_taste * 10 >= fifth.size() * 9);
  const PeopleSet all = *counting.people(*parse_people("likely(category == \"Taste > 1\", 1)"));
  const PeopleSet high = *counting.people(*parse_people("likely(category == \"Taste > 1\") > 0.3"));
  CHECK(high.size() < all.size());
  CHECK(high.size() > 0);
}

TEST_CASE("and, or, not are those of sets") {
  KnownShop shop;
  for (const Change& change : learn::sample_log(1'000)) shop.apply(change);
  WorkBudget unlimited;
  Counting counting = shop.counting(unlimited);
  const auto people = [&](const std::string& text) { return *counting.people(*parse_people(text)); };
  const std::vector<std::string> rules{"bought(50d)", "viewed(100d)", "orders() >= 2", "lapsed(20d)",
                                       "cart_left()"};
  std::mt19937 random = random_numbers(5);
  for (int round = 0; round < 50; ++round) {
    const std::string& a = rules[random() % rules.size()];
    const std::string& b = rules[random() % rules.size()];
    PeopleSet both = people(a);
    both.keep(people(b));
    CHECK(people(a + " and " + b) == both);
    PeopleSet either = people(a);
    either.add(people(b));
    CHECK(people(a + " or " + b) == either);
    PeopleSet others = counting.everybody();
    others.remove(people(a));
    CHECK(people("not " + a) == others);
  }
}

TEST_CASE("a budget ends the count and names its lever") {
  KnownShop shop;
  for (const Change& change : learn::sample_log(2'000)) shop.apply(change);
  WorkBudget small({.units = 30});
  const Result<PeopleSet> people = shop.counting(small).people(*parse_people("bought() and viewed()"));
  REQUIRE_FALSE(people.ok());
  CHECK(people.error().kind() == ErrorKind::too_costly);
}

}  // namespace
}  // namespace suggestd::segments
