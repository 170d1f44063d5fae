#include "openid/sign_in_providers.h"

#include <fstream>

#include <catch2/catch.hpp>

#include "base/turned_clock.h"
#include "store/temporary_store.h"

namespace suggestd::openid {
namespace {

using namespace std::chrono_literals;

ProviderOptions options(std::string secret_file = "") {
  ProviderOptions made;
  made.name = "company";
  made.issuer = "https://192.0.2.1";
  made.client_secret_file = std::move(secret_file);
  return made;
}

TEST_CASE("a secret that can't be read is told with its provider") {
  const store::TemporaryFolder folder;
  const outbound::HttpClient client{outbound::ClientOptions()};
  const TurnedClock clock;
  const std::string file = (folder.path() / "secret").string();
  const auto missing = SignInProviders::open({options(file)}, client, clock);
  REQUIRE_FALSE(missing.ok());
  CHECK(missing.error().message().starts_with("the sign-in provider 'company': client_secret_file: "));
  std::ofstream(file) << "\n";
  CHECK_FALSE(SignInProviders::open({options(file)}, client, clock).ok());
  std::ofstream(file) << std::string(5000, 'x');
  CHECK_FALSE(SignInProviders::open({options(file)}, client, clock).ok());
  std::ofstream(file) << "s\n";
  CHECK(SignInProviders::open({options(file)}, client, clock).ok());
}

TEST_CASE("providers are known by their names") {
  const outbound::HttpClient client{outbound::ClientOptions()};
  const TurnedClock clock;
  const auto providers = SignInProviders::open({options()}, client, clock);
  REQUIRE(providers.ok());
  CHECK((*providers)->list().size() == 1);
  CHECK((*providers)->find("company") == (*providers)->list().front());
  CHECK((*providers)->find("other") == nullptr);
  CHECK((*providers)->begin("other", "192.0.2.1").error().kind() == ErrorKind::not_found);
  CHECK((*providers)->finish("other", "", "", {}).error().kind() == ErrorKind::not_found);
  CHECK((*providers)->finish("company", "a", "b", {}).error().kind() == ErrorKind::gone);
}

TEST_CASE("the audit log takes so many refusals an hour") {
  const outbound::HttpClient client{outbound::ClientOptions()};
  TurnedClock clock;
  const auto providers = SignInProviders::open({}, client, clock);
  REQUIRE(providers.ok());
  for (std::int64_t i = 0; i < kRefusalNotes; ++i) CHECK((*providers)->may_note_refusal());
  CHECK_FALSE((*providers)->may_note_refusal());
  clock.turn(1min);
  CHECK((*providers)->may_note_refusal());
  CHECK_FALSE((*providers)->may_note_refusal());
}

}  // namespace
}  // namespace suggestd::openid
