// Loads a running server over HTTP and prints one JSON object.
//
//   orders      durable orders of three lines
//   for-you     lists of 20
//   freshness   one client: the time from an order's answer to a list that shows it; with --rate, while
//               others order
//
// The first two send as many requests as N clients get answered, or --rate of them a second (load/loop.h).
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <exception>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "load/connection.h"
#include "load/loop.h"
#include "load/workload.h"

namespace {

using Clock = std::chrono::steady_clock;

// Connections of those who order beside the one that freshness is measured for.
constexpr std::size_t kOthers = 8;

struct Settings {
  load::LoopOptions loop;
  std::string workload;
  std::size_t newcomers = 200;  // freshness: so many are measured
  std::string users_file;
  std::string products_file;
  std::string query;
  std::uint32_t seed = 1;
};

double percentile(const std::vector<double>& sorted, double share) {
  return sorted[static_cast<std::size_t>(share * static_cast<double>(sorted.size() - 1))];
}

void print_result(const Settings& settings, load::LoopResult result) {
  std::vector<double>& latencies = result.microseconds;
  if (latencies.empty()) throw std::runtime_error("nothing was answered");
  std::sort(latencies.begin(), latencies.end());
  fmt::print(
      "{{\"workload\":\"{}\",\"clients\":{},\"answered\":{},\"per_second\":{:.0f},\"p50_us\":{:.0f},"
      "\"p99_us\":{:.0f},\"max_us\":{:.0f}}}\n",
      settings.workload, settings.loop.connections, latencies.size(),
      static_cast<double>(latencies.size()) / result.seconds, percentile(latencies, 0.5),
      percentile(latencies, 0.99), latencies.back());
}

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

// Each newcomer sees the list for anybody, orders, and asks again and again until the list is another
// one. Time runs from the order's answer to that of the first changed list.
load::LoopResult run_freshness(const Settings& settings, load::Workload& workload) {
  load::Connection connection(settings.loop.port);
  load::LoopResult result;
  for (std::size_t i = 0; i < settings.newcomers; ++i) {
    const std::string user = workload.newcomer();
    const std::string ask = workload.for_you_of(user);
    load::expect_success(connection.ask(ask));
    const std::string before = listed_products(connection.response().body);
    load::expect_success(connection.ask(workload.order_of(user)));
    const auto answered = Clock::now();
    while (true) {
      load::expect_success(connection.ask(ask));
      if (listed_products(connection.response().body) != before) break;
      if (Clock::now() - answered > std::chrono::seconds(60))
        throw std::runtime_error("the list never changed");
    }
    const auto delay = Clock::now() - answered;
    result.microseconds.push_back(std::chrono::duration<double, std::micro>(delay).count());
    result.seconds += std::chrono::duration<double>(delay).count();
  }
  return result;
}

// The same while other people order at a rate.
load::LoopResult run_freshness_beside_others(const Settings& settings, load::Workload& workload,
                                             load::Workload& others) {
  load::LoopOptions options = settings.loop;
  options.connections = kOthers;
  options.seconds = 3600;  // it is stopped
  std::exception_ptr failure;
  std::jthread ordering([&](const std::stop_token& stop) {
    try {
      run_loop(
          options, [&] { return others.order(); }, stop);
    } catch (const std::exception&) {
      failure = std::current_exception();
    }
  });
  std::this_thread::sleep_for(std::chrono::duration<double>(options.warm_up_seconds));
  load::LoopResult result = run_freshness(settings, workload);
  ordering.request_stop();
  ordering.join();
  if (failure) std::rethrow_exception(failure);
  return result;
}

load::LoopResult measure(const Settings& settings) {
  const char* key = std::getenv("SUGGESTD_KEY");
  if (key == nullptr) throw std::runtime_error("SUGGESTD_KEY is not set");
  const load::Population population{key, load::read_ids(settings.users_file),
                                    load::read_ids(settings.products_file), settings.query};
  const std::string run = fmt::format("load-{}", std::chrono::system_clock::now().time_since_epoch().count());
  load::Workload workload(population, run, settings.seed);
  if (settings.workload == "orders") return run_loop(settings.loop, [&] { return workload.order(); });
  if (settings.workload == "for-you") return run_loop(settings.loop, [&] { return workload.for_you(); });
  if (settings.loop.rate == 0) return run_freshness(settings, workload);
  load::Workload others(population, run + "-others", settings.seed + 1);
  return run_freshness_beside_others(settings, workload, others);
}

}  // namespace

int main(int argc, char** argv) {
  Settings settings;
  CLI::App app("Loads a running suggestd over HTTP; the key is in SUGGESTD_KEY");
  app.add_option("workload", settings.workload)
      ->required()
      ->check(CLI::IsMember({"orders", "for-you", "freshness"}));
  app.add_option("--port", settings.loop.port)->required();
  app.add_option("--users", settings.users_file, "file with user ids, one a line")->required();
  app.add_option("--products", settings.products_file, "file with product ids, one a line")->required();
  app.add_option("--query", settings.query, "for-you: appended to the list's parameters");
  app.add_option("--clients", settings.loop.connections)->check(CLI::Range(1, 1000));
  app.add_option("--rate", settings.loop.rate,
                 "requests a second; freshness: orders of others; without it, as many as are answered");
  app.add_option("--seconds", settings.loop.seconds, "after the warm-up");
  app.add_option("--warm-up", settings.loop.warm_up_seconds);
  app.add_option("--newcomers", settings.newcomers, "freshness: how many are measured");
  app.add_option("--seed", settings.seed);
  CLI11_PARSE(app, argc, argv);
  try {
    print_result(settings, measure(settings));
  } catch (const std::exception& error) {
    fmt::print(stderr, "http_load: {}\n", error.what());
    return 1;
  }
  return 0;
}
