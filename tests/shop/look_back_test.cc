#include "shop/look_back.h"

#include <catch2/catch.hpp>

#include <memory>

#include "base/turned_clock.h"

namespace suggestd::shop {
namespace {

constexpr ShopId kShop{1};
constexpr ShopId kOther{2};
constexpr Sequence kThen{40};

PastModel model_of(Sequence as_of) { return {as_of, Timestamp{}, std::make_shared<const learn::Snapshot>()}; }

void keep(LookBack& look_back, ShopId shop, Sequence as_of) {
  const auto turn = look_back.begin(shop);
  REQUIRE(turn.ok());
  REQUIRE(look_back.keep(*turn, model_of(as_of)).ok());
}

bool has(LookBack& look_back, ShopId shop, Sequence as_of) {
  const auto found = look_back.find(shop, as_of);
  if (!found) CHECK(found.error().kind() == ErrorKind::conflict);
  return found.ok();
}

TEST_CASE("a model is found by its shop and record, and by no other") {
  LookBack look_back;
  CHECK_FALSE(has(look_back, kShop, kThen));
  keep(look_back, kShop, kThen);
  CHECK(has(look_back, kShop, kThen));
  CHECK_FALSE(has(look_back, kShop, Sequence{41}));
  CHECK_FALSE(has(look_back, kOther, kThen));
  CHECK(look_back.find(kShop, Sequence{41}).error().message().find("POST /v1/look-back?run=ID&until=41") !=
        std::string::npos);
}

TEST_CASE("there is one model for all shops, and one is made at a time") {
  LookBack look_back;
  keep(look_back, kShop, kThen);
  {
    const auto turn = look_back.begin(kOther);
    REQUIRE(turn.ok());
    CHECK_FALSE(has(look_back, kShop, kThen));
    CHECK(look_back.begin(kShop).error().kind() == ErrorKind::busy);
    CHECK_FALSE(look_back.check_free().ok());
  }
  CHECK(look_back.check_free().ok());
  CHECK(look_back.begin(kShop).ok());
}

TEST_CASE("a model goes some minutes after its last use") {
  TurnedClock clock;
  LookBack look_back(clock);
  keep(look_back, kShop, kThen);
  clock.turn(LookBack::kKeptFor - std::chrono::seconds(1));
  CHECK(has(look_back, kShop, kThen));
  clock.turn(LookBack::kKeptFor - std::chrono::seconds(1));
  CHECK(has(look_back, kShop, kThen));
  clock.turn(LookBack::kKeptFor);
  CHECK_FALSE(has(look_back, kShop, kThen));
}

TEST_CASE("an erasure takes the shop's model, and the one that is being made") {
  LookBack look_back;
  keep(look_back, kShop, kThen);
  look_back.forget(kOther);
  CHECK(has(look_back, kShop, kThen));
  look_back.forget(kShop);
  CHECK_FALSE(has(look_back, kShop, kThen));

  const auto turn = look_back.begin(kShop);
  REQUIRE(turn.ok());
  look_back.forget(kShop);
  CHECK(look_back.keep(*turn, model_of(kThen)).error().kind() == ErrorKind::conflict);
  CHECK_FALSE(has(look_back, kShop, kThen));
}

}  // namespace
}  // namespace suggestd::shop
