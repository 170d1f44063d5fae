#include "outbound/address_rules.h"

#include <catch2/catch.hpp>

namespace suggestd::outbound {
namespace {

IpAddress ip(const char* text) {
  const auto address = IpAddress::parse(text);
  if (!address) FAIL(address.error().message());
  return *address;
}

TEST_CASE("addresses of the public internet are taken, all others refused") {
  const AddressRules rules;
  for (const char* good : {"93.184.216.34", "1.1.1.1", "172.32.0.1", "100.63.255.255", "223.255.255.255",
                           "2606:4700:4700::1111", "::ffff:1.1.1.1", "64:ff9b::101:101", "2002:101:101::1"}) {
    CAPTURE(good);
    CHECK(rules.check(ip(good)).ok());
  }
  for (const char* bad : {"0.0.0.0",
                          "10.1.2.3",
                          "100.64.0.1",
                          "127.0.0.1",
                          "127.9.9.9",
                          "169.254.169.254",
                          "172.16.0.1",
                          "172.31.255.255",
                          "192.168.0.1",
                          "198.18.0.1",
                          "224.0.0.1",
                          "255.255.255.255",
                          "::",
                          "::1",
                          "::127.0.0.1",
                          "::ffff:127.0.0.1",
                          "::ffff:169.254.169.254",
                          "64:ff9b::7f00:1",
                          "64:ff9b::a9fe:a9fe",
                          "64:ff9b:1::1",
                          "2002:7f00:1::",
                          "2002:a00:1::",
                          "2001::1",
                          "2001:db8::1",
                          "fc00::1",
                          "fd00:ec2::254",
                          "fe80::1",
                          "fec0::1",
                          "ff02::1",
                          "100::1"}) {
    CAPTURE(bad);
    const Status checked = rules.check(ip(bad));
    REQUIRE_FALSE(checked.ok());
    CHECK(checked.error().kind() == ErrorKind::denied);
  }
}

TEST_CASE("ranges that are listed are taken, to their last bit") {
  const AddressRules rules(
      {*IpRange::parse("10.1.2.0/23"), *IpRange::parse("fd00:1::/64"), *IpRange::parse("127.0.0.1")});
  for (const char* good : {"10.1.2.0", "10.1.3.255", "::ffff:10.1.2.9", "fd00:1::9", "127.0.0.1"})
    CHECK(rules.check(ip(good)).ok());
  for (const char* bad : {"10.1.1.255", "10.1.4.0", "fd00:1:0:1::", "127.0.0.2"})
    CHECK_FALSE(rules.check(ip(bad)).ok());
}

}  // namespace
}  // namespace suggestd::outbound
