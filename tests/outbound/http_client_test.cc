#include "outbound/http_client.h"

#include <zlib.h>

#include <cstdlib>

#include <catch2/catch.hpp>

#include "outbound/hostile_server.h"
#include "outbound/limits.h"

namespace suggestd::outbound {
namespace {

using std::chrono::milliseconds;

HttpClient client(std::vector<const char*> allowed = {"127.0.0.1"}) {
  std::vector<IpRange> ranges;
  for (const char* range : allowed) ranges.push_back(*IpRange::parse(range));
  ClientOptions options;
  options.rules = AddressRules(std::move(ranges));
  options.backoff = milliseconds(1);
  return HttpClient(std::move(options));
}

Call get(const std::string& address) {
  Call call;
  call.purpose = "test";
  call.address = address;
  call.total_time = milliseconds(20'000);
  return call;
}

std::string gzipped_zeros(std::size_t bytes) {
  z_stream stream{};
  REQUIRE(deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY) == Z_OK);
  std::string zeros(1U << 16, '\0');
  std::string packed;
  std::array<char, 1U << 16> out{};
  for (std::size_t done = 0; done <= bytes; done += zeros.size()) {
    stream.next_in = reinterpret_cast<Bytef*>(zeros.data());
    stream.avail_in = static_cast<uInt>(zeros.size());
    const int flush = done + zeros.size() > bytes ? Z_FINISH : Z_NO_FLUSH;
    do {
      stream.next_out = reinterpret_cast<Bytef*>(out.data());
      stream.avail_out = static_cast<uInt>(out.size());
      (void)deflate(&stream, flush);
      packed.append(out.data(), out.size() - stream.avail_out);
    } while (stream.avail_out == 0);
  }
  deflateEnd(&stream);
  return packed;
}

TEST_CASE("an answer comes with its status, headers and body") {
  std::string seen;
  HostileServer server([&](int socket, const std::string& head, int) {
    seen = head;
    HostileServer::answer(socket, "404 Not Found", "X-Thing:  a b \r\n", "nothing here");
  });
  Call call = get(server.url("/x?y=1#z"));
  call.headers = {{"Accept", "text/xml"}};
  const auto answer = client().send(call);
  REQUIRE(answer.ok());
  CHECK(answer->status == 404);
  CHECK(answer->header("x-thing") == "a b");
  CHECK(answer->body == "nothing here");
  CHECK(seen.starts_with("GET /x?y=1 HTTP/1.1\r\n"));
  CHECK(seen.find("Accept: text/xml\r\n") != std::string::npos);
}

TEST_CASE("addresses that may not be called are refused before anything is sent") {
  for (const char* bad :
       {"ftp://shop.example/", "file:///etc/passwd", "gopher://shop.example/", "shop.example/feed",
        "http://user:secret@shop.example/", "http://user@shop.example/", "https://",
        "http://shop.example/a b", "http://shop.example/\r\nX: y", ""}) {
    CAPTURE(bad);
    const auto answer = client().send(get(bad));
    REQUIRE_FALSE(answer.ok());
    CHECK(answer.error().kind() == ErrorKind::invalid);
  }
  Call call = get("http://127.0.0.1/");
  call.headers = {{"X-A", "b\r\nX-C: d"}};
  CHECK(client().send(call).error().kind() == ErrorKind::invalid);
}

TEST_CASE("a private address is refused, however it is spelled") {
  HostileServer server(
      [](int socket, const std::string&, int) { HostileServer::answer(socket, "200 OK", "", "in"); });
  for (const char* host : {"127.0.0.1", "localhost", "127.1", "2130706433", "0x7f000001", "0177.0.0.1",
                           "[::ffff:127.0.0.1]", "[::1]", "0.0.0.0"}) {
    CAPTURE(host);
    const auto answer = client({}).send(get(server.url("/", host)));
    REQUIRE_FALSE(answer.ok());
    CHECK(answer.error().kind() == ErrorKind::denied);
  }
  CHECK(server.asked() == 0);
}

TEST_CASE("a redirect is followed, and checked as if it had been asked for") {
  HostileServer other([](int socket, const std::string& head, int) {
    HostileServer::answer(socket, "200 OK", "",
                          head.find("Authorization") == std::string::npos ? "bare" : "secret");
  });
  HostileServer server([&](int socket, const std::string& head, int) {
    const std::string to = head.starts_with("GET /private") ? other.url("/", "127.0.0.2")
                           : head.starts_with("GET /file")  ? "file:///etc/passwd"
                           : head.starts_with("GET /named") ? "http://a:b@127.0.0.1/"
                           : head.starts_with("GET /loop")  ? "/loop"
                                                            : other.url();
    HostileServer::answer(socket, "302 Found", "Location: " + to + "\r\n", "");
  });
  Call call = get(server.url("/public"));
  call.private_headers = {{"Authorization", "Bearer x"}};
  const auto answer = client().send(call);
  REQUIRE(answer.ok());
  CHECK(answer->body == "bare");
  CHECK(answer->address == other.url());
  CHECK(client().send(get(server.url("/private"))).error().kind() == ErrorKind::denied);
  CHECK(client().send(get(server.url("/named"))).error().kind() == ErrorKind::invalid);
  CHECK(client().send(get(server.url("/file"))).error().kind() == ErrorKind::invalid);
  const int before = server.asked();
  const auto loop = client().send(get(server.url("/loop")));
  CHECK(loop.error().message() == "more than 5 redirects");
  CHECK(server.asked() - before == 6);
}

TEST_CASE("slow heads and slow bodies end with the call's time") {
  const bool head = GENERATE(true, false);
  HostileServer* self = nullptr;
  HostileServer server([&](int socket, const std::string&, int) {
    if (!head) HostileServer::say(socket, "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
    while (!self->ending && HostileServer::say(socket, head ? "H" : "x"))
      std::this_thread::sleep_for(milliseconds(20));
  });
  self = &server;
  Call call = get(server.url());
  call.total_time = milliseconds(300);
  const auto begin = std::chrono::steady_clock::now();
  const auto answer = client().send(call);
  CHECK(answer.error().kind() == ErrorKind::io);
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(5));
}

TEST_CASE("a call that is stopped ends soon") {
  HostileServer* self = nullptr;
  HostileServer server([&](int, const std::string&, int) {
    while (!self->ending) std::this_thread::sleep_for(milliseconds(5));
  });
  self = &server;
  std::stop_source stop;
  Call call = get(server.url());
  call.stop = stop.get_token();
  std::thread stopper([&] {
    std::this_thread::sleep_for(milliseconds(100));
    stop.request_stop();
  });
  const auto answer = client().send(call);
  stopper.join();
  CHECK(answer.error().kind() == ErrorKind::busy);
}

TEST_CASE("bodies, bombs and heads are bounded") {
  const std::string bomb = gzipped_zeros(64U << 20U);
  REQUIRE(bomb.size() < 100'000);
  HostileServer* self = nullptr;
  HostileServer server([&](int socket, const std::string& asked, int) {
    if (asked.starts_with("GET /bomb"))
      return HostileServer::answer(socket, "200 OK", "Content-Encoding: gzip\r\n", bomb);
    HostileServer::say(socket, "HTTP/1.1 200 OK\r\n");
    const bool head = asked.starts_with("GET /head");
    if (!head) HostileServer::say(socket, "\r\n");
    const std::string piece =
        head ? "X-Filler: " + std::string(1000, 'x') + "\r\n" : std::string(10'000, 'x');
    while (!self->ending && HostileServer::say(socket, piece)) continue;
  });
  self = &server;
  for (const char* path : {"/bomb", "/endless", "/head"}) {
    CAPTURE(path);
    Call call = get(server.url(path));
    call.most_bytes = 1'000'000;
    const auto answer = client().send(call);
    REQUIRE_FALSE(answer.ok());
    CHECK(answer.error().kind() == ErrorKind::too_large);
  }
}

TEST_CASE("what may pass is tried again where a repeat does no harm") {
  HostileServer server([](int socket, const std::string&, int number) {
    if (number % 2 == 1)
      return HostileServer::answer(socket, "503 Service Unavailable", "Retry-After: 0\r\n", "");
    HostileServer::answer(socket, "200 OK", "", "there");
  });
  CHECK(client().send(get(server.url()))->body == "there");
  CHECK(server.asked() == 2);
  Call post = get(server.url());
  post.method = "POST";
  post.body = "once";
  CHECK(client().send(post)->status == 503);
  CHECK(server.asked() == 3);
}

TEST_CASE("a server that is gone is tried so often, and no more") {
  HostileServer server([](int, const std::string&, int) {});  // hangs up
  CHECK(client().send(get(server.url())).error().kind() == ErrorKind::io);
  CHECK(static_cast<std::uint64_t>(server.asked()) == limits::kOutboundTries.most);
}

TEST_CASE("a body that is handed over piece by piece is no part of the answer, and its error ends the call") {
  HostileServer server([](int socket, const std::string&, int) {
    HostileServer::answer(socket, "200 OK", "", std::string(100'000, 'x'));
  });
  std::size_t bytes = 0;
  Call call = get(server.url());
  call.on_body = [&](std::string_view piece) {
    bytes += piece.size();
    return Status();
  };
  CHECK(client().send(call)->body.empty());
  CHECK(bytes == 100'000);
  call.on_body = [](std::string_view) -> Status { return io_error("the disk is full"); };
  CHECK(client().send(call).error().message().ends_with("the disk is full"));
  CHECK(server.asked() == 2);
}

TEST_CASE("the environment's proxy is not asked") {
  HostileServer server(
      [](int socket, const std::string&, int) { HostileServer::answer(socket, "200 OK", "", "in"); });
  ::setenv("http_proxy", "http://127.0.0.1:1", 1);
  CHECK(client().send(get(server.url()))->status == 200);
  ::unsetenv("http_proxy");
}

}  // namespace
}  // namespace suggestd::outbound
