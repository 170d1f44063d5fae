#include "openid/provider.h"

#include <atomic>

#include "base/json_text.h"
#include "base/mutex.h"
#include "base/turned_clock.h"
#include "openid/jwk.h"
#include "openid/limits.h"
#include "outbound/hostile_server.h"

namespace suggestd::openid {
namespace {

using namespace std::chrono_literals;
using outbound::HostileServer;

outbound::HttpClient client() {
  outbound::ClientOptions options;
  options.rules = outbound::AddressRules({*IpRange::parse("127.0.0.1")});
  options.backoff = 1ms;
  return outbound::HttpClient(std::move(options));
}

// A provider that signs with one key and publishes what it is told to.
struct World {
  World()
      : server([this](int socket, const std::string& head, int) { answer(socket, head); }),
        outbound(client()),
        provider(options(), "", outbound, clock, {}) {
    publish("k1");
  }

  ProviderOptions options() const {
    ProviderOptions made;
    made.name = "company";
    made.issuer = server.url("/realm");
    made.client_id = "us";
    made.redirect_uri = "https://admin.example/v1/sign-in/company/callback";
    return made;
  }

  void publish(std::string_view kid) {
    const MutexLock lock(mutex);
    keys = fmt::format(R"({{"keys":[{}]}})", jwk_of(signer, kid));
  }

  void answer(int socket, const std::string& head) {
    if (broken) return HostileServer::answer(socket, "404 Not Found", "", "");
    if (head.starts_with("POST ")) return HostileServer::answer(socket, "200 OK", "", token());
    const MutexLock lock(mutex);
    if (head.starts_with("GET /keys")) {
      ++keys_asked;
      return HostileServer::answer(socket, "200 OK", "", keys);
    }
    HostileServer::answer(
        socket, "200 OK", "",
        fmt::format(R"({{"issuer":"{0}","authorization_endpoint":"{0}/go?x=y","token_endpoint":"{1}",
"jwks_uri":"{2}"}})",
                    server.url("/realm"), server.url("/token"), server.url("/keys")));
  }

  std::string token() const {
    const auto second =
        std::chrono::duration_cast<std::chrono::seconds>(clock.wall().time_since_epoch()).count();
    const std::string claims =
        fmt::format(R"({{"iss":"{}","aud":"us","nonce":"{}","sub":"1","iat":{},"exp":{}}})",
                    server.url("/realm"), sign_in.nonce, second, second + 300);
    return fmt::format(R"({{"id_token":"{}"}})",
                       http::token_of(signer, http::header_of(http::TokenAlgorithm::eddsa, "k1"), claims));
  }

  bool comes_in() { return provider.redeem({.code = "c", .issuer = {}, .error = {}}, sign_in).ok(); }

  http::Signer signer{http::TokenAlgorithm::eddsa};
  TurnedClock clock;
  Mutex mutex;
  std::string keys SUGGESTD_GUARDED_BY(mutex);
  std::atomic<int> keys_asked{0};
  std::atomic<bool> broken{false};
  PendingSignIns pending;
  PendingSignIn sign_in = pending.begin("company", "192.0.2.1", clock.steady());
  HostileServer server;
  outbound::HttpClient outbound;
  Provider provider;
};

TEST_CASE("what a provider says of itself is kept for an hour") {
  World world;
  CHECK(world.comes_in());
  world.clock.turn(kFactsLive - 1s);
  CHECK(world.comes_in());
  CHECK(world.keys_asked == 1);
  world.clock.turn(1s);
  CHECK(world.comes_in());
  CHECK(world.keys_asked == 2);
}

TEST_CASE("a new key is found, and unknown ones do not have the provider asked again and again") {
  World world;
  world.publish("old");
  CHECK_FALSE(world.comes_in());  // it was fetched just now
  world.publish("k1");
  CHECK_FALSE(world.comes_in());
  CHECK(world.keys_asked == 1);
  world.clock.turn(kBetweenFetches);
  CHECK(world.comes_in());
  CHECK(world.keys_asked == 2);
  CHECK(world.comes_in());
  CHECK(world.keys_asked == 2);
}

TEST_CASE("a key that is withdrawn counts no longer than an hour, also if the provider fails") {
  World world;
  CHECK(world.comes_in());
  world.publish("k2");
  world.clock.turn(kFactsLive);
  CHECK_FALSE(world.comes_in());
  world.publish("k1");
  world.clock.turn(kFactsLive);
  CHECK(world.comes_in());
  world.clock.turn(kFactsLive);
  world.broken = true;
  const auto refused = world.provider.authorization_address(world.sign_in);
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().kind() == ErrorKind::io);
  const int asked = world.server.asked();
  CHECK_FALSE(world.comes_in());
  CHECK(world.server.asked() == asked);  // a failure is remembered for a moment
  world.broken = false;
  world.clock.turn(kPauseAfterFailure);
  CHECK(world.comes_in());
}

TEST_CASE("the address of the provider's page keeps its own query") {
  World world;
  const auto address = world.provider.authorization_address(world.sign_in);
  REQUIRE(address.ok());
  CHECK(address->starts_with(world.server.url("/realm/go?x=y&response_type=code&client_id=us&")));
  CHECK(address->find("&state=" + world.sign_in.state) != std::string::npos);
  CHECK(address->find(world.sign_in.verifier) == std::string::npos);
}

TEST_CASE("an answer of another issuer is not redeemed") {
  World world;
  CHECK(world.provider.authorization_address(world.sign_in).ok());
  const int asked = world.server.asked();
  const auto refused =
      world.provider.redeem({.code = "c", .issuer = "https://other.example", .error = {}}, world.sign_in);
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().kind() == ErrorKind::denied);
  CHECK(world.server.asked() == asked);  // its code was sent to nobody
}

}  // namespace
}  // namespace suggestd::openid
