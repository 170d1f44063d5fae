#include "pictures/pictures.h"

#include <catch2/catch.hpp>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "base/turned_clock.h"
#include "outbound/hostile_server.h"
#include "pictures/limits.h"
#include "store/temporary_store.h"

namespace suggestd::pictures {
namespace {

using outbound::HostileServer;

const std::string kGif = "GIF89a and so on";

outbound::HttpClient client_for_loopback() {
  outbound::ClientOptions options;
  options.rules = outbound::AddressRules({*IpRange::parse("127.0.0.1")});
  options.backoff = std::chrono::milliseconds(1);
  return outbound::HttpClient(std::move(options));
}

struct At {
  std::unique_ptr<PictureFolder> folder() const {
    auto opened = PictureFolder::open({temporary.path(), std::uint64_t{64} << 20U, std::chrono::hours(24)},
                                      clock.wall());
    REQUIRE(opened.ok());
    return *std::move(opened);
  }

  store::TemporaryFolder temporary;
  TurnedClock clock;
  outbound::HttpClient client = client_for_loopback();
  Pictures pictures{folder(), client, clock};
};

void answer_with(int socket, std::string_view picture) {
  HostileServer::answer(socket, "200 OK", "Content-Type: text/html\r\n", picture);
}

// Answers nobody before it is told to.
struct SlowHost {
  std::atomic<bool> answers{false};
  const HostileServer server{[this](int socket, const std::string&, int) {
    while (!answers) std::this_thread::yield();
    answer_with(socket, kGif);
  }};
};

TEST_CASE("a picture is fetched once, and is what its bytes say") {
  At at;
  const HostileServer server([](int socket, const std::string& head, int) {
    CHECK(head.find("Authorization") == std::string::npos);
    answer_with(socket, kGif);
  });
  for (int look = 0; look < 3; ++look) {
    const auto picture = at.pictures.get(server.url("/1.gif"));
    REQUIRE(picture.ok());
    CHECK(picture->type == "image/gif");
    CHECK(picture->bytes == kGif);
  }
  CHECK(server.asked() == 1);
  at.clock.turn(std::chrono::hours(25));
  CHECK(at.pictures.get(server.url("/1.gif")).ok());
  CHECK(server.asked() == 2);
}

TEST_CASE("many who come at once for one picture cost one fetch") {
  At at;
  SlowHost host;
  std::vector<std::thread> readers;
  std::atomic<int> good{0};
  for (int reader = 0; reader < 8; ++reader)
    readers.emplace_back([&] { good += at.pictures.get(host.server.url()).ok() ? 1 : 0; });
  while (host.server.asked() == 0) std::this_thread::yield();
  host.answers = true;
  for (std::thread& reader : readers) reader.join();
  CHECK(good == 8);
  CHECK(host.server.asked() == 1);
}

TEST_CASE("more fetches than a few are refused, not waited for") {
  At at;
  SlowHost host;
  std::vector<std::thread> readers;
  std::atomic<int> good{0};
  for (int reader = 0; reader < 8; ++reader) {
    readers.emplace_back(
        [&, reader] { good += at.pictures.get(host.server.url("/" + std::to_string(reader))).ok() ? 1 : 0; });
  }
  while (host.server.asked() < 8) std::this_thread::yield();
  const auto refused = at.pictures.get(host.server.url("/one-more"));
  host.answers = true;
  for (std::thread& reader : readers) reader.join();
  CHECK(good == 8);
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().kind() == ErrorKind::busy);
  CHECK(at.pictures.get(host.server.url("/one-more")).ok());
}

TEST_CASE("what is no picture, too long or refused is told, and not asked for again for a while") {
  At at;
  std::string status = "200 OK";
  std::string body = "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>";
  const HostileServer server([&](int socket, const std::string&, int) {
    HostileServer::answer(socket, status, "Content-Type: image/png\r\n", body);
  });
  SECTION("a picture that may hold a script") {}
  SECTION("one byte too many") {
    body = kGif + std::string(limits::kPictureBytes.most + 1 - kGif.size(), '\0');
  }
  SECTION("forbidden") { status = "403 Forbidden"; }
  for (int look = 0; look < 3; ++look) {
    const auto picture = at.pictures.get(server.url());
    REQUIRE_FALSE(picture.ok());
    CHECK(picture.error().kind() != ErrorKind::busy);
    CHECK_FALSE(picture.error().message().empty());
  }
  CHECK(server.asked() == 1);
  status = "200 OK";
  body = kGif + std::string(limits::kPictureBytes.most - kGif.size(), '\0');
  at.clock.turn(std::chrono::minutes(11));
  CHECK(at.pictures.get(server.url()).ok());
}

TEST_CASE("a server that ends waits for no picture") {
  At at;
  SlowHost host;
  std::thread reader([&] {
    const auto picture = at.pictures.get(host.server.url());
    CHECK_FALSE(picture.ok());
    if (!picture) CHECK(picture.error().kind() == ErrorKind::busy);
  });
  while (host.server.asked() == 0) std::this_thread::yield();
  at.pictures.stop();
  reader.join();  // the host has not answered, and would not
  host.answers = true;
  CHECK_FALSE(at.pictures.get(host.server.url("/another")).ok());
}

TEST_CASE("an address of the own network is not asked") {
  const store::TemporaryFolder temporary;
  const TurnedClock clock;
  outbound::ClientOptions none_allowed;
  const outbound::HttpClient client(std::move(none_allowed));
  const HostileServer server([](int socket, const std::string&, int) { answer_with(socket, kGif); });
  Pictures pictures(*PictureFolder::open({temporary.path(), 1U << 20U, std::chrono::hours(1)}, clock.wall()),
                    client, clock);
  const auto picture = pictures.get(server.url());
  REQUIRE_FALSE(picture.ok());
  CHECK(picture.error().kind() == ErrorKind::denied);
  CHECK(server.asked() == 0);
}

}  // namespace
}  // namespace suggestd::pictures
