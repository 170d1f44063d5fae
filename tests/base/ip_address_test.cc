#include "base/ip_address.h"

#include <catch2/catch.hpp>

namespace suggestd {
namespace {

TEST_CASE("what is no range is refused, also one with bits behind its mask") {
  for (const char* bad : {"", "10", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.1/8", "fd00::/129",
                          "fd00::1/64", "10.0.0.0/8 ", "localhost"}) {
    CAPTURE(bad);
    REQUIRE_FALSE(IpRange::parse(bad).ok());
    CHECK(IpRange::parse(bad).error().message().find("10.0.0.0/8") != std::string::npos);
  }
}

TEST_CASE("an address is one and the same in each spelling") {
  CHECK(IpAddress::parse("::ffff:10.1.2.3")->text() == "10.1.2.3");
  CHECK(*IpAddress::parse("::ffff:10.1.2.3") == *IpAddress::parse("10.1.2.3"));
  CHECK(IpAddress::parse("2001:DB8:0::1")->text() == "2001:db8::1");
  for (const char* bad :
       {"", "10.1.2", "010.1.2.3", "10.1.2.3.4", " 10.1.2.3", "[::1]", "::1%lo", "fd00::g"}) {
    CAPTURE(bad);
    CHECK_FALSE(IpAddress::parse(bad).ok());
  }
}

TEST_CASE("a client's network is its IPv4 address, or the first half of its IPv6 one") {
  CHECK(IpAddress::parse("198.51.100.7")->network().text() == "198.51.100.7");
  CHECK(IpAddress::parse("2001:db8:1:2:3:4:5:6")->network().text() == "2001:db8:1:2::");
}

TEST_CASE("a list of ranges is read whole, or the first that is none is named") {
  const auto ranges = parse_ranges("10.0.0.0/8,::1");
  REQUIRE(ranges.ok());
  REQUIRE(ranges->size() == 2);
  CHECK(any_holds(*ranges, *IpAddress::parse("10.200.0.1")));
  CHECK(any_holds(*ranges, *IpAddress::parse("::1")));
  CHECK_FALSE(any_holds(*ranges, *IpAddress::parse("11.0.0.1")));
  CHECK(parse_ranges("")->empty());
  CHECK(parse_ranges("10.0.0.0/8,10.0.0.1/8").error().message().find("'10.0.0.1/8'") != std::string::npos);
}

}  // namespace
}  // namespace suggestd
