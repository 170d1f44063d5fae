#include "watch/server_report.h"

#include <string>

#include <catch2/catch.hpp>

namespace suggestd::watch {

TEST_CASE("a status is summed up") {
  const auto report = parse_server_report(
      R"({"version":"0.2.0","store":{"disk_full":false,"damage":null},
          "alarms":[{"severity":"warning"},{"severity":"critical"}],
          "load":{"seconds":300,"answers":1200,"failures":3,"processor_seconds":4.5},
          "shops":[{"ready":true,"lag_records":2},{"ready":false,"lag_records":70},{"ready":true,"lag_records":0}]})");
  REQUIRE(report.ok());
  CHECK(report->version == "0.2.0");
  CHECK(report->takes_writes);
  CHECK(report->shops == 3);
  CHECK(report->shops_not_ready == 1);
  CHECK(report->lag_records == 70);
  CHECK(report->alarms == 2);
  CHECK(report->critical_alarms == 1);
  CHECK(report->load.span == std::chrono::seconds(300));
  CHECK(report->load.counts.answers == 1200);
  CHECK(report->load.counts.failures == 3);
  CHECK(report->load.counts.processor_seconds == 4.5);
}

TEST_CASE("a full disk and damage are no good stores") {
  const std::string head = R"({"version":"1","shops":[],"store":)";
  CHECK_FALSE(parse_server_report(head + R"({"disk_full":true,"damage":null}})")->takes_writes);
  CHECK_FALSE(
      parse_server_report(head + R"({"disk_full":false,"damage":"a file is missing"}})")->takes_writes);
}

TEST_CASE("an older server's status is read as far as it goes") {
  const auto report = parse_server_report(R"({"version":"0.1.0","shops":[{"ready":true,"lag_records":0}]})");
  REQUIRE(report.ok());
  CHECK(report->takes_writes);
  CHECK(report->alarms == 0);
  CHECK(report->load.span.count() == 0);
}

TEST_CASE("values of a wrong kind count as none, and what is no status is refused") {
  const auto odd = parse_server_report(
      R"({"version":"1","shops":[7,{"ready":"yes","lag_records":-4}],"alarms":{"a":1},"store":[],
          "load":{"seconds":1e300,"answers":"many","processor_seconds":[]}})");
  REQUIRE(odd.ok());
  CHECK(odd->shops_not_ready == 2);
  CHECK(odd->lag_records == 0);
  CHECK(odd->load.counts.answers == 0);
  for (const std::string& body :
       {std::string("<html>"), std::string("[]"), std::string(R"({"version":"1"})"),
        std::string(R"({"shops":[]})"),
        R"({"shops":[],"version":")" + std::string(kMostVersionBytes + 1, '1') + "\"}"}) {
    INFO(body);
    CHECK_FALSE(parse_server_report(body).ok());
  }
}

}  // namespace suggestd::watch
