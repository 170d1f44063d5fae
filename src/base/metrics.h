// The numbers that the process tells Prometheus: counters, gauges and histograms, made from one table.
//
// Names    metrics_table() is the whole list: name, kind, labels, help; docs/operate/metrics.md and the HELP
//          lines are made from it. A family's labels come from small sets, never from users' ids.
// Cost     a counter or histogram keeps kStripes cache-line-apart copies; a thread adds to its own with a
//          relaxed increment, so that requests share no line. Reading sums the copies.
// Threads  any, at the same time. Handles are plain pointers that live as long as the process.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <initializer_list>
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

struct MetricLabel {
  std::string_view name;   // as in metrics_table()
  std::string_view value;  // any text: a shop or a consumer is called what its owner likes
};

// The labels of one series, escaped when they are made, so that no value can break the exposition.
class MetricLabels {
 public:
  MetricLabels() = default;
  MetricLabels(std::initializer_list<MetricLabel> labels);

  // route="/v1/orders",code="201", as it stands inside the braces; "" for none.
  const std::string& text() const noexcept { return text_; }

 private:
  std::string text_;
};

// The same name and labels give the same object. Looked up once and kept: this takes a lock.
// Requires: `name` is in metrics_table() with this kind.
Counter& counter(std::string_view name, const MetricLabels& labels = {});
Gauge& gauge(std::string_view name, const MetricLabels& labels = {});
Histogram& histogram(std::string_view name, const MetricLabels& labels = {});

// Forgets the series of a family of gauges whose labels name things that come and go, before they are set
// anew: what is gone must not be told for ever with its last value. Requires: nobody keeps a handle of one;
// called by a source.
void forget_gauges(std::string_view name);

// Adds a function that is called before each reading, to set gauges that are asked for and not kept (a log's
// head, free disk). Returns a number for remove_metrics_source(). Sources are called one after the other,
// under a lock.
std::size_t add_metrics_source(std::function<void()> update);
void remove_metrics_source(std::size_t source);

// Everything, as Prometheus' text format 0.0.4.
std::string metrics_text();
// docs/operate/metrics.md.
std::string metrics_reference();

}  // namespace suggestd
