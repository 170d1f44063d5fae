// Learns half of a data set by one training, the other half event by event by the server's own model, and
// tells the cost of an event, which rows wait for the sweep and how long, and the quality of each lane beside
// that of a full refit.
//
//   stream_bench [--train train.txt --test test.txt] [--dimensions 128] [--sample-users 4000] [--page 256]
//                [--sweep-share 0.125] [--renew-at 1.25]
//
// The files are LightGCN's (evaluate/split.h), Gowalla's unless others are named; the events are the training
// file's pairs in one fixed shuffled order. There is never a pause: between two pages, waiting rows get
// --sweep-share of the time that a page takes (0.125 as the worker gives with more to read; 0: they wait to
// the end). Then the stream ends, and what waits is solved, as in a quiet shop. Learning has one thread.
#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <random>
#include <string>
#include <vector>

#include "base/parallel.h"
#include "evaluate/split.h"
#include "factors/split.h"
#include "model/factors/dense_kernels.h"
#include "stream/lane_quality.h"
#include "stream/streamed_shop.h"

using namespace suggestd;
using bench::LaneQuality;
using bench::Moment;
using bench::Purchase;
using bench::Spent;
using bench::StreamedShop;

namespace {

constexpr unsigned kSweepRounds = 2;  // as the learner's options have it

struct Options {
  std::string train = bench::gowalla_folder() + "/train.txt";
  std::string test = bench::gowalla_folder() + "/test.txt";
  std::size_t dimensions = 128;
  std::size_t sample_users = 4'000;
  bench::StreamOptions stream;
};

struct Data {
  std::vector<evaluate::UserItems> train;
  std::vector<evaluate::UserItems> test;  // those who are scored
};

Result<Data> read(const Options& options) {
  Result<std::vector<evaluate::UserItems>> train = evaluate::read_lightgcn(options.train);
  if (!train) return std::move(train).error();
  Result<std::vector<evaluate::UserItems>> test = evaluate::read_lightgcn(options.test);
  if (!test) return std::move(test).error();
  std::erase_if(*test, [](const evaluate::UserItems& person) { return person.items.empty(); });
  const std::size_t count =
      options.sample_users == 0 ? test->size() : std::min(options.sample_users, test->size());
  Data data{std::move(*train), {}};
  for (std::size_t i = 0; i < count; ++i) data.test.push_back((*test)[i * test->size() / count]);
  return data;
}

std::vector<Purchase> shuffled(const std::vector<evaluate::UserItems>& people) {
  std::vector<Purchase> purchases;
  for (const evaluate::UserItems& person : people) {
    for (const std::string& item : person.items) purchases.push_back({person.user, item});
  }
  std::shuffle(purchases.begin(), purchases.end(), std::mt19937_64(7));
  return purchases;
}

void print_events(const std::vector<Spent>& events) {
  const auto print = [&events](const char* clock, double Spent::*time) {
    std::vector<double> times;
    double sum = 0;
    for (const Spent& event : events) {
      times.push_back(event.*time * 1e6);
      sum += times.back();
    }
    std::sort(times.begin(), times.end());
    const auto at = [&times](double share) {
      return times[static_cast<std::size_t>(share * static_cast<double>(times.size() - 1))];
    };
    fmt::print("  learned at once, {:9}  mean {:6.1f}  p50 {:6.1f}  p99 {:6.1f}\n", clock,
               sum / static_cast<double>(events.size()), at(0.5), at(0.99));
  };
  print("processor", &Spent::processor);
  print("wall", &Spent::wall);
}

void print_costs(const bench::StreamCosts& costs) {
  const auto events = static_cast<double>(costs.events.size());
  const auto print = [events](const std::string& what, const Spent& spent) {
    fmt::print("  {:36} {:6.1f} processor, {:6.1f} wall\n", what, spent.processor * 1e6 / events,
               spent.wall * 1e6 / events);
  };
  fmt::print("microseconds an event, {} events:\n", costs.events.size());
  print_events(costs.events);
  print("published", costs.publishing);
  print(fmt::format("factors trained anew, {} times", costs.renewals), costs.renewing);
  print("waiting rows between pages", costs.sweeping);
}

void print_waits(const char* what, std::size_t count, const bench::Waits& waits, Moment now) {
  const Moment open = waits.longest_open(now);
  fmt::print(
      "  {:32} {:6} rows, the longest for {} events, {:.1f} s; of those solved before, {} events, {:.1f} s\n",
      what, count, open.events, open.seconds, waits.longest().events, waits.longest().seconds);
}

void print_waiting(const StreamedShop& shop) {
  const auto events = static_cast<double>(shop.costs().events.size());
  fmt::print("waiting at the end of the stream (seconds: of its work on one core):\n");
  print_waits("products by the factors", shop.model().waiting_products().size(), shop.factor_waits(),
              shop.now());
  print_waits("products by the sparse lanes", shop.model().waiting_neighbours().size(),
              shop.neighbour_waits(), shop.now());
  fmt::print(
      "  {:.2f} % of the events left their product's factors to the sweep; all leave its sparse rows\n",
      100 * static_cast<double>(shop.costs().put_off) / events);
}

struct Stages {
  std::vector<LaneQuality> at_once;
  std::vector<LaneQuality> swept;
  std::vector<LaneQuality> refit;
};

void print_quality(const Stages& stages, std::size_t people) {
  fmt::print("\nRecall@20 / NDCG@20 over {} people; below: how far below the full refit, in percent\n\n",
             people);
  fmt::print(
      "| lane | at once | below | after the sweep | below | full refit |\n|---|---|---|---|---|---|\n");
  for (std::size_t i = 0; i < stages.refit.size(); ++i) {
    const LaneQuality& full = stages.refit[i];
    const auto cells = [&full](const LaneQuality& lane) {
      return fmt::format("{:.4f} / {:.4f} | {:.2f}, {:.2f}", lane.recall, lane.ndcg,
                         100 * (1 - lane.recall / full.recall), 100 * (1 - lane.ndcg / full.ndcg));
    };
    fmt::print("| {} | {} | {} | {:.4f} / {:.4f} |\n", full.lane, cells(stages.at_once[i]),
               cells(stages.swept[i]), full.recall, full.ndcg);
  }
}

Status run(const Options& options, const Data& data) {
  const std::vector<Purchase> purchases = shuffled(data.train);
  const std::span<const Purchase> all(purchases);
  learn::ModelOptions model;
  model.factors.dim = options.dimensions;
  model.threads = 1;
  StreamedShop shop(model, options.stream);
  const auto quality = [&shop, &data] {
    std::fflush(stdout);
    return bench::quality_of_lanes(*shop.snapshot(), data.test, default_thread_count());
  };

  const Spent half = shop.learn_at_once(all.first(all.size() / 2));
  fmt::print("# {} dimensions, kernels {}; half of {} pairs trained in {:.1f} s of processor time\n",
             options.dimensions, model::kernel_target(), all.size(), half.processor);
  shop.stream(all.subspan(all.size() / 2));
  print_costs(shop.costs());
  print_waiting(shop);
  Stages stages;
  Result<std::vector<LaneQuality>> lanes = quality();
  if (!lanes) return lanes.error();
  stages.at_once = std::move(*lanes);

  const std::size_t waiting = shop.model().waiting();
  const Spent cleared = shop.solve_what_waits();
  const Spent swept = shop.sweep(kSweepRounds);
  fmt::print("{} waiting rows solved in {:.1f} s ({:.1f} wall), {} rounds of the sweep in {:.1f} s\n",
             waiting, cleared.processor, cleared.wall, kSweepRounds, swept.processor);
  lanes = quality();
  if (!lanes) return lanes.error();
  stages.swept = std::move(*lanes);

  const Spent refit = shop.refit();
  lanes = quality();
  if (!lanes) return lanes.error();
  stages.refit = std::move(*lanes);
  fmt::print("full refit in {:.1f} s of processor time\n", refit.processor);
  print_quality(stages, data.test.size());
  return {};
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  CLI::App app("What a stream of purchases costs to learn, and how near each lane stays to a full refit");
  app.add_option("--train", options.train, "training file in LightGCN's format");
  app.add_option("--test", options.test, "test file in LightGCN's format");
  app.add_option("--dimensions", options.dimensions, "of the factors");
  app.add_option("--sample-users", options.sample_users, "score so many people, spread evenly; 0: all");
  app.add_option("--page", options.stream.page, "events that are published together")
      ->check(CLI::PositiveNumber);
  app.add_option("--sweep-share", options.stream.sweep_share, "time for waiting rows, of what a page takes");
  app.add_option("--renew-at", options.stream.renew_at,
                 "train the factors anew at so many times the pairs; 0: never; default: as the server does");
  CLI11_PARSE(app, argc, argv);
  const Result<Data> data = read(options);
  if (!data) {
    fmt::print(stderr, "SKIP: {}\n", data.error().message());
    return 0;
  }
  if (const Status done = run(options, *data); !done) {
    fmt::print(stderr, "{}\n", done.error().message());
    return 1;
  }
  return 0;
}
