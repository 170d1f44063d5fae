#include "http/forwarded.h"

#include <catch2/catch.hpp>

#include <map>
#include <string>

namespace suggestd::http {
namespace {

using Lines = std::multimap<std::string, std::string>;

constexpr const char* kProxy = "10.0.0.1";

ProxyTrust trust(ForwardedBy told_by = ForwardedBy::x_forwarded_for) {
  return {*parse_ranges("10.0.0.0/24,fd00::/64"), told_by};
}

Sender behind(const ProxyTrust& trusted, const Lines& lines, const char* peer = kProxy, bool tls = false) {
  return sender_behind({*IpAddress::parse(peer), tls}, trusted, [&lines](std::string_view name) {
    std::vector<std::string_view> values;
    const auto [begin, end] = lines.equal_range(std::string(name));
    for (auto line = begin; line != end; ++line) values.emplace_back(line->second);
    return values;
  });
}

std::string address(const Lines& lines, const char* peer = kProxy) {
  return behind(trust(), lines, peer).address->text();
}

std::string told_by_standard(const std::string& line) {
  return behind(trust(ForwardedBy::forwarded), {{"Forwarded", line}}).address->text();
}

}  // namespace

TEST_CASE("only a listed proxy is believed") {
  const Lines lines{{"X-Forwarded-For", "198.51.100.7"}, {"X-Forwarded-Proto", "https"}};
  CHECK(address(lines) == "198.51.100.7");
  CHECK(address(lines, "10.0.1.1") == "10.0.1.1");
  CHECK_FALSE(behind(trust(), lines, "10.0.1.1").over_tls);
  CHECK(behind({}, lines).address->text() == kProxy);
}

TEST_CASE("what the client wrote stands before what the proxies wrote, and is not reached") {
  CHECK(address({{"X-Forwarded-For", "203.0.113.9, 198.51.100.7"}}) == "198.51.100.7");
  CHECK(address({{"X-Forwarded-For", "10.0.0.5, 198.51.100.7"}}) == "198.51.100.7");
  // A proxy may add a line of its own to those that came.
  CHECK(address({{"X-Forwarded-For", "203.0.113.9"}, {"X-Forwarded-For", "198.51.100.7"}}) == "198.51.100.7");
  CHECK(address({{"X-Forwarded-For", "\"broken"}, {"X-Forwarded-For", "198.51.100.7"}}) == "198.51.100.7");
}

TEST_CASE("a way over several listed proxies is followed to the first that is not listed") {
  CHECK(address({{"X-Forwarded-For", "203.0.113.9, 198.51.100.7, 10.0.0.3, 10.0.0.2"}}) == "198.51.100.7");
  CHECK(address({{"X-Forwarded-For", "10.0.0.3, 10.0.0.2"}}) == "10.0.0.3");
  CHECK(address({{"X-Forwarded-For", "198.51.100.7, fd00::2"}}) == "198.51.100.7");
}

TEST_CASE("a hop that can't be read ends the way at the proxy that told it") {
  for (const char* hop :
       {"", "unknown", "_hidden", "300.1.1.1", "198.51.100.7 x", "localhost", "[::1", "\"open"}) {
    CAPTURE(hop);
    CHECK(address({{"X-Forwarded-For", std::string("198.51.100.7, ") + hop}}) == kProxy);
  }
  CHECK(address({{"X-Forwarded-For", "198.51.100.7, nobody, 10.0.0.3"}}) == "10.0.0.3");
  CHECK(address({}) == kProxy);
}

TEST_CASE("an address may stand with its port, or in brackets") {
  for (const char* told :
       {"198.51.100.7:4711", " 198.51.100.7 ", "::ffff:198.51.100.7", "[::ffff:198.51.100.7]:1"})
    CHECK(address({{"X-Forwarded-For", told}}) == "198.51.100.7");
  for (const char* told : {"2001:db8::1", "[2001:db8::1]", "[2001:db8::1]:4711"})
    CHECK(address({{"X-Forwarded-For", told}}) == "2001:db8::1");
}

TEST_CASE("the standard's header is read when it is the one that the proxies write, and then alone") {
  CHECK(told_by_standard("for=198.51.100.7") == "198.51.100.7");
  CHECK(told_by_standard("For=\"[2001:db8:cafe::17]:4711\"") == "2001:db8:cafe::17");
  CHECK(told_by_standard("for=203.0.113.9;by=203.0.113.43, by=10.0.0.1;for=198.51.100.7;proto=https") ==
        "198.51.100.7");
  CHECK(told_by_standard("for=\"a,b\", for=198.51.100.7") == "198.51.100.7");
  CHECK(told_by_standard("for=198.51.100.7, for=unknown") == kProxy);
  CHECK(told_by_standard("for=198.51.100.7, proto=https") == kProxy);
  CHECK(told_by_standard("for=\"198.51.100.7") == kProxy);
  const Lines both{{"Forwarded", "for=198.51.100.7"}, {"X-Forwarded-For", "203.0.113.9"}};
  CHECK(behind(trust(ForwardedBy::forwarded), both).address->text() == "198.51.100.7");
  CHECK(behind(trust(), both).address->text() == "203.0.113.9");
}

TEST_CASE("a listed proxy tells whether its client came by https") {
  const auto by = [](const char* proto, bool tls) {
    return behind(trust(), {{"X-Forwarded-For", "198.51.100.7"}, {"X-Forwarded-Proto", proto}}, kProxy, tls)
        .over_tls;
  };
  CHECK(by("https", false));
  CHECK(by("HTTPS", false));
  CHECK_FALSE(by("http", true));
  CHECK_FALSE(by("https, http", false));  // the nearest proxy's word counts
  CHECK(behind(trust(), {}, kProxy, true).over_tls);
  const auto standard = [](const char* line) {
    return behind(trust(ForwardedBy::forwarded), {{"Forwarded", line}}).over_tls;
  };
  CHECK(standard("for=198.51.100.7;proto=https"));
  CHECK_FALSE(standard("for=203.0.113.9;proto=https, for=198.51.100.7;proto=http"));
}

TEST_CASE("a way without end is not followed to its end") {
  std::string way = "198.51.100.7";
  for (int i = 0; i < 200; ++i) way += ", 10.0.0.3";
  CHECK(address({{"X-Forwarded-For", way}}) == "10.0.0.3");
  CHECK(address({{"X-Forwarded-For", std::string(9000, ' ') + ", 198.51.100.7"}}) == kProxy);
}

}  // namespace suggestd::http
