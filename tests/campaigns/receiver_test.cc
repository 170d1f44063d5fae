#include "campaigns/receiver_book.h"

#include <atomic>
#include <thread>

#include <fmt/format.h>
#include <catch2/catch.hpp>

#include "campaigns/limits.h"
#include "store/temporary_store.h"

namespace suggestd::campaigns {
namespace {

constexpr const char* kGood =
    R"({"address":"https://mail.shop.example/lists","secret":"a secret of 24 bytes or so","html":true,
        "links":"https://shop.example/mail/"})";

TEST_CASE("a receiver is kept with its secret and told without it") {
  const store::TemporaryFolder folder;
  const auto store = store::open_store(store::small_options(folder.path() / "s"));
  ReceiverBook book(store->meta(), store::kShop);
  const auto mailer = parse_receiver("mailer", kGood);
  REQUIRE(mailer);
  CHECK(*book.put(*mailer));
  CHECK_FALSE(*book.put(*mailer));
  CHECK(*book.find("mailer") == *mailer);
  CHECK(book.find("mailer")->secret == "a secret of 24 bytes or so");
  CHECK(to_json(*mailer) ==
        R"({"address":"https://mail.shop.example/lists","html":true,"links":"https://shop.example/mail"})");
  CHECK(book.all()->size() == 1);
  CHECK(ReceiverBook(store->meta(), ShopId{9}).all()->empty());
  REQUIRE(book.remove("mailer"));
  CHECK(book.find("mailer").error().kind() == ErrorKind::not_found);
  CHECK(book.remove("mailer").error().kind() == ErrorKind::not_found);
}

TEST_CASE("each bad field of a receiver is named") {
  const auto bad = parse_receiver(
      "mailer", R"({"address":"ftp://mail.shop.example","secret":"short","htm":1,"links":"mail"})");
  REQUIRE_FALSE(bad);
  std::vector<std::string> pointers;
  for (const FieldError& field : bad.error().fields()) pointers.push_back(field.pointer);
  CHECK_THAT(pointers,
             Catch::UnorderedEquals(std::vector<std::string>{"/address", "/secret", "/links", "/htm"}));
}

TEST_CASE("a field of a receiver that is missing, or no text, is told once") {
  const auto bad = parse_receiver("mailer", R"({"secret":5})");
  REQUIRE_FALSE(bad);
  REQUIRE(bad.error().fields().size() == 2);
  CHECK_THAT(bad.error().fields()[0].detail, Catch::Contains("missing"));
  CHECK(bad.error().fields()[0].pointer == "/address");
  CHECK_THAT(bad.error().fields()[1].detail, Catch::Contains("must be text"));
}

TEST_CASE("a shop has so many receivers, and a known one may always change") {
  const store::TemporaryFolder folder;
  const auto store = store::open_store(store::small_options(folder.path() / "s"));
  ReceiverBook book(store->meta(), store::kShop);
  for (std::uint64_t i = 0; i < limits::kReceivers.most; ++i)
    REQUIRE(*book.put(*parse_receiver(fmt::format("r{}", i), kGood)));
  CHECK(book.put(*parse_receiver("one too many", kGood)).error().kind() == ErrorKind::invalid);
  CHECK(book.put(*parse_receiver("r3", kGood)).ok());
}

TEST_CASE("many who make receivers at once keep to the limit together") {
  const store::TemporaryFolder folder;
  const auto store = store::open_store(store::small_options(folder.path() / "s"));
  std::atomic<std::uint64_t> made{0};
  std::vector<std::thread> makers;
  for (int maker = 0; maker < 4; ++maker) {
    makers.emplace_back([&, maker] {
      for (std::uint64_t i = 0; i < limits::kReceivers.most; ++i) {
        const std::string name = fmt::format("{}-{}", maker, i);
        if (ReceiverBook(store->meta(), store::kShop).put(*parse_receiver(name, kGood)).ok()) ++made;
      }
    });
  }
  for (std::thread& maker : makers) maker.join();
  CHECK(made == limits::kReceivers.most);
  CHECK(ReceiverBook(store->meta(), store::kShop).all()->size() == limits::kReceivers.most);
}

}  // namespace
}  // namespace suggestd::campaigns
