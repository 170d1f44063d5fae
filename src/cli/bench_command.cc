#include "cli/bench_command.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <memory>

#include <fmt/format.h>

#include "base/json_text.h"
#include "cli/bench/freshness.h"
#include "cli/bench/loop.h"
#include "cli/bench/workload.h"

namespace suggestd::cli {
namespace {

struct Flags {
  std::string workload;
  std::string to;
  std::string key;
  std::string users;
  std::string products;
  std::string query;
  std::string consistency;
  LoadOptions load;
  std::size_t newcomers = 200;
  std::uint32_t seed = 1;
  bool write = false;
  bool json = false;
};

Result<Population> population_of(const Flags& flags) {
  if (flags.users.empty()) return ask_for_population(flags.to, flags.key);
  auto users = read_ids(flags.users);
  if (!users) return users.error();
  auto products = read_ids(flags.products);
  if (!products) return products.error();
  return Population{std::move(*users), std::move(*products)};
}

Result<LoadResult> measure(const Flags& flags) {
  const Result<Population> population = population_of(flags);
  if (!population) return population.error();
  const auto now = std::chrono::system_clock::now().time_since_epoch().count();
  const std::string run = fmt::format("bench-{}", now);
  Workload workload(*population, {flags.key, flags.query, flags.consistency, run, flags.seed});
  if (flags.workload == "orders") return run_load(flags.load, [&] { return workload.order(); });
  if (flags.workload == "for-you") return run_load(flags.load, [&] { return workload.for_you(); });
  if (flags.load.rate == 0) return run_freshness(flags.load.address, flags.newcomers, workload);
  Workload others(*population, {flags.key, "", "", run + "-others", flags.seed + 1});
  return run_freshness_beside(flags.load, others, flags.newcomers, workload);
}

double percentile(const std::vector<double>& sorted, double share) {
  return sorted[static_cast<std::size_t>(share * static_cast<double>(sorted.size() - 1))];
}

Error nothing_answered(const LoadResult& result) {
  if (result.refused == 0) return io_error("nothing was answered after the warm-up");
  return io_error(fmt::format("the server refused all of {} requests with 429 or 503", result.refused));
}

void tell(const Flags& flags, LoadResult result) {
  std::vector<double>& latencies = result.microseconds;
  std::sort(latencies.begin(), latencies.end());
  const double per_second = static_cast<double>(latencies.size()) / result.seconds;
  const double p50 = percentile(latencies, 0.5);
  const double p99 = percentile(latencies, 0.99);
  if (!flags.json) {
    fmt::print(
        "{}, {} clients: {} answers, {:.0f} a second; p50 {:.0f} us, p99 {:.0f} us, longest {:.0f} us; {} "
        "refused\n",
        flags.workload, flags.load.connections, latencies.size(), per_second, p50, p99, latencies.back(),
        result.refused);
    return;
  }
  std::string out;
  JsonWriter(out)
      .begin_object()
      .member("workload", flags.workload)
      .member("clients", std::uint64_t{flags.load.connections})
      .member("answered", std::uint64_t{latencies.size()})
      .member("refused", std::uint64_t{result.refused})
      .member("per_second", per_second)
      .member("p50_us", p50)
      .member("p99_us", p99)
      .member("max_us", latencies.back())
      .end_object();
  fmt::print("{}\n", out);
}

ExitStatus run(Flags& flags) {
  if (flags.workload != "for-you" && !flags.write) {
    fmt::print(stderr, "suggestd: 'bench {}' writes orders that stay in the shop; say --write if they may\n",
               flags.workload);
    return ExitStatus::usage;
  }
  if (const char* key = std::getenv("SUGGESTD_KEY"); flags.key.empty() && key != nullptr) flags.key = key;
  const auto address = parse_server_address(flags.to);
  if (!address) return fail(address.error());
  flags.load.address = *address;
  Result<LoadResult> result = measure(flags);
  if (!result) return fail(result.error());
  if (result->microseconds.empty()) return fail(nothing_answered(*result));
  tell(flags, std::move(*result));
  return ExitStatus::good;
}

}  // namespace

void add_bench_command(CLI::App& program, ExitStatus& status) {
  const auto flags = std::make_shared<Flags>();
  CLI::App* command =
      program.add_subcommand("bench", "Load a running server over HTTP and tell its rate and latencies");
  command
      ->add_option("WORKLOAD", flags->workload,
                   "for-you: lists of 20; orders: orders of three lines; freshness: the time from an order's "
                   "answer to the list that shows it")
      ->required()
      ->check(CLI::IsMember({"for-you", "orders", "freshness"}));
  command->add_option("--to", flags->to, "The server's address for shops")->required()->type_name("URL");
  command->add_option(
      "--key", flags->key,
      "Key with the scope recommend, for orders and freshness ingest too; better the environment "
      "variable SUGGESTD_KEY");
  command->add_flag("--write", flags->write, "The orders of 'orders' and 'freshness' may stay in the shop");
  CLI::Option* users = command->add_option("--users", flags->users,
                                           "User ids, one a line; without it, some whom the shop names");
  CLI::Option* products = command->add_option("--products", flags->products, "Product ids, one a line");
  users->type_name("FILE")->needs(products);
  products->type_name("FILE")->needs(users);
  command->add_option("--query", flags->query, "for-you: appended to the list's parameters, like '&trace=1'");
  command->add_option(
      "--consistency", flags->consistency,
      "Lists are asked for at this level; with 'strong' the first list of freshness waits for the "
      "order, and nothing is asked again and again");
  command->add_option("--clients", flags->load.connections, "Connections")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  command
      ->add_option("--rate", flags->load.rate,
                   "Requests a second; 0: as many as are answered. freshness: orders of others beside it")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  command->add_option("--seconds", flags->load.seconds, "How long, after the warm-up")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  command->add_option("--warm-up", flags->load.warm_up_seconds, "Seconds that are not counted")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  command->add_option("--newcomers", flags->newcomers, "freshness: how many are measured")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str();
  command->add_option("--seed", flags->seed, "Who comes when")->capture_default_str();
  command->add_flag("--json", flags->json, "One JSON object on standard output");
  command->callback([flags, &status] { status = run(*flags); });
}

}  // namespace suggestd::cli
