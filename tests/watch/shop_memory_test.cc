#include "watch/shop_memory.h"

#include <catch2/catch.hpp>

#include "shop/shops.h"
#include "store/temporary_store.h"

namespace suggestd::watch {
namespace {

struct OneShop {
  store::TemporaryFolder folder;
  std::unique_ptr<shop::Shops> shops = *shop::Shops::open(store::small_options(folder.path() / "s"), {});
  std::shared_ptr<shop::Shop> shop = shops->find("default");
  store::Store& store = shops->store();

  void take(int number, Timestamp placed) {
    Order order = store::simple_order("o" + std::to_string(number));
    order.placed_at = placed;
    std::vector<Mutation> one{ChangeOrder{std::move(order)}};
    REQUIRE(shop->commit(std::move(one), store::Durability::synced).ok());
  }
};

std::uint64_t count(const OrderRhythm& rhythm) {
  std::uint64_t orders = 0;
  for (const auto& [hour, of_hour] : rhythm.hours()) orders += of_hour;
  return orders;
}

}  // namespace

TEST_CASE("each order is counted once, over restarts too, and its changes not at all") {
  OneShop at;
  const Timestamp today = now();
  for (int number = 0; number < 20; ++number) at.take(number, today);
  at.take(0, today - std::chrono::hours(1));  // a change
  ShopMemory memory;
  const auto read = read_on(at.store.log(), at.shop->id(), memory, 1'000'000, today);
  REQUIRE(read.ok());
  CHECK(*read);
  CHECK(count(memory.rhythm) == 20);
  REQUIRE(save_shop_memory(at.store.meta(), at.shop->id(), memory).ok());
  at.take(20, today - std::chrono::days(7));  // handed in later
  ShopMemory again = *load_shop_memory(at.store.meta(), at.shop->id());
  CHECK(again.read == memory.read);
  CHECK(again.rhythm.last() == memory.rhythm.last());
  REQUIRE(read_on(at.store.log(), at.shop->id(), again, 1'000'000, today).ok());
  CHECK(count(again.rhythm) == 21);
  CHECK(again.rhythm.last() == memory.rhythm.last());
}

TEST_CASE("what is remembered comes back, and what can't be read is learned anew") {
  ShopMemory memory;
  memory.read = {Epoch{3}, Sequence{77}};
  const Timestamp at = *parse_rfc3339("2026-03-06T12:00:00Z");
  memory.rhythm.add(at, at);
  learn::LiveScore live;
  for (int i = 0; i < 600; ++i) live.add({i % 3 == 0, 0});
  memory.quality.note(live, at);
  const ShopMemory again = decode_shop_memory(encode(memory));
  CHECK(again.read == memory.read);
  CHECK(again.rhythm.hours() == memory.rhythm.hours());
  CHECK(again.rhythm.last() == at);
  REQUIRE(again.quality.hours().size() == 1);
  CHECK(again.quality.hours().begin()->second == Approx(live.hit_rate()).margin(1e-6));
  CHECK(decode_shop_memory("\xff\xff").read.epoch == Epoch{0});
}

TEST_CASE("a shop that is deleted leaves nothing that the watch remembered") {
  OneShop at;
  REQUIRE(at.shops->create("gone").ok());
  const auto gone = at.shops->find("gone");
  REQUIRE(gone->while_open([&] { return save_shop_memory(at.store.meta(), gone->id(), {}); }).ok());
  REQUIRE(at.shops->remove("gone").ok());
  const Status late = gone->while_open([&] { return save_shop_memory(at.store.meta(), gone->id(), {}); });
  REQUIRE_FALSE(late.ok());
  CHECK(late.error().kind() == ErrorKind::gone);
  std::size_t rows = 0;
  REQUIRE(at.store.meta().for_each("watch/", [&](auto, auto) -> Status { return ++rows, Status(); }).ok());
  CHECK(rows == 0);
}

}  // namespace suggestd::watch
