#include "openid/provider_options.h"

#include <fmt/format.h>
#include <catch2/catch.hpp>

#include "openid/limits.h"

namespace suggestd::openid {
namespace {

std::string table(std::string_view name, std::string_view more = "") {
  return fmt::format(
      R"({{"name":"{0}","issuer":"https://login.example/a","client_id":"c",
"redirect_uri":"https://admin.example/v1/sign-in/{0}/callback"{1}}})",
      name, more);
}

TEST_CASE("what is left out has a value that works") {
  const auto options = parse_provider(table("company"));
  REQUIRE(options.ok());
  CHECK(options->label == "company");
  CHECK(options->scopes == std::vector<std::string>{"openid", "email"});
  CHECK(options->client_secret_file.empty());
  CHECK_FALSE(options->trust_email);
  CHECK(options->tls());
}

TEST_CASE("a member that can't be is named") {
  for (const char* more :
       {R"(,"label":7)", R"(,"scopes":["openid","a b"])", R"(,"scopes":["email"])", R"(,"secret":"s")"}) {
    INFO(more);
    const auto options = parse_provider(table("company", more));
    REQUIRE_FALSE(options.ok());
    CHECK(options.error().kind() == ErrorKind::invalid);
  }
  CHECK_FALSE(parse_provider(table("")).ok());
  CHECK_FALSE(parse_provider(table("Company")).ok());
  CHECK_FALSE(parse_provider(table(std::string(33, 'a'))).ok());
  CHECK(parse_provider(table(std::string(32, 'a'))).ok());
}

TEST_CASE("a server has so many providers, and no more") {
  std::vector<std::string> tables;
  std::vector<std::string> places;
  for (std::uint64_t i = 0; i < limits::kSignInProviders.most; ++i) {
    tables.push_back(table(fmt::format("p{}", i)));
    places.push_back(fmt::format("file:{}:1", i));
  }
  CHECK(parse_providers(tables, places).ok());
  tables.push_back(table("last"));
  places.emplace_back("file:99:1");
  const auto refused = parse_providers(tables, places);
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().message().starts_with("file:99:1: "));
}

TEST_CASE("nothing travels in the clear but on this machine") {
  for (const char* good :
       {"https://a.example/", "http://127.0.0.1:80/", "http://localhost/x", "http://[::1]/"})
    CHECK(read_safe_address(good).ok());
  for (const char* bad : {"http://a.example/", "http://127.0.0.1.example/", "http://localhost.example/",
                          "ftp://a/", "javascript:alert(1)", "https://a:b@c/", ""})
    CHECK_FALSE(read_safe_address(bad).ok());
}

}  // namespace
}  // namespace suggestd::openid
