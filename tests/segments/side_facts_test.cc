#include "segments/side_facts.h"

#include <map>
#include <random>

#include <catch2/catch.hpp>

#include "learn/facts/order_key.h"
#include "learn/sample_log.h"
#include "seed.h"
#include "segments/person_hash.h"

namespace suggestd::segments {
namespace {

Change priced_order(const std::string& id, std::int64_t price) {
  Change change = learn::order_change(id, "u", {"p"}, learn::day(1));
  Order& order = std::get<OrderChange>(change.payload).after;
  order.currency = *Currency::parse("EUR");
  order.lines.front().quantity = pieces(2);
  order.lines.front().price = {price, order.currency};
  return change;
}

TEST_CASE("a hashed table keeps what a map keeps, and its versions stay as they were") {
  auto random = random_numbers<std::mt19937_64>(7);
  std::vector<std::uint64_t> keys(500);
  for (std::uint64_t& key : keys) key = random();
  HashedTableBuilder<int> builder;
  std::map<std::uint64_t, int> model;
  for (int round = 0; round < 20; ++round) {
    for (int change = 0; change < 200; ++change) {
      const std::uint64_t key = keys[random() % keys.size()];
      if (random() % 3 == 0) {
        builder.remove(key);
        model.erase(key);
      } else {
        builder.put(key, change);
        model[key] = change;
      }
    }
    const HashedTable<int> version = builder.snapshot();
    builder.put(keys.front(), -1);
    for (const std::uint64_t key : keys) {
      const int* found = version.find(key);
      const auto expected = model.find(key);
      REQUIRE((found != nullptr) == (expected != model.end()));
      if (found != nullptr) REQUIRE(*found == expected->second);
    }
    model[keys.front()] = -1;
  }
}

TEST_CASE("an order's amount is what is left of it") {
  Order order = std::get<OrderChange>(priced_order("o", 500).payload).after;
  CHECK(amount_left(order).minor == 1'000);
  order.lines.front().refunded = pieces(1);
  CHECK(amount_left(order).minor == 500);
  order.cancelled = true;
  CHECK(amount_left(order).minor == 0);
}

TEST_CASE("rows that were written bring back the same facts") {
  SideFactsBuilder builder;
  builder.apply(priced_order("a", 500));
  builder.apply(priced_order("b", 700));
  builder.apply(priced_order("a", 300));
  const PersonId person{PersonIdKind::user, "a user"};
  User user;
  user.user_id = person.id;
  user.email_hash = "the hash of an address";
  Change change;
  change.kind = ChangeKind::user;
  change.op = ChangeOp::put;
  change.id = person.id;
  change.payload = user;
  builder.apply(change);
  const std::vector<store::StateRow> rows = builder.take_changed();
  CHECK(rows.size() == 3);
  CHECK_FALSE(builder.any_changed());

  SideFactsBuilder again;
  for (const store::StateRow& row : rows) REQUIRE(again.restore(row.key, row.value).ok());
  const SideFacts facts = again.snapshot();
  CHECK(facts.amounts.find(learn::order_key("a"))->minor == 600);
  CHECK(facts.amounts.find(learn::order_key("b"))->currency.code() == "EUR");
  CHECK(*facts.emails.find(person_hash(person)) ==
        person_hash(PersonId{PersonIdKind::email_hash, user.email_hash}));
  CHECK_FALSE(again.restore("o123", "x").ok());
  CHECK_FALSE(again.restore(rows.front().key, "x").ok());
}

TEST_CASE("an erasure takes a person's rows away") {
  SideFactsBuilder builder;
  builder.apply(priced_order("a", 500));
  (void)builder.take_changed();
  Change change;
  change.kind = ChangeKind::erasure;
  change.op = ChangeOp::erased;
  change.payload = Erasure{"r", {{PersonIdKind::user, "u"}}, {"a"}, {}};
  builder.apply(change);
  CHECK(builder.snapshot().amounts.find(learn::order_key("a")) == nullptr);
  for (const store::StateRow& row : builder.take_changed()) CHECK(row.value.empty());
}

}  // namespace
}  // namespace suggestd::segments
