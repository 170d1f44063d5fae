#include "base/metrics.h"

#include <cstdlib>
#include <fstream>
#include <set>
#include <sstream>
#include <thread>

#include <catch2/catch.hpp>

using namespace suggestd;

TEST_CASE("counts of many threads add up") {
  Counter count;
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&count] {
      for (int i = 0; i < 1000; ++i) count.add();
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(count.total() == 8000);
}

TEST_CASE("a histogram's buckets are cumulative and inclusive in the text") {
  Histogram& what =
      histogram("suggestd_http_request_duration_seconds", {{"route", "/test"}, {"code", "200"}});
  what.observe(0.001);
  what.observe(0.002);
  what.observe(60);
  const std::string text = metrics_text();
  const std::string name = "suggestd_http_request_duration_seconds_";
  CHECK_THAT(text, Catch::Contains(name + "bucket{route=\"/test\",code=\"200\",le=\"0.001\"} 1\n"));
  CHECK_THAT(text, Catch::Contains(name + "bucket{route=\"/test\",code=\"200\",le=\"0.0025\"} 2\n"));
  CHECK_THAT(text, Catch::Contains(name + "bucket{route=\"/test\",code=\"200\",le=\"+Inf\"} 3\n"));
  CHECK_THAT(text, Catch::Contains(name + "count{route=\"/test\",code=\"200\"} 3\n"));
}

TEST_CASE("the same name and labels are the same counter") {
  CHECK(&counter("suggestd_lists_total", {{"list", "a"}, {"result", "b"}}) ==
        &counter("suggestd_lists_total", {{"list", "a"}, {"result", "b"}}));
}

// A consumer with a quote in its name made the whole page unreadable to Prometheus.
TEST_CASE("a label's value may hold anything") {
  gauge("suggestd_feed_consumer_lag_records", {{"shop", "s"}, {"consumer", "na\"me\\\n"}}).set(1);
  CHECK_THAT(metrics_text(), Catch::Contains("suggestd_feed_consumer_lag_records{shop=\"s\",consumer="
                                             "\"na\\\"me\\\\\\n\"} 1\n"));
}

TEST_CASE("what is gone is told no more") {
  gauge("suggestd_feed_consumer_lag_seconds", {{"shop", "s"}, {"consumer", "gone"}}).set(5);
  CHECK_THAT(metrics_text(), Catch::Contains("suggestd_feed_consumer_lag_seconds{"));
  forget_gauges("suggestd_feed_consumer_lag_seconds");
  CHECK_THAT(metrics_text(), !Catch::Contains("suggestd_feed_consumer_lag_seconds"));
}

TEST_CASE("a source is asked before each reading until it is removed") {
  int asked = 0;
  const std::size_t source = add_metrics_source([&asked] { gauge("suggestd_disk_free_bytes").set(++asked); });
  CHECK_THAT(metrics_text(), Catch::Contains("suggestd_disk_free_bytes 1\n"));
  CHECK_THAT(metrics_text(), Catch::Contains("suggestd_disk_free_bytes 2\n"));
  remove_metrics_source(source);
  metrics_text();
  CHECK(asked == 2);
}

TEST_CASE("names follow Prometheus' rules and are unique") {
  std::set<std::string_view> names;
  for (const MetricFamily& family : metrics_table()) {
    CAPTURE(family.name);
    CHECK(names.insert(family.name).second);
    CHECK((family.kind == MetricKind::counter) == family.name.ends_with("_total"));
    CHECK(!family.help.empty());
  }
}

TEST_CASE("the committed list of metrics is what the table prints") {
  const char* source = std::getenv("SUGGESTD_SOURCE_DIR");  // ctest sets it
  std::ostringstream text;
  text << std::ifstream(std::string(source != nullptr ? source : ".") + "/docs/operate/metrics.md").rdbuf();
  CHECK(text.str() == metrics_reference());
}
