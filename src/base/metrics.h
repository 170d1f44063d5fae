// The numbers that the process tells Prometheus: counters, gauges and histograms, made from one table.
//
// Names    metrics_table() is the whole list: name, kind, labels, help; docs/metrics.md and the HELP lines
//          are made from it. A family's labels come from small closed sets, never from users' ids.
// Cost     a counter or histogram keeps kStripes cache-line-apart copies; a thread adds to its own with a
//          relaxed increment, so that requests share no line. Reading sums the copies.
// Threads  any, at the same time. Handles are plain pointers that live as long as the process.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace suggestd {

enum class MetricKind { counter, gauge, histogram };

struct MetricFamily {
  std::string_view name;
  MetricKind kind = MetricKind::counter;
  std::string_view labels;  // names, comma between; "" for none
  std::string_view help;
};

const std::vector<MetricFamily>& metrics_table();

class Counter {
 public:
  void add(std::uint64_t amount = 1) noexcept;
  std::uint64_t total() const noexcept;

 private:
  struct alignas(64) Stripe {
    std::atomic<std::uint64_t> value{0};
  };
  static constexpr std::size_t kStripes = 16;
  std::array<Stripe, kStripes> stripes_;
};

class Gauge {
 public:
  void set(double value) noexcept { value_.store(value, std::memory_order_relaxed); }
  double value() const noexcept { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<double> value_{0};
};

// Upper bounds of the buckets of every histogram, in seconds; the last bucket has none.
inline constexpr std::array<double, 15> kSecondBuckets = {
    0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5};

class Histogram {
 public:
  void observe(double seconds) noexcept;

  struct Snapshot {
    std::array<std::uint64_t, kSecondBuckets.size() + 1> counts{};  // per bucket, not cumulative
    std::uint64_t count = 0;
    double sum = 0;
  };
  Snapshot snapshot() const noexcept;

 private:
  struct alignas(64) Stripe {
    std::array<std::atomic<std::uint64_t>, kSecondBuckets.size() + 1> counts{};
    std::atomic<std::uint64_t> nanoseconds{0};
  };
  static constexpr std::size_t kStripes = 16;
  std::array<Stripe, kStripes> stripes_;
};

// `labels` is the inside of the braces, {route="/v1/orders",code="201"} without them; "" for none. The same
// name and labels give the same object. Looked up once and kept: this takes a lock.
// Requires: `name` is in metrics_table() with this kind.
Counter& counter(std::string_view name, std::string_view labels = "");
Gauge& gauge(std::string_view name, std::string_view labels = "");
Histogram& histogram(std::string_view name, std::string_view labels = "");

// Called before each reading, to set gauges that are asked for and not kept (a log's head, free disk).
// Returns a number for remove_metrics_source. Sources are called one after the other, under a lock.
std::size_t add_metrics_source(std::function<void()> update);
void remove_metrics_source(std::size_t source);

// Everything, as Prometheus' text format 0.0.4.
std::string metrics_text();
// docs/metrics.md.
std::string metrics_reference();

}  // namespace suggestd
