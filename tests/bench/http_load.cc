// Loads a running server over HTTP and prints one JSON object.
//
//   orders      durable orders of three lines, as many as N clients get answered
//   for-you     lists of 20, as many as N clients get answered
//   freshness   one client: the time from an order's answer to a list that shows it
//
// One thread and epoll: on two cores the client must leave the server as much as it can. Closed loop:
// each client sends its next request when its answer is there, so the latency is the server's at
// the rate that it reached, not at a rate that was offered.
#include <fmt/format.h>
#include <sys/epoll.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "load/connection.h"
#include "load/workload.h"

namespace {

using Clock = std::chrono::steady_clock;
using Microseconds = std::chrono::duration<double, std::micro>;

struct Settings {
  std::uint16_t port = 8600;
  std::string workload;
  std::size_t clients = 1;
  double seconds = 5;
  double warm_up_seconds = 1;
  std::size_t newcomers = 200;  // freshness: so many are measured
  std::string users_file;
  std::string products_file;
  std::string query;
  std::uint32_t seed = 1;
};

double percentile(const std::vector<double>& sorted, double share) {
  return sorted[static_cast<std::size_t>(share * static_cast<double>(sorted.size() - 1))];
}

void print_result(const Settings& settings, std::vector<double> latencies, double seconds) {
  if (latencies.empty()) throw std::runtime_error("nothing was answered");
  std::sort(latencies.begin(), latencies.end());
  fmt::print(
      "{{\"workload\":\"{}\",\"clients\":{},\"answered\":{},\"per_second\":{:.0f},\"p50_us\":{:.0f},"
      "\"p99_us\":{:.0f},\"max_us\":{:.0f}}}\n",
      settings.workload, settings.clients, latencies.size(), static_cast<double>(latencies.size()) / seconds,
      percentile(latencies, 0.5), percentile(latencies, 0.99), latencies.back());
}

void expect_success(const load::Response& response) {
  if (response.status < 200 || response.status > 299) {
    throw std::runtime_error(fmt::format("answered {}: {}", response.status, response.body));
  }
}

struct Client {
  explicit Client(std::uint16_t port) : connection(port) {}
  load::Connection connection;
  Clock::time_point sent;
};

// Keeps every client busy until the time is over; the answers after the warm-up are counted.
template <typename NextRequest>
void run_closed_loop(const Settings& settings, NextRequest next_request) {
  const int poller = epoll_create1(0);
  std::vector<std::unique_ptr<Client>> clients;
  const auto send_next = [&](Client& client) {
    const std::string request = next_request();
    client.sent = Clock::now();
    client.connection.send(request);
  };
  for (std::size_t i = 0; i < settings.clients; ++i) {
    clients.push_back(std::make_unique<Client>(settings.port));
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.ptr = clients.back().get();
    epoll_ctl(poller, EPOLL_CTL_ADD, clients.back()->connection.descriptor(), &event);
  }
  const auto begin = Clock::now() + std::chrono::duration<double>(settings.warm_up_seconds);
  const auto end = begin + std::chrono::duration<double>(settings.seconds);
  std::vector<double> latencies;
  for (const auto& client : clients) send_next(*client);
  std::array<epoll_event, 128> events;
  for (auto now = Clock::now(); now < end;) {
    const int ready = epoll_wait(poller, events.data(), static_cast<int>(events.size()), 1000);
    for (int i = 0; i < ready; ++i) {
      Client& client = *static_cast<Client*>(events[static_cast<std::size_t>(i)].data.ptr);
      if (!client.connection.receive()) continue;
      expect_success(client.connection.response());
      now = Clock::now();
      if (now >= begin) latencies.push_back(Microseconds(now - client.sent).count());
      send_next(client);
    }
    now = Clock::now();
  }
  print_result(settings, std::move(latencies), settings.seconds);
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
void run_freshness(const Settings& settings, load::Workload& workload) {
  load::Connection connection(settings.port);
  std::vector<double> delays;
  double total = 0;
  for (std::size_t i = 0; i < settings.newcomers; ++i) {
    const std::string user = workload.newcomer();
    const std::string ask = workload.for_you_of(user);
    expect_success(connection.ask(ask));
    const std::string before = listed_products(connection.response().body);
    expect_success(connection.ask(workload.order_of(user)));
    const auto answered = Clock::now();
    while (true) {
      expect_success(connection.ask(ask));
      if (listed_products(connection.response().body) != before) break;
      if (Clock::now() - answered > std::chrono::seconds(60))
        throw std::runtime_error("the list never changed");
    }
    delays.push_back(Microseconds(Clock::now() - answered).count());
    total += delays.back() / 1e6;
  }
  print_result(settings, std::move(delays), total);
}

void run(const Settings& settings) {
  const char* key = std::getenv("SUGGESTD_KEY");
  if (key == nullptr) throw std::runtime_error("SUGGESTD_KEY is not set");
  load::Population population{key, load::read_ids(settings.users_file),
                              load::read_ids(settings.products_file), settings.query};
  const std::string run = fmt::format("load-{}", std::chrono::system_clock::now().time_since_epoch().count());
  load::Workload workload(std::move(population), run, settings.seed);
  if (settings.workload == "freshness") {
    run_freshness(settings, workload);
  } else if (settings.workload == "orders") {
    run_closed_loop(settings, [&] { return workload.order(); });
  } else {
    run_closed_loop(settings, [&] { return workload.for_you(); });
  }
}

}  // namespace

int main(int argc, char** argv) {
  Settings settings;
  CLI::App app("Loads a running suggestd over HTTP; the key is in SUGGESTD_KEY");
  app.add_option("workload", settings.workload)
      ->required()
      ->check(CLI::IsMember({"orders", "for-you", "freshness"}));
  app.add_option("--port", settings.port)->required();
  app.add_option("--users", settings.users_file, "file with user ids, one a line")->required();
  app.add_option("--products", settings.products_file, "file with product ids, one a line")->required();
  app.add_option("--query", settings.query, "for-you: appended to the list's parameters");
  app.add_option("--clients", settings.clients)->check(CLI::Range(1, 1000));
  app.add_option("--seconds", settings.seconds, "after the warm-up");
  app.add_option("--warm-up", settings.warm_up_seconds);
  app.add_option("--newcomers", settings.newcomers, "freshness: how many are measured");
  app.add_option("--seed", settings.seed);
  CLI11_PARSE(app, argc, argv);
  try {
    run(settings);
  } catch (const std::exception& error) {
    fmt::print(stderr, "http_load: {}\n", error.what());
    return 1;
  }
  return 0;
}
