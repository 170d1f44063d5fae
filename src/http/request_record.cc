#include "http/request_record.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <ctime>
#include <vector>

#include <fmt/format.h>

#include "base/log.h"
#include "base/metrics.h"
#include "http/routes.h"

namespace suggestd::http {
namespace {

using Milliseconds = std::chrono::duration<double, std::milli>;

// "GET /v1/popular"; "none" where no route of the table was met.
std::string route_name(const Route* route) {
  return route == nullptr ? "none" : fmt::format("{} {}", route->method, route->path);
}

// One slot for each status of each route, and one row for what met no route, filled when first met: looking a
// histogram up takes a lock.
struct Slots {
  std::array<std::atomic<Histogram*>, 600> by_status{};
};

std::vector<Slots>& slots() {
  static std::vector<Slots> slots(route_table().size() + 1);
  return slots;
}

Histogram& duration_of(const Route* route, int status) {
  const bool listed = route != nullptr && route >= route_table().data() &&
                      route < route_table().data() + route_table().size();
  const std::size_t row =
      listed ? static_cast<std::size_t>(route - route_table().data()) : route_table().size();
  auto& slot = slots()[row].by_status[static_cast<std::size_t>(std::clamp(status, 0, 599))];
  Histogram* known = slot.load(std::memory_order_acquire);
  if (known == nullptr) {
    const std::string name = route_name(listed ? route : nullptr);
    known = &histogram("suggestd_http_request_duration_seconds",
                       {{"route", name}, {"code", std::to_string(status)}});
    slot.store(known, std::memory_order_release);
  }
  return *known;
}

// 503 and 507 tell of load and of a full disk, which have lines and metrics of their own.
bool is_our_failure(int status) { return status >= 500 && status != 503 && status != 507; }

void log_request(LogLevel level, std::string_view message, const Prepared& prepared, const Response& response,
                 Milliseconds took) {
  const Request& request = prepared.request;
  log(level, message,
      {{"trace", prepared.traceparent},
       {"method", request.method},
       {"route", request.route != nullptr ? request.route->path : "none"},
       {"status", response.status},
       {"ms", took.count()},
       {"units", prepared.spent},
       {"body_bytes", std::uint64_t{request.body.size()}},
       {"key", request.caller != nullptr ? request.caller->key_id : ""}});
}

}  // namespace

watch::LoadCounts load_counts() {
  watch::LoadCounts counts;
  for (const Slots& row : slots()) {
    for (std::size_t status = 0; status < row.by_status.size(); ++status) {
      const Histogram* known = row.by_status[status].load(std::memory_order_acquire);
      if (known == nullptr) continue;
      const std::uint64_t answers = known->snapshot().count;
      counts.answers += answers;
      if (is_our_failure(static_cast<int>(status))) counts.failures += answers;
    }
  }
  counts.processor_seconds = static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
  return counts;
}

void record_request(const Prepared& prepared, const Response& response,
                    std::chrono::steady_clock::time_point begun) {
  const auto end = std::chrono::steady_clock::now();
  const std::chrono::duration<double> took = end - prepared.begin;
  duration_of(prepared.request.route, response.status).observe(took.count());
  const Terms& terms = *prepared.terms;
  if (is_our_failure(response.status)) {
    log_request(LogLevel::error, "request", prepared, response, took);
  } else if (terms.slow_request.count() > 0 && !prepared.waits && end - begun >= terms.slow_request) {
    counter("suggestd_http_slow_requests_total", {{"route", route_name(prepared.request.route)}}).add();
    log_request(LogLevel::warning, "a request was slow", prepared, response, end - begun);
  } else if (terms.log_requests) {
    log_request(LogLevel::info, "request", prepared, response, took);
  }
}

}  // namespace suggestd::http
