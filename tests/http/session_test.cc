#include "http/session.h"

#include <catch2/catch.hpp>

#include <string>

#include <fmt/format.h>

#include "http/raw_client.h"

namespace suggestd::http {
namespace {

std::atomic<int> deleted{0};

Result<Response> alive(const Request&, Services&) { return json_response(200, R"({"status":"alive"})"); }

Result<Response> echo(const Request& request, Services&) {
  return json_response(200, std::string(request.body));
}

Result<Response> tell_header(const Request& request, Services&) {
  return json_response(200, std::string(request.header("X-Told")));
}

Result<Response> remove(const Request&, Services&) {
  ++deleted;
  return json_response(200, "{}");
}

std::vector<Route> routes() {
  std::vector<Route> all;
  for (const char* method : {"GET", "HEAD", "OPTIONS", "TRACE"})
    all.push_back(test_route(method, "/livez", alive));
  all.push_back(test_route("POST", "/echo", echo, Body::json));
  all.push_back(test_route("GET", "/header", tell_header));
  all.push_back(test_route("DELETE", "/victim", remove));
  return all;
}

const std::string kHost = "Host: test\r\n";
const std::string kSmuggled = "DELETE /victim HTTP/1.1\r\nHost: test\r\n\r\n";

std::string length_line(std::size_t length) { return fmt::format("Content-Length: {}\r\n", length); }

bool has_status(const std::string& answer, int status) {
  return answer.starts_with(fmt::format("HTTP/1.1 {} ", status));
}

}  // namespace

TEST_CASE("the body of a GET is not run as the next request") {
  TestListener server(routes());
  for (const std::string method : {"GET", "OPTIONS", "TRACE", "POST"}) {
    deleted = 0;
    RawClient client(server.address());
    client.send(method + " /livez HTTP/1.1\r\n" + kHost + length_line(kSmuggled.size()) + "\r\n" + kSmuggled);
    client.send("GET /header HTTP/1.1\r\n" + kHost + "X-Told: next\r\n\r\n");
    CHECK(has_status(client.answer(), method == "POST" ? 405 : 200));
    const std::string next = client.answer();
    CHECK(next.ends_with("next"));
    CHECK(deleted == 0);
  }
}

TEST_CASE("a GET's body in chunks is taken as a body too") {
  TestListener server(routes());
  deleted = 0;
  RawClient client(server.address());
  client.send("GET /livez HTTP/1.1\r\n" + kHost + "Transfer-Encoding: chunked\r\n\r\n27\r\n" + kSmuggled +
              "\r\n0\r\n\r\nGET /header HTTP/1.1\r\n" + kHost + "X-Told: next\r\n\r\n");
  REQUIRE(kSmuggled.size() == 0x27);
  CHECK(has_status(client.answer(), 200));
  CHECK(client.answer().ends_with("next"));
  CHECK(deleted == 0);
}

TEST_CASE("a refused head is answered with its fault and closes the connection") {
  TestListener server(routes());
  deleted = 0;
  RawClient client(server.address());
  client.send("POST /echo HTTP/1.1\r\n" + kHost + "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}" +
              kSmuggled);
  const std::string all = client.rest();
  CHECK(has_status(all, 400));
  CHECK(all.find("Content-Type: application/problem+json") != std::string::npos);
  CHECK(all.find("Content-Length is sent twice") != std::string::npos);
  CHECK(all.find("Connection: close") != std::string::npos);
  CHECK(all.find("HTTP/1.1", 8) == std::string::npos);
  CHECK(deleted == 0);
}

TEST_CASE("chunk data longer than its size is refused and what follows is not run") {
  TestListener server(routes());
  deleted = 0;
  RawClient client(server.address());
  client.send("POST /echo HTTP/1.1\r\n" + kHost + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}}\r\n0\r\n\r\n" +
              kSmuggled);
  const std::string all = client.rest();
  CHECK(has_status(all, 400));
  CHECK(all.find("HTTP/1.1", 8) == std::string::npos);
  CHECK(deleted == 0);
}

TEST_CASE("a broken body is refused also where nobody reads it") {
  TestListener server(routes());
  deleted = 0;
  RawClient client(server.address());
  client.send("GET /livez HTTP/1.1\r\n" + kHost + "Transfer-Encoding: chunked\r\n\r\n0x0\r\n\r\n" +
              kSmuggled);
  const std::string all = client.rest();
  CHECK(has_status(all, 400));
  CHECK(all.find("HTTP/1.1", 8) == std::string::npos);
  CHECK(deleted == 0);
}

TEST_CASE("header values are not percent-decoded") {
  TestListener server(routes());
  RawClient client(server.address());
  client.send("GET /header HTTP/1.1\r\n" + kHost + "X-Told: k%41\r\n\r\n");
  CHECK(client.answer().ends_with("k%41"));
}

TEST_CASE("requests that come at once or in pieces are answered in order") {
  TestListener server(routes());
  RawClient client(server.address());
  std::string many;
  for (int i = 0; i < 2000; ++i)
    many += fmt::format("GET /header HTTP/1.1\r\n{}X-Told: n{}\r\n\r\n", kHost, i);
  for (std::size_t at = 0; at < many.size(); at += 7919) client.send(std::string_view(many).substr(at, 7919));
  for (int i = 0; i < 2000; ++i) REQUIRE(client.answer().ends_with(fmt::format("n{}", i)));
}

TEST_CASE("a large head is read beside a large body") {
  TestListener server(routes());
  RawClient client(server.address());
  const std::string body(300'000, 'b');
  for (int i = 0; i < 3; ++i) {
    client.send("POST /echo HTTP/1.1\r\n" + kHost + "X-Large: " + std::string(60'000, 'h') + "\r\n" +
                length_line(body.size()) + "\r\n" + body);
    CHECK(client.answer().ends_with("\r\n\r\n" + body));
  }
}

TEST_CASE("100 Continue is sent after the head was found good, and not before") {
  ListenerOptions options;
  options.max_body_bytes = 1000;
  TestListener server(routes(), options);
  const auto head = [](const std::string& path, const std::string& lines) {
    return "POST " + path + " HTTP/1.1\r\n" + kHost + "Expect: 100-continue\r\n" + lines + "\r\n";
  };
  RawClient good(server.address());
  good.send(head("/echo", length_line(2)));
  CHECK(has_status(good.answer(), 100));
  CHECK(good.send("{}").answer().ends_with("{}"));

  CHECK(has_status(RawClient(server.address()).send(head("/echo", length_line(1001))).rest(), 413));
  CHECK(has_status(RawClient(server.address()).send(head("/nothing", length_line(2))).rest(), 404));
  CHECK(has_status(
      RawClient(server.address()).send(head("/echo", "Content-Type: text/x\r\n" + length_line(2))).rest(),
      415));
  CHECK(has_status(
      RawClient(server.address()).send(head("/echo", "Content-Encoding: br\r\n" + length_line(2))).rest(),
      415));
}

TEST_CASE("a coding that is not read is told with those that are") {
  TestListener server(routes());
  RawClient client(server.address());
  client.send("POST /echo HTTP/1.1\r\n" + kHost + "Content-Encoding: deflate\r\n" + length_line(2) +
              "\r\n{}");
  const std::string answer = client.answer();
  CHECK(has_status(answer, 415));
  CHECK(answer.find("Accept-Encoding: gzip, identity\r\n") != std::string::npos);
}

TEST_CASE("a body without end is refused beyond the limit") {
  ListenerOptions options;
  options.max_body_bytes = 10'000;
  TestListener server(routes(), options);
  RawClient client(server.address());
  client.send("POST /echo HTTP/1.1\r\n" + kHost + "Transfer-Encoding: chunked\r\n\r\n");
  for (int i = 0; i < 3; ++i) client.send("1000\r\n" + std::string(4096, 'x') + "\r\n");
  CHECK(has_status(client.rest(), 413));
}

TEST_CASE("a head that does not come in time is answered 408") {
  ListenerOptions options;
  options.request_timeout = std::chrono::seconds(1);
  TestListener server(routes(), options);
  RawClient client(server.address());
  client.send("GET /livez HTTP/1.1\r\nHost: te");
  CHECK(has_status(client.rest(), 408));
}

TEST_CASE("HTTP/1.0 is answered, and stays only if it asks to") {
  TestListener server(routes());
  RawClient once(server.address());
  CHECK(has_status(once.send("GET /livez HTTP/1.0\r\n\r\n").rest(), 200));
  RawClient stays(server.address());
  for (int i = 0; i < 2; ++i) {
    const std::string answer = stays.send("GET /livez HTTP/1.0\r\nConnection: keep-alive\r\n\r\n").answer();
    CHECK(has_status(answer, 200));
    CHECK(answer.find("Connection: keep-alive\r\n") != std::string::npos);
  }
}

TEST_CASE("HEAD has the headers of GET and no body") {
  TestListener server(routes());
  RawClient client(server.address());
  const std::string all =
      client.send("HEAD /livez HTTP/1.1\r\n" + kHost + "Connection: close\r\n\r\n").rest();
  CHECK(all.find("Content-Length: 18\r\n") != std::string::npos);
  CHECK(all.ends_with("\r\n\r\n"));
}

}  // namespace suggestd::http
