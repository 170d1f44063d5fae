#include "base/metrics.h"

#include <algorithm>
#include <cassert>
#include <map>
#include <memory>

#include <fmt/format.h>

#include "base/line_text.h"
#include "base/mutex.h"

namespace suggestd {
namespace {

// A thread's own stripe, given out in turn, so that the first kStripes threads share none.
std::size_t thread_stripe() noexcept {
  static std::atomic<std::size_t> next{0};
  thread_local const std::size_t mine = next.fetch_add(1, std::memory_order_relaxed);
  return mine;
}

template <class T>
using Series = std::map<std::string, std::unique_ptr<T>, std::less<>>;  // by labels
template <class T>
using Families = std::map<std::string, Series<T>, std::less<>>;  // by name

struct Registry {
  Mutex mutex;
  // The objects behind the pointers synchronise themselves.
  Families<Counter> counters SUGGESTD_GUARDED_BY(mutex);
  Families<Gauge> gauges SUGGESTD_GUARDED_BY(mutex);
  Families<Histogram> histograms SUGGESTD_GUARDED_BY(mutex);

  Mutex sources_mutex;  // taken before `mutex`, never after
  std::map<std::size_t, std::function<void()>> sources SUGGESTD_GUARDED_BY(sources_mutex);
  std::size_t next_source SUGGESTD_GUARDED_BY(sources_mutex) = 1;
};

Registry& registry() {
  static auto* instance = new Registry;  // never freed: threads may count while the process ends
  return *instance;
}

[[maybe_unused]] bool declared(std::string_view name, MetricKind kind) {
  const auto& table = metrics_table();
  return std::any_of(table.begin(), table.end(),
                     [&](const auto& family) { return family.name == name && family.kind == kind; });
}

template <class T>
T& find_or_make(Families<T> Registry::*kind, std::string_view name, const MetricLabels& labels) {
  const MutexLock lock(registry().mutex);
  Families<T>& families = registry().*kind;
  auto family = families.find(name);
  if (family == families.end()) family = families.emplace(std::string(name), Series<T>()).first;
  auto series = family->second.find(labels.text());
  if (series == family->second.end())
    series = family->second.emplace(labels.text(), std::make_unique<T>()).first;
  return *series->second;
}

std::string braces(std::string_view labels) { return labels.empty() ? "" : fmt::format("{{{}}}", labels); }

void append_histogram(std::string& out, std::string_view name, std::string_view labels,
                      const Histogram& what) {
  const Histogram::Snapshot now = what.snapshot();
  const std::string_view comma = labels.empty() ? "" : ",";
  std::uint64_t below = 0;
  for (std::size_t i = 0; i < now.counts.size(); ++i) {
    below += now.counts[i];
    const std::string bound = i < kSecondBuckets.size() ? fmt::format("{}", kSecondBuckets[i]) : "+Inf";
    out += fmt::format("{}_bucket{{{}{}le=\"{}\"}} {}\n", name, labels, comma, bound, below);
  }
  out += fmt::format("{}_sum{} {}\n{}_count{} {}\n", name, braces(labels), now.sum, name, braces(labels),
                     now.count);
}

template <class T>
const Series<T>* find_family(const Families<T>& families, std::string_view name) {
  const auto found = families.find(name);
  return found == families.end() ? nullptr : &found->second;
}

void append_family(std::string& out, const MetricFamily& family, const Registry& all)
    SUGGESTD_REQUIRES(all.mutex) {
  const auto head = [&](std::string_view kind) {
    out += fmt::format("# HELP {} {}\n# TYPE {} {}\n", family.name, family.help, family.name, kind);
  };
  if (const auto* series = find_family(all.counters, family.name)) {
    head("counter");
    for (const auto& [labels, one] : *series)
      out += fmt::format("{}{} {}\n", family.name, braces(labels), one->total());
  }
  if (const auto* series = find_family(all.gauges, family.name)) {
    head("gauge");
    for (const auto& [labels, one] : *series)
      out += fmt::format("{}{} {}\n", family.name, braces(labels), one->value());
  }
  if (const auto* series = find_family(all.histograms, family.name)) {
    head("histogram");
    for (const auto& [labels, one] : *series) append_histogram(out, family.name, labels, *one);
  }
}

}  // namespace

MetricLabels::MetricLabels(std::initializer_list<MetricLabel> labels) {
  for (const MetricLabel& label : labels) {
    if (!text_.empty()) text_ += ',';
    text_ += label.name;
    text_ += '=';
    append_metric_label_value(text_, label.value);
  }
}

void Counter::add(std::uint64_t amount) noexcept {
  stripes_[thread_stripe() % kStripes].value.fetch_add(amount, std::memory_order_relaxed);
}

std::uint64_t Counter::total() const noexcept {
  std::uint64_t sum = 0;
  for (const Stripe& stripe : stripes_) sum += stripe.value.load(std::memory_order_relaxed);
  return sum;
}

void Histogram::observe(double seconds) noexcept {
  Stripe& stripe = stripes_[thread_stripe() % kStripes];
  const auto bucket = static_cast<std::size_t>(
      std::lower_bound(kSecondBuckets.begin(), kSecondBuckets.end(), seconds) - kSecondBuckets.begin());
  stripe.counts[bucket].fetch_add(1, std::memory_order_relaxed);
  stripe.nanoseconds.fetch_add(static_cast<std::uint64_t>(std::max(seconds, 0.0) * 1e9),
                               std::memory_order_relaxed);
}

Histogram::Snapshot Histogram::snapshot() const noexcept {
  Snapshot sum;
  for (const Stripe& stripe : stripes_) {
    for (std::size_t i = 0; i < sum.counts.size(); ++i)
      sum.counts[i] += stripe.counts[i].load(std::memory_order_relaxed);
    sum.sum += static_cast<double>(stripe.nanoseconds.load(std::memory_order_relaxed)) * 1e-9;
  }
  for (const std::uint64_t count : sum.counts) sum.count += count;
  return sum;
}

Counter& counter(std::string_view name, const MetricLabels& labels) {
  assert(declared(name, MetricKind::counter));
  return find_or_make(&Registry::counters, name, labels);
}

Gauge& gauge(std::string_view name, const MetricLabels& labels) {
  assert(declared(name, MetricKind::gauge));
  return find_or_make(&Registry::gauges, name, labels);
}

Histogram& histogram(std::string_view name, const MetricLabels& labels) {
  assert(declared(name, MetricKind::histogram));
  return find_or_make(&Registry::histograms, name, labels);
}

void forget_gauges(std::string_view name) {
  assert(declared(name, MetricKind::gauge));
  const MutexLock lock(registry().mutex);
  const auto family = registry().gauges.find(name);
  if (family != registry().gauges.end()) registry().gauges.erase(family);
}

std::size_t add_metrics_source(std::function<void()> update) {
  const MutexLock lock(registry().sources_mutex);
  const std::size_t source = registry().next_source++;
  registry().sources.emplace(source, std::move(update));
  return source;
}

void remove_metrics_source(std::size_t source) {
  const MutexLock lock(registry().sources_mutex);
  registry().sources.erase(source);
}

std::string metrics_text() {
  Registry& all = registry();
  const MutexLock sources_lock(all.sources_mutex);
  for (const auto& [source, update] : all.sources) update();
  const MutexLock lock(all.mutex);
  std::string out;
  for (const MetricFamily& family : metrics_table()) append_family(out, family, all);
  return out;
}

}  // namespace suggestd
