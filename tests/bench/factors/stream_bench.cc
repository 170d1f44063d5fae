// Half of the pairs trained, the other half streamed one event at a time through the lane that serves
// (learn/factor_lane.h): microseconds an event, drift, and quality against a full refit.
//
//   stream_bench [--dim 128] [--people-per-touch 256] [--renew-at 1.25] [--every 3] [--data FOLDER]
//
// An event re-solves its user exactly, and its item unless the item has more than people-per-touch
// people for each event that it has had since its last solution; those wait for the sweep. All rows are
// trained anew each time that the pairs have grown to renew-at times what they were (learn/model.h); 0:
// never.
#include <fmt/core.h>
#include <time.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <random>
#include <string>

#include "factors/split.h"
#include "learn/factor_lane.h"
#include "model/dense_kernels.h"

using namespace suggestd;

namespace {

struct Options {
  model::AlsSettings settings;
  std::size_t people_per_touch = 256;
  double renew_at = 1.25;
  std::size_t every = 3;
  std::string folder = bench::gowalla_folder();
};

Options parse(int argc, char** argv) {
  Options options;
  for (int i = 1; i + 1 < argc; i += 2) {
    const std::string name = argv[i];
    if (name == "--dim") options.settings.dim = std::stoul(argv[i + 1]);
    if (name == "--people-per-touch") options.people_per_touch = std::stoul(argv[i + 1]);
    if (name == "--epochs") options.settings.epochs = std::stoul(argv[i + 1]);
    if (name == "--renew-at") options.renew_at = std::stod(argv[i + 1]);
    if (name == "--every") options.every = std::stoul(argv[i + 1]);
    if (name == "--data") options.folder = argv[i + 1];
  }
  return options;
}

// Processor time of this thread, which a busy machine disturbs less than the wall clock.
class Stopwatch {
 public:
  double seconds() const { return now() - begin_; }

 private:
  static double now() {
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
  }
  double begin_ = now();
};

void append(std::vector<learn::LearnedRow>& rows, std::uint32_t row, std::uint32_t column) {
  rows[row].columns.push_back(column);
  rows[row].confidences.push_back(1.0F);
}

// The stream's state: what is known of both sides, and which items wait.
struct Stream {
  learn::FactorLane lane;
  std::vector<learn::LearnedRow> users;
  std::vector<learn::LearnedRow> items;
  std::vector<std::size_t> touches;
  std::size_t deferred = 0;
  std::size_t pairs = 0;

  void learn(const model::Interaction& event, std::size_t people_per_touch) {
    append(users, event.user, event.item);
    append(items, event.item, event.user);
    lane.renew_weights(static_cast<double>(++pairs));
    lane.solve_user(UserRow{event.user}, users[event.user]);
    if (++touches[event.item] * people_per_touch < items[event.item].columns.size()) {
      ++deferred;
      return;
    }
    touches[event.item] = 0;
    lane.solve_product(ProductRow{event.item}, items[event.item]);
  }

  void sweep() {
    for (std::uint32_t item = 0; item < items.size(); ++item)
      lane.solve_product(ProductRow{item}, items[item]);
    for (std::uint32_t user = 0; user < users.size(); ++user) lane.solve_user(UserRow{user}, users[user]);
  }
};

void print_quality(const char* what, const learn::FactorLane& lane, const bench::Split& split,
                   const Options& options) {
  model::FactorMatrix users(split.train.users(), options.settings.dim);
  model::FactorMatrix items(split.train.items(), options.settings.dim);
  for (std::uint32_t user = 0; user < users.rows(); ++user) {
    const auto vector = lane.user(UserRow{user});
    std::copy(vector.begin(), vector.end(), users[user].begin());
  }
  for (std::uint32_t item = 0; item < items.rows(); ++item) {
    const auto vector = lane.product(ProductRow{item});
    std::copy(vector.begin(), vector.end(), items[item].begin());
  }
  const bench::Quality quality = bench::quality_of(users, items, split, 20, options.every, 2);
  fmt::print("{:28} recall@20 {:.4f}  ndcg@20 {:.4f}\n", what, quality.recall, quality.ndcg);
}

void run(const bench::Split& split, const Options& options) {
  std::vector<model::Interaction> events = split.pairs;
  std::shuffle(events.begin(), events.end(), std::mt19937_64(7));
  const std::size_t half = events.size() / 2;

  Stream stream{learn::FactorLane(options.settings, 1),
                std::vector<learn::LearnedRow>(split.train.users()),
                std::vector<learn::LearnedRow>(split.train.items()),
                std::vector<std::size_t>(split.train.items(), 0),
                0,
                half};
  for (std::size_t i = 0; i < half; ++i) {
    append(stream.users, events[i].user, events[i].item);
    append(stream.items, events[i].item, events[i].user);
  }
  stream.lane.train(
      model::Interactions(std::span(events).first(half), split.train.users(), split.train.items()), {});
  print_quality("trained on half", stream.lane, split, options);

  const Stopwatch streaming;
  double renewing = 0;
  std::size_t trained = half;
  for (std::size_t i = half; i < events.size(); ++i) {
    if (options.renew_at > 0 && static_cast<double>(i) >= options.renew_at * static_cast<double>(trained)) {
      const Stopwatch renewal;
      stream.lane.train(
          model::Interactions(std::span(events).first(i), split.train.users(), split.train.items()), {});
      renewing += renewal.seconds();
      trained = i;
    }
    stream.learn(events[i], options.people_per_touch);
  }
  const auto streamed = static_cast<double>(events.size() - half);
  fmt::print("{:28} {:.1f} us an event over {} events, {:.2f} % left an item to the sweep\n", "streamed",
             (streaming.seconds() - renewing) * 1e6 / streamed, events.size() - half,
             100.0 * static_cast<double>(stream.deferred) / streamed);
  fmt::print("{:28} {:.1f} us an event, in processor time of one thread\n", "training anew",
             renewing * 1e6 / streamed);
  print_quality("after the stream", stream.lane, split, options);

  const Stopwatch sweeping;
  stream.sweep();
  const double seconds = sweeping.seconds();
  print_quality("after one sweep", stream.lane, split, options);
  fmt::print("{:28} {:.2f} s on one thread\n", "the sweep took", seconds);

  learn::FactorLane refit(options.settings, 2);
  refit.train(split.train, {});
  print_quality("full refit", refit, split, options);
}

}  // namespace

int main(int argc, char** argv) {
  const Options options = parse(argc, argv);
  const Result<bench::Split> split = bench::read_split(options.folder);
  if (!split) {
    fmt::print(stderr, "SKIP: {}\n", split.error().message());
    return 0;
  }
  fmt::print("# {} dims, kernels {}, items wait beyond {} people a touch\n", options.settings.dim,
             model::kernel_target(), options.people_per_touch);
  run(*split, options);
}
