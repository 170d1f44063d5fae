#include "cli/bench/freshness.h"

#include <chrono>
#include <string>
#include <string_view>
#include <thread>

namespace suggestd::cli {
namespace {

using Clock = std::chrono::steady_clock;
using Microseconds = std::chrono::duration<double, std::micro>;

// Connections of the people who order beside the one that is measured.
constexpr std::size_t kOthers = 8;
constexpr std::chrono::seconds kLongestWait{60};

// The product ids of a list, as they stand in the answer.
std::string listed_products(std::string_view body) {
  std::string listed;
  constexpr std::string_view kKey = "\"product_id\":";
  for (std::size_t at = body.find(kKey); at != std::string_view::npos; at = body.find(kKey, at)) {
    at += kKey.size();
    listed += body.substr(at, body.find_first_of(",}", at) - at);
  }
  return listed;
}

Result<Clock::duration> time_to_change(LoadConnection& connection, Workload& workload) {
  const std::string user = workload.newcomer();
  const std::string ask = workload.for_you_of(user);
  if (Status asked = connection.ask(ask); !asked) return asked.error();
  const std::string before = listed_products(connection.answer().body);
  if (Status ordered = connection.ask(workload.order_of(user)); !ordered) return ordered.error();
  const auto answered = Clock::now();
  while (Clock::now() - answered < kLongestWait) {
    if (Status asked = connection.ask(ask); !asked) return asked.error();
    if (listed_products(connection.answer().body) != before) return Clock::now() - answered;
  }
  return io_error("a newcomer's list has not changed within a minute of the order");
}

}  // namespace

Result<LoadResult> run_freshness(const ServerAddress& address, std::size_t newcomers, Workload& workload) {
  const auto connection = LoadConnection::open(address);
  if (!connection) return connection.error();
  LoadResult result;
  for (std::size_t i = 0; i < newcomers; ++i) {
    const auto delay = time_to_change(**connection, workload);
    if (!delay) return delay.error();
    result.microseconds.push_back(Microseconds(*delay).count());
    result.seconds += std::chrono::duration<double>(*delay).count();
  }
  return result;
}

Result<LoadResult> run_freshness_beside(LoadOptions options, Workload& others, std::size_t newcomers,
                                        Workload& workload) {
  options.connections = kOthers;
  options.seconds = 3600;  // it is stopped
  Result<LoadResult> beside = LoadResult{};
  std::jthread ordering([&](const std::stop_token& stop) {
    beside = run_load(
        options, [&] { return others.order(); }, stop);
  });
  std::this_thread::sleep_for(std::chrono::duration<double>(options.warm_up_seconds));
  Result<LoadResult> result = run_freshness(options.address, newcomers, workload);
  ordering.request_stop();
  ordering.join();
  if (!beside) return beside.error().with_context("those who order beside");
  if (result) result->refused = beside->refused;
  return result;
}

}  // namespace suggestd::cli
