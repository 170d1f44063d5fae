#include "campaigns/tracked_link.h"

#include <catch2/catch.hpp>

#include <set>

#include "base/base64url.h"
#include "campaigns/limits.h"
#include "store/temporary_store.h"

namespace suggestd::campaigns {
namespace {

const SealedTarget kTarget = LinkTarget{ShopId{7}, "spring", "2026-w12", "ada@example", 3};

TEST_CASE("a token gives back what it was made of, is the same each time, and shows nothing") {
  const LinkSeal seal("a secret");
  const std::string token = seal.seal(kTarget);
  CHECK(seal.unseal(token) == kTarget);
  CHECK(seal.seal(kTarget) == token);
  CHECK(decode_base64url(token)->find("ada") == std::string::npos);
  std::set<std::string> tokens;
  for (std::uint32_t place = 0; place < 100; ++place)
    tokens.insert(seal.seal(LinkTarget{ShopId{7}, "spring", "2026-w12", "ada@example", place}));
  CHECK(tokens.size() == 100);
}

TEST_CASE("a product's picture has a token of its own, which is nobody's list") {
  const LinkSeal seal("a secret");
  const SealedTarget picture = PictureTarget{ShopId{7}, "ada@example"};
  CHECK(seal.unseal(seal.seal(picture)) == picture);
  const TrackedLinks with(seal, "https://shop.example", {ShopId{7}, "spring", "1", true});
  CHECK(with.picture("ada@example") == "https://shop.example/v1/links/" + seal.seal(picture));
  CHECK_FALSE(TrackedLinks(seal, "https://shop.example", {ShopId{7}, "spring", "1"}).picture("ada@example"));
}

TEST_CASE("nobody but the server makes a token") {
  const LinkSeal seal("a secret");
  const std::string token = seal.seal(kTarget);
  CHECK_FALSE(LinkSeal("another").unseal(token));
  const std::string bytes = *decode_base64url(token);
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    std::string changed = bytes;
    changed[at] = static_cast<char>(changed[at] ^ 1);
    CHECK_FALSE(seal.unseal(encode_base64url(changed)));
  }
  for (const std::string& bad :
       {std::string(), token.substr(1), token + "A", token + "=", std::string(5'000, 'A')})
    CHECK_FALSE(seal.unseal(bad));
}

TEST_CASE("the longest names have room in a token") {
  const LinkSeal seal("a secret");
  const SealedTarget longest =
      LinkTarget{ShopId{~0U}, std::string(256, 'c'), std::string(256, 'r'), std::string(256, 'u'), 100};
  const std::string token = seal.seal(longest);
  CHECK(token.size() <= limits::kLinkTokenBytes.most);
  CHECK(seal.unseal(token) == longest);
}

TEST_CASE("links outlive a restart of the store") {
  const store::TemporaryFolder folder;
  std::string link;
  for (int start = 0; start < 2; ++start) {
    const auto store = store::open_store(store::small_options(folder.path() / "s"));
    const auto links = tracked_links(store->meta(), "https://shop.example/mail/", {ShopId{1}, "c", "r"});
    REQUIRE(links.ok());
    REQUIRE(links->has_value());
    if (start > 0) CHECK((*links)->link("ada", 1) == link);
    link = (*links)->link("ada", 1);
    CHECK(link.starts_with("https://shop.example/mail/v1/links/"));
    CHECK_FALSE(tracked_links(store->meta(), "", {ShopId{1}, "c", "r"})->has_value());
  }
}

TEST_CASE("links begin with an address of the web that has no query") {
  CHECK(*read_link_base("https://shop.example") == "https://shop.example");
  CHECK(*read_link_base("http://127.0.0.1:8600//") == "http://127.0.0.1:8600");
  for (const std::string& bad :
       {std::string("shop.example"), std::string("javascript:alert(1)"),
        std::string("https://shop.example/?a=b"), std::string("https://shop.example/#a"),
        std::string("https://user:word@shop.example"), "https://shop.example/" + std::string(300, 'a')}) {
    CAPTURE(bad);
    CHECK(read_link_base(bad).error().kind() == ErrorKind::invalid);
  }
}

}  // namespace
}  // namespace suggestd::campaigns
