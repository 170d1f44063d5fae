#include "http/wire/head_reader.h"

#include <catch2/catch.hpp>

#include <string>

#include "http/wire/limits.h"

namespace suggestd::http {
namespace {

using State = HeadReader::State;

const std::string kHost = "Host: shop.test\r\n";

// A whole request with these header lines, each with its CR LF.
std::string with_lines(const std::string& lines) {
  return "POST /v1/orders HTTP/1.1\r\n" + kHost + lines + "\r\n";
}

// The status of the refusal, 0 if the head was taken; the same for the text at once and byte by byte.
int verdict(const std::string& text) {
  HeadReader whole;
  const State state = whole.read(text);
  HeadReader slow;
  State slow_state = State::more;
  for (std::size_t size = 1; size <= text.size() && slow_state == State::more; ++size)
    slow_state = slow.read(std::string_view(text).substr(0, size));
  CHECK(slow_state == state);
  if (state == State::refused) {
    CHECK(slow.refusal().detail == whole.refusal().detail);
    CHECK_FALSE(whole.refusal().detail.empty());
    return whole.refusal().status;
  }
  CHECK(state == State::complete);
  return 0;
}

}  // namespace

TEST_CASE("a head is read as it was sent") {
  const std::string text =
      "PUT /v1/products/a%2Fb?x=1 HTTP/1.1\r\nHost: shop.test:8600\r\nauthorization:\t Bearer k%41 \t\r\n"
      "Content-Length: 12\r\nX-Empty:\r\n\r\nHello, world";
  HeadReader reader;
  REQUIRE(reader.read(text) == State::complete);
  const Head& head = reader.head();
  CHECK(head.method == "PUT");
  CHECK(head.target == "/v1/products/a%2Fb?x=1");
  CHECK(head.host == "shop.test:8600");
  CHECK(head.value("Authorization") == "Bearer k%41");
  CHECK(head.value("x-empty").empty());
  CHECK(head.value("X-Other").empty());
  CHECK(head.fields.size() == 4);
  CHECK(head.framing == Framing::length);
  CHECK(head.length == 12);
  CHECK(head.keep_alive);
  CHECK_FALSE(head.expects_continue);
  CHECK(text.substr(reader.size()) == "Hello, world");
}

TEST_CASE("the message alone tells where a body ends, whatever the method") {
  for (const char* method : {"GET", "HEAD", "OPTIONS", "TRACE", "DELETE", "POST", "BREW"}) {
    const std::string text =
        std::string(method) + " /livez HTTP/1.1\r\n" + kHost + "Content-Length: 5\r\n\r\n";
    HeadReader reader;
    REQUIRE(reader.read(text) == State::complete);
    CHECK(reader.head().framing == Framing::length);
    CHECK(reader.head().length == 5);
  }
  HeadReader chunked;
  REQUIRE(chunked.read(with_lines("Transfer-Encoding: Chunked\r\n")) == State::complete);
  CHECK(chunked.head().framing == Framing::chunked);
  HeadReader none;
  REQUIRE(none.read(with_lines("")) == State::complete);
  CHECK(none.head().framing == Framing::none);
}

TEST_CASE("lengths that two readers could understand differently are refused") {
  CHECK(verdict(with_lines("Content-Length: 0\r\n")) == 0);
  CHECK(verdict(with_lines("Content-Length: 9223372036854775807\r\n")) == 0);
  for (const char* lines : {
           "Content-Length: 5\r\nContent-Length: 6\r\n",
           "Content-Length: 5\r\ncontent-length: 5\r\n",
           "Content-Length: 5, 6\r\n",
           "Content-Length: 5, 5\r\n",
           "Content-Length: +5\r\n",
           "Content-Length: -5\r\n",
           "Content-Length: 5 5\r\n",
           "Content-Length: %35\r\n",
           "Content-Length: 0x5\r\n",
           "Content-Length: 5.0\r\n",
           "Content-Length:\r\n",
           "Content-Length: 9223372036854775808\r\n",
           "Content-Length: 18446744073709551617\r\n",
           "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
           "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n",
       }) {
    CAPTURE(lines);
    CHECK(verdict(with_lines(lines)) == 400);
  }
}

TEST_CASE("the only transfer coding is chunked, once") {
  CHECK(verdict(with_lines("Transfer-Encoding: gzip, chunked\r\n")) == 501);
  for (const char* coding : {"identity", "xchunked", "chunked, gzip", "chunked, chunked", "chunked;q=1", "",
                             "\"chunked\"", "chunked,",
                             "\x0b"
                             "chunked"}) {
    CAPTURE(coding);
    CHECK(verdict(with_lines(std::string("Transfer-Encoding: ") + coding + "\r\n")) == 400);
  }
  CHECK(verdict(with_lines("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n")) == 400);
  CHECK(verdict("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n") == 400);
}

TEST_CASE("header lines are not repaired") {
  for (const char* lines :
       {"Name : value\r\n", "Name\t: value\r\n", "X: 1\r\n folded\r\n", "X: 1\r\n\tfolded\r\n",
        "no colon\r\n", ": no name\r\n", "Na me: x\r\n", "N\xc3\xa4me: x\r\n",
        "X: a\x01"
        "b\r\n",
        "X: a\x7f"
        "b\r\n",
        "X: a\rb\r\n", "X: a\n", "X: a\r\r\n", "(X): a\r\n"}) {
    CAPTURE(lines);
    CHECK(verdict(with_lines(lines)) == 400);
  }
  CHECK(verdict(with_lines(std::string("X: a\0b\r\n", 8))) == 400);
  CHECK(verdict("GET / HTTP/1.1\r\n " + kHost + "\r\n") == 400);
  CHECK(verdict("GET / HTTP/1.1\n" + kHost + "\r\n") == 400);
  CHECK(verdict("GET / HTTP/1.1\r\n" + kHost + "\n") == 400);
  CHECK(verdict(with_lines("X: h\xc3\xa4\ttab\r\n")) == 0);
}

TEST_CASE("fields of which there may be one are not sent twice") {
  for (const char* name : {"Host", "Authorization", "Content-Type", "Content-Encoding", "Idempotency-Key",
                           "Suggestd-Shop", "Expect"}) {
    CAPTURE(name);
    CHECK(verdict(with_lines(std::string(name) + ": a\r\n" + name + ": a\r\n")) == 400);
  }
}

TEST_CASE("a request names one valid host") {
  CHECK(verdict("GET / HTTP/1.1\r\n\r\n") == 400);
  CHECK(verdict("GET / HTTP/1.0\r\n\r\n") == 0);
  for (const char* good : {"a", "a:80", "a:", "1.2.3.4:8600", "[::1]", "[::1]:8600", "under_score", "a%41"})
    CHECK(verdict(std::string("GET / HTTP/1.1\r\nHost: ") + good + "\r\n\r\n") == 0);
  for (const char* bad : {"", ":80", "a b", "a/b", "a@b", "a:b", "a:80:80", "[::1", "[]", "[::1]x", "a%4",
                          "a,b", "a?b", "a#b", "h\xc3\xa4"}) {
    CAPTURE(bad);
    const bool comma = std::string(bad) == "a,b";  // a sub-delimiter: a registered name may hold it
    CHECK(verdict(std::string("GET / HTTP/1.1\r\nHost: ") + bad + "\r\n\r\n") == (comma ? 0 : 400));
  }
}

TEST_CASE("an absolute target gives path and host") {
  HeadReader reader;
  const std::string text = "GET HTTP://other.test:80?x=1 HTTP/1.1\r\n" + kHost + "\r\n";
  REQUIRE(reader.read(text) == State::complete);
  CHECK(reader.head().target == "/?x=1");
  CHECK(reader.head().host == "other.test:80");
  reader.reset();
  const std::string with_path = "GET https://shop.test/a/b?c HTTP/1.1\r\n" + kHost + "\r\n";
  REQUIRE(reader.read(with_path) == State::complete);
  CHECK(reader.head().target == "/a/b?c");
  CHECK(verdict("GET http:///a HTTP/1.1\r\n" + kHost + "\r\n") == 400);
  CHECK(verdict("GET http://u@h/a HTTP/1.1\r\n" + kHost + "\r\n") == 400);
  CHECK(verdict("GET ftp://h/a HTTP/1.1\r\n" + kHost + "\r\n") == 400);
  CHECK(verdict("GET http://h/a HTTP/1.1\r\n\r\n") == 400);
}

TEST_CASE("request lines") {
  const auto line = [](const std::string& text) { return text + "\r\n" + kHost + "\r\n"; };
  CHECK(verdict(line("OPTIONS * HTTP/1.1")) == 0);
  CHECK(verdict(line("CONNECT h:1 HTTP/1.1")) == 501);
  CHECK(verdict("\r\n" + line("GET / HTTP/1.1")) == 0);
  CHECK(verdict("\r\n\r\n" + line("GET / HTTP/1.1")) == 400);
  for (const char* version : {"HTTP/2.0", "HTTP/1.2", "HTTP/0.9", "HTTP/3.0"})
    CHECK(verdict(line(std::string("GET / ") + version)) == 505);
  for (const char* bad :
       {"GET /", "GET  / HTTP/1.1", "GET / HTTP/1.1 ", " GET / HTTP/1.1", "GET /a b HTTP/1.1",
        "GET\t/ HTTP/1.1", "GET / http/1.1", "GET / HTTP/1.10", "GET / HTTP/11", "GET * HTTP/1.1",
        "G(T / HTTP/1.1", "GET a HTTP/1.1", "GET /#a HTTP/1.1", "GET /\xc3\xa4 HTTP/1.1",
        "GET /\x01 HTTP/1.1", "GET  HTTP/1.1", "\x16\x03\x01"}) {
    CAPTURE(bad);
    CHECK(verdict(line(bad)) == 400);
  }
}

TEST_CASE("what a client says of the connection") {
  const auto read = [](const std::string& text) {
    HeadReader reader;
    REQUIRE(reader.read(text) == State::complete);
    return reader.head();
  };
  CHECK(read(with_lines("Connection: keep-alive\r\n")).keep_alive);
  CHECK_FALSE(read(with_lines("Connection: foo, CLOSE\r\n")).keep_alive);
  CHECK_FALSE(read(with_lines("Connection: foo\r\nConnection: close\r\n")).keep_alive);
  CHECK_FALSE(read("GET / HTTP/1.0\r\n\r\n").keep_alive);
  CHECK(read("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n").keep_alive);
  CHECK(read(with_lines("Expect: 100-Continue\r\n")).expects_continue);
  CHECK_FALSE(read("POST / HTTP/1.0\r\nExpect: 100-continue\r\n\r\n").expects_continue);
  CHECK(verdict(with_lines("Expect: 200-ok\r\n")) == 417);
}

TEST_CASE("heads have limits of bytes, lines and target") {
  const std::size_t most = limits::kHeadBytes.most;
  const auto of_size = [](std::size_t bytes) {
    const std::string empty = with_lines("X: \r\n");
    return with_lines("X: " + std::string(bytes - empty.size(), 'x') + "\r\n");
  };
  CHECK(verdict(of_size(most)) == 0);
  CHECK(verdict(of_size(most + 1)) == 431);

  std::string lines;
  for (std::size_t i = 1; i < limits::kHeadFields.most; ++i) lines += "A: b\r\n";  // and Host
  CHECK(verdict(with_lines(lines)) == 0);
  CHECK(verdict(with_lines(lines + "A: b\r\n")) == 431);

  const auto of_target = [](std::size_t bytes) {
    return "GET /" + std::string(bytes - 1, 'x') + " HTTP/1.1\r\n" + kHost + "\r\n";
  };
  CHECK(verdict(of_target(limits::kTargetBytes.most)) == 0);
  CHECK(verdict(of_target(limits::kTargetBytes.most + 1)) == 414);
  CHECK(verdict(of_target(50'000)) == 414);
  // The reader must refuse it before its end, because it may have none.
  HeadReader endless;
  CHECK(endless.read("GET /" + std::string(42'000, 'x')) == State::refused);
}

TEST_CASE("a reader is used for one head after the other") {
  const std::string first = with_lines("Content-Length: 3\r\nConnection: close\r\nExpect: 100-continue\r\n");
  const std::string second = "GET / HTTP/1.1\r\n" + kHost + "\r\n";
  HeadReader reader;
  REQUIRE(reader.read(first) == State::complete);
  reader.reset();
  REQUIRE(reader.read(second) == State::complete);
  CHECK(reader.head().framing == Framing::none);
  CHECK(reader.head().keep_alive);
  CHECK_FALSE(reader.head().expects_continue);
  CHECK(reader.head().fields.size() == 1);
  CHECK(reader.size() == second.size());
}

}  // namespace suggestd::http
