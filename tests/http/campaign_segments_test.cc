#include <string>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>

#include "campaigns/campaign_book.h"
#include "http/two_shops.h"
#include "segments/definition_text.h"
#include "segments/segments.h"

namespace suggestd::http {
namespace {

void commit(shop::Shop& shop, Mutation mutation) {
  std::vector<Mutation> one;
  one.push_back(std::move(mutation));
  REQUIRE(shop.commit(std::move(one), store::Durability::synced, {}).ok());
}

TEST_CASE("a campaign kept with a segment that is gone is read, and put anew only with one that is there") {
  TwoShops shops;
  shop::Shop& shop = *shops.shops->find("a");
  const std::string text = R"({"people":{"segment":"buyers"}})";
  commit(shop, campaigns::CampaignBook::put_of(*campaigns::parse_campaign("spring", text)));
  const Headers headers = bearer(shops.key("a", Scope::merchandise));
  const std::string target = "/v1/campaigns/spring";
  const Route& put = TwoShops::route("PUT", "/v1/campaigns/{name}");

  const Response kept = shops.ask(TwoShops::route("GET", "/v1/campaigns/{name}"), target, headers);
  CHECK(kept.status == 200);
  CHECK(kept.body.find("buyers") != std::string::npos);
  CHECK(shops.ask(put, target, headers, text).status == 422);

  const auto buyers = segments::parse_definition(R"({"people":"orders() > 0"})");
  commit(shop, segments::Segments::put_of("buyers", *buyers));
  CHECK(shops.ask(put, target, headers, text).status == 200);
  const Response near = shops.ask(put, target, headers, R"({"suppress":{"segment":"byers"}})");
  CHECK(near.status == 422);
  CHECK(near.body.find("did you mean 'buyers'?") != std::string::npos);
}

}  // namespace
}  // namespace suggestd::http
