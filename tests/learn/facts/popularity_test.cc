#include "learn/facts/popularity.h"

#include <catch2/catch.hpp>

#include "learn/facts/facts.h"
#include "learn/memory_log.h"
#include "learn/sample_log.h"
#include "records/whole_catalogue.h"

namespace suggestd::learn {
namespace {

// Facts and the product counts that they publish.
class Shop {
 public:
  explicit Shop(const ModelOptions& options = {}) : facts_(options) {}
  void apply(Change change) {
    change.sequence = Sequence{++sequence_};
    facts_.apply(change);
  }
  void view(const std::string& who, const std::string& product, Timestamp at) {
    apply(event_change(EventType::view, "", who, product, at));
  }
  ProductState state(const std::string& product) {
    const Snapshot now = snapshot();
    return now.product(*now.products.find(product));
  }
  double bought(const std::string& product) {
    const Snapshot now = snapshot();
    return now.product(*now.products.find(product)).popular.left_at(now.clock, now.options.popular_half_life);
  }
  Snapshot snapshot() {
    Snapshot now;
    facts_.publish(now);
    return now;
  }
  Facts& facts() { return facts_; }

 private:
  Facts facts_;
  std::uint64_t sequence_ = 0;
};

TEST_CASE("one person counts once for a product, however often they act") {
  Shop shop;
  for (int i = 0; i < 50; ++i) shop.apply(order_change(fmt::format("o{}", i), "u1", {"a"}, day(0)));
  CHECK(shop.bought("a") == Approx(1));
  for (int i = 0; i < 3; ++i)
    shop.apply(order_change(fmt::format("p{}", i), fmt::format("v{}", i), {"b"}, day(0)));
  CHECK(shop.bought("b") == Approx(3));
  CHECK(shop.state("a").popular.people() == 1);
  for (int i = 0; i < 50; ++i) shop.view("robot", "c", day(0));
  CHECK(shop.state("c").popular.people() == 0);
  CHECK(shop.state("c").trending.left_at(day(0), std::chrono::hours(72)) == Approx(0.15));
}

TEST_CASE("a later act renews what the person counts, and taking it back brings the earlier one back") {
  Shop shop;
  shop.apply(order_change("o1", "u1", {"a", "z"}, day(0)));
  const Change later = order_change("o2", "u1", {"a"}, day(30));
  shop.apply(later);
  CHECK(shop.bought("a") == Approx(1));
  CHECK(shop.bought("z") == Approx(0.5));
  shop.apply(cancel_change(later, day(30)));
  CHECK(shop.bought("a") == Approx(0.5));
  CHECK(shop.state("a").popular.people() == 1);
}

TEST_CASE("the order of arrival changes nothing") {
  Shop ordered;
  Shop late;
  const Change first = order_change("o1", "u1", {"a"}, day(0));
  Change second = order_change("o2", "u1", {"a"}, day(10));
  second.at = day(20);
  ordered.apply(first);
  ordered.apply(second);
  Change first_late = first;
  first_late.at = day(20);
  late.apply(second);
  late.apply(first_late);
  CHECK(ordered.bought("a") == Approx(late.bought("a")));
}

TEST_CASE("counts of fifteen years ago keep their ratios beside one of today") {
  Shop shop;
  const int today = 15 * 365;
  for (int i = 0; i < 8; ++i)
    shop.apply(order_change(fmt::format("a{}", i), fmt::format("u{}", i), {"a"}, day(0)));
  for (int i = 0; i < 2; ++i)
    shop.apply(order_change(fmt::format("b{}", i), fmt::format("u{}", i), {"b"}, day(0)));
  shop.apply(event_change(EventType::purchase, "u9", "", "c", day(today)));
  CHECK(shop.state("a").popular.log2_level() - shop.state("b").popular.log2_level() == Approx(2));
}

TEST_CASE("who is forgotten is out of all counts, and the others stay") {
  Shop shop;
  shop.apply(order_change("o1", "u1", {"a"}, day(0)));
  shop.apply(order_change("o2", "u2", {"a"}, day(3)));
  shop.view("guest", "a", day(4));
  shop.apply(merge_change("guest", "u1", false, day(4)));
  Change gone;
  gone.kind = ChangeKind::user;
  gone.op = ChangeOp::deleted;
  gone.at = day(4);
  gone.id = "u1";
  shop.apply(gone);
  CHECK(shop.state("a").popular.people() == 1);
  CHECK(shop.state("a").trending.people() == 1);
  CHECK(shop.state("a").popular.left_at(day(3), std::chrono::hours(24 * 30)) == Approx(1));
}

TEST_CASE("events faster than people make them are counted, and left out if that is asked for") {
  ModelOptions options;
  options.event_rate.most_per_hour = 100;
  for (const bool leave_out : {false, true}) {
    options.event_rate.leave_out = leave_out;
    Shop shop(options);
    for (int i = 0; i < 50; ++i) shop.view("robot", "a", day(0));
    shop.view("ann", "b", day(0));
    CHECK(shop.facts().unlikely().events == 40);
    REQUIRE(shop.facts().unlikely().latest.size() == 1);
    CHECK(shop.snapshot().people.id(shop.facts().unlikely().latest.front()) == "arobot");
    const Snapshot now = shop.snapshot();
    CHECK(now.person(PersonIdKind::anonymous, "robot")->history.interests.front().views ==
          (leave_out ? 10 : 50));
  }
}

TEST_CASE("a product is a ghost until the catalogue names it, and a finished synchronisation is learned") {
  Shop shop;
  shop.view("ann", "ghost", day(0));
  Product known;
  known.product_id = "known";
  shop.apply(product_change(known, day(0)));
  const auto is_ghost = [&](const std::string& id) {
    const Snapshot now = shop.snapshot();
    return now.ghosts.contains(*now.products.find(id));
  };
  CHECK(is_ghost("ghost"));
  CHECK_FALSE(is_ghost("known"));
  CHECK_FALSE(shop.snapshot().catalogue_whole);
  Change whole;
  whole.kind = ChangeKind::rule;
  whole.op = ChangeOp::put;
  whole.at = day(1);
  whole.id = kWholeCatalogueDocument;
  whole.payload = RuleDocument{whole.id, std::string(kWholeCatalogueJson)};
  shop.apply(whole);
  CHECK(shop.snapshot().catalogue_whole);
  known.product_id = "ghost";
  shop.apply(product_change(known, day(1)));
  CHECK_FALSE(is_ghost("ghost"));
}

}  // namespace
}  // namespace suggestd::learn
