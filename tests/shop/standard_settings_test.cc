#include "shop/standard_settings.h"

#include <catch2/catch.hpp>

#include "records/consent.h"
#include "shop/shops.h"
#include "store/temporary_store.h"

namespace suggestd::shop {
namespace {

StandardSettings of_configuration() {
  StandardSettings standard;
  standard.consent = ConsentRule::required;
  standard.currency = *Currency::parse("EUR");
  standard.time_zone = "Europe/Berlin";
  return standard;
}

TEST_CASE("what a document leaves out, and that alone, is the configuration's") {
  const auto bare = settings_in_force("", of_configuration());
  REQUIRE(bare.ok());
  CHECK(bare->consent == ConsentRule::required);
  CHECK(bare->currency.code() == "EUR");
  CHECK(bare->time_zone == "Europe/Berlin");
  const auto own =
      settings_in_force(R"({"consent":"assumed","currency":"CHF","time_zone":"UTC"})", of_configuration());
  REQUIRE(own.ok());
  CHECK(own->consent == ConsentRule::assumed);
  CHECK(own->currency.code() == "CHF");
  CHECK(own->time_zone == "UTC");
  CHECK_FALSE(settings_in_force("{", of_configuration()).ok());
}

TEST_CASE("a patched document keeps a word on consent that says what no word says by itself") {
  CHECK(*patched_document("", R"({"consent":"assumed"})") == R"({"mode":"open","consent":"assumed"})");
  const std::string more =
      *patched_document(R"({"mode":"open","consent":"assumed"})", R"({"currency":"EUR"})");
  CHECK(names_consent(more));
  CHECK_FALSE(names_consent(*patched_document(more, R"({"consent":null})")));
  CHECK_FALSE(names_consent(""));
  CHECK(patched_document("", R"({"consent":"maybe"})").error().fields().at(0).pointer == "/consent");
}

bool consent_is_required(Shops& shops) {
  return shops.store()
      .records()
      .rule(shops.find("default")->id(), std::string(kConsentRequiredDocument))
      .ok();
}

TEST_CASE("who opens a store without its configuration leaves the rule on consent alone") {
  const store::TemporaryFolder folder;
  const auto open = [&](const std::optional<StandardSettings>& standard) {
    auto opened = Shops::open(store::small_options(folder.path() / "s"), {}, {}, {}, standard);
    REQUIRE(opened.ok());
    return *std::move(opened);
  };
  CHECK(consent_is_required(*open(of_configuration())));
  CHECK(consent_is_required(*open(std::nullopt)));
  const auto shops = open(StandardSettings());
  CHECK_FALSE(consent_is_required(*shops));
  REQUIRE(shops->set_standard_settings(of_configuration()).ok());
  CHECK(consent_is_required(*shops));
  CHECK(shops->find("default")->settings()->currency.code() == "EUR");
}

}  // namespace
}  // namespace suggestd::shop
