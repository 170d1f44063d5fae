#include "campaigns/receiver_book.h"

#include <fmt/format.h>
#include <catch2/catch.hpp>

#include "campaigns/limits.h"
#include "store/temporary_store.h"

namespace suggestd::campaigns {
namespace {

constexpr const char* kGood =
    R"({"address":"https://mail.shop.example/lists","secret":"a secret of 24 bytes or so","html":true})";

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
  CHECK(to_json(*mailer) == R"({"address":"https://mail.shop.example/lists","html":true})");
  CHECK(book.all()->size() == 1);
  CHECK(ReceiverBook(store->meta(), ShopId{9}).all()->empty());
  REQUIRE(book.remove("mailer"));
  CHECK(book.find("mailer").error().kind() == ErrorKind::not_found);
  CHECK(book.remove("mailer").error().kind() == ErrorKind::not_found);
}

TEST_CASE("each bad field of a receiver is named") {
  const auto bad =
      parse_receiver("mailer", R"({"address":"ftp://mail.shop.example","secret":"short","htm":1})");
  REQUIRE_FALSE(bad);
  std::vector<std::string> pointers;
  for (const FieldError& field : bad.error().fields()) pointers.push_back(field.pointer);
  CHECK_THAT(pointers, Catch::UnorderedEquals(std::vector<std::string>{"/address", "/secret", "/htm"}));
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

}  // namespace
}  // namespace suggestd::campaigns
