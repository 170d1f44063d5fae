#include "http/answer_writer.h"

#include <catch2/catch.hpp>

#include <string>

#include "http/raw_client.h"

namespace suggestd::http {
namespace {

constexpr int kPieces = 2000;
const std::string kPiece(4000, 'p');

std::atomic<bool> cut{false};
std::atomic<bool> noticed{false};

// 8 MB: more than the kernel holds for a client.
void write_all(StreamSink& sink) {
  for (int i = 0; i < kPieces; ++i) {
    if (!sink.write(kPiece)) {
      cut = true;
      return;
    }
  }
}

// Catch2 counts in its own thread alone: here a stream that can't be had is an answer.
Result<Response> long_stream(const Request& request, Services&) {
  if (!request.become_stream()) return internal_error("no stream");
  Response response;
  response.stream = write_all;
  return response;
}

Result<Response> quiet_stream(const Request& request, Services&) {
  if (!request.become_stream()) return internal_error("no stream");
  Response response;
  response.stream = [](StreamSink& sink) {
    sink.write("begin");
    noticed = comes_true([&sink] { return !sink.open(); });
  };
  return response;
}

Result<Response> wait_for_client(const Request& request, Services&) {
  noticed = comes_true([&request] { return request.abandoned(); });
  return json_response(200, "{}");
}

std::vector<Route> routes() {
  return {test_route("GET", "/long", long_stream), test_route("GET", "/quiet", quiet_stream),
          test_route("GET", "/wait", wait_for_client)};
}

std::string get(const std::string& path) { return "GET " + path + " HTTP/1.1\r\nHost: test\r\n\r\n"; }

}  // namespace

TEST_CASE("a client slower than the server gets the whole stream") {
  TestListener server(routes());
  RawClient client(server.address(), 4096);
  client.send(get("/long"));
  ::usleep(200'000);  // the buffers are full by now; if not, the test is only less strict
  const std::string all = client.rest();
  CHECK(static_cast<std::size_t>(std::count(all.begin(), all.end(), 'p')) >= kPieces * kPiece.size());
  CHECK(all.ends_with("\r\n0\r\n\r\n"));
}

TEST_CASE("a stream whose client takes nothing is cut, and that doesn't look like its end") {
  ListenerOptions options;
  options.request_timeout = std::chrono::seconds(1);
  TestListener server(routes(), options);
  cut = false;
  RawClient client(server.address(), 4096);
  client.send(get("/long"));
  CHECK(comes_true([] { return cut.load(); }));
  CHECK_FALSE(client.rest().ends_with("0\r\n\r\n"));
}

TEST_CASE("a stream without news ends when its client leaves") {
  TestListener server(routes());
  noticed = false;
  RawClient client(server.address());
  client.send(get("/quiet"));
  REQUIRE(client.receive());
  client.close();
  CHECK(comes_true([] { return noticed.load(); }));
}

TEST_CASE("a handler learns that its client has left") {
  TestListener server(routes());
  noticed = false;
  RawClient client(server.address());
  client.send(get("/wait"));
  client.close();
  CHECK(comes_true([] { return noticed.load(); }));
}

TEST_CASE("HTTP/1.0 gets a stream without chunks") {
  TestListener server(routes());
  RawClient client(server.address());
  const std::string all = client.send("GET /long HTTP/1.0\r\n\r\n").rest();
  CHECK(all.find("chunked") == std::string::npos);
  CHECK(all.ends_with("\r\n\r\n" + kPiece) == false);
  CHECK(all.substr(all.find("\r\n\r\n") + 4).size() == kPieces * kPiece.size());
}

}  // namespace suggestd::http
