#include "campaigns/html_block.h"

#include <catch2/catch.hpp>

#include "learn/learned_shop.h"
#include "learn/sample_log.h"

namespace suggestd::campaigns {
namespace {

std::shared_ptr<const learn::Snapshot> shop_with(const Product& product) {
  learn::ModelOptions options;
  options.factors.dim = 16;
  options.threads = 1;
  learn::LearnedShop model(options);
  model.apply(learn::product_change(product, learn::day(0)));
  return model.publish({});
}

Product cup() {
  Product product;
  product.product_id = "cup";
  product.title = "Cup";
  product.link = "https://shop.example/cup";
  product.image = "https://shop.example/cup.jpg";
  product.price = Money{250, *Currency::parse("EUR")};
  return product;
}

std::string block(const Product& product) {
  return html_block({"ada", false, {product.product_id}}, *shop_with(product), nullptr);
}

TEST_CASE("a block shows picture, title and price, and leads to the product") {
  const std::string html = block(cup());
  CHECK_THAT(html, Catch::Contains(R"(<a href="https://shop.example/cup")"));
  CHECK_THAT(html, Catch::Contains(R"(<img src="https://shop.example/cup.jpg" alt="Cup")"));
  CHECK_THAT(html, Catch::Contains("2.50 EUR"));
}

TEST_CASE("a hostile title stays text, and an address that is none of the web is left out") {
  Product product = cup();
  product.title = R"("><script>alert('x')</script>)";
  product.link = "javascript:alert(1)";
  product.image = "data:image/png;base64,AAAA";
  const std::string html = block(product);
  CHECK_THAT(html, !Catch::Contains("<script"));
  CHECK_THAT(html, !Catch::Contains("javascript:"));
  CHECK_THAT(html, !Catch::Contains("<img"));
  CHECK_THAT(html, Catch::Contains("&quot;&gt;&lt;script&gt;"));
}

TEST_CASE("a product that the catalogue has lost is left out, and nothing of nothing is no table") {
  CHECK(html_block({"ada", false, {"saucer"}}, *shop_with(cup()), nullptr).empty());
  CHECK_THAT(html_block({"ada", false, {"saucer", "cup"}}, *shop_with(cup()), nullptr),
             Catch::Contains("Cup"));
}

TEST_CASE("tracked links stand in the catalogue's place, and the picture at the end") {
  const TrackedLinks links(LinkSeal("a secret"), "https://shop.example/mail", {ShopId{1}, "spring", "1"});
  const std::string html = html_block({"ada", false, {"saucer", "cup"}}, *shop_with(cup()), &links);
  CHECK_THAT(html, !Catch::Contains("https://shop.example/cup\""));
  CHECK_THAT(html, Catch::Contains("href=\"" + links.link("ada", 2) + "\""));
  CHECK_THAT(html, Catch::EndsWith("<img src=\"" + links.pixel("ada") +
                                   "\" alt=\"\" width=\"1\" height=\"1\" style=\"border:0\">"));
  CHECK_THAT(html, Catch::Contains(R"(<img src="https://shop.example/cup.jpg")"));
}

TEST_CASE("where the server passes pictures on, mails show them from there") {
  const TrackedLinks links(LinkSeal("a secret"), "https://shop.example/mail",
                           {ShopId{1}, "spring", "1", true});
  Product product = cup();
  CHECK_THAT(html_block({"ada", false, {"cup"}}, *shop_with(product), &links),
             Catch::Contains("<img src=\"" + *links.picture("cup") + "\""));
  product.image = "javascript:alert(1)";
  CHECK_THAT(html_block({"ada", false, {"cup"}}, *shop_with(product), &links),
             !Catch::Contains("alt=\"Cup\""));
}

}  // namespace
}  // namespace suggestd::campaigns
