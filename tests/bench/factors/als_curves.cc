// Recall@20 over the time of full training, epoch by epoch, by the product's solver and by each way of
// solving all rows: wall time, and the processor time of all threads, which a busy machine disturbs less.
//
//   als_curves [--solver cg|exact|blocks|all] [--dim 128] [--epochs 8] [--steps 2] [--block 64]
//              [--unobserved 4] [--ridge 0.004] [--exponent 1] [--threads 2] [--every 5] [--data FOLDER]
//
// cg: conjugate gradients, as the product trains; exact: all rows exactly, the short ones in the small form
// of model/factors/row_solve.h; blocks: iALS++ (factors/block_trainer.h).
#include <fmt/core.h>
#include <time.h>

#include <chrono>
#include <cmath>
#include <cstdlib>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "factors/block_trainer.h"
#include "factors/split.h"
#include "model/factors/als_trainer.h"
#include "model/factors/dense_kernels.h"

using namespace suggestd;

namespace {

using Options = std::map<std::string, std::string>;

double option(const Options& options, const std::string& name, double otherwise) {
  const auto found = options.find(name);
  return found == options.end() ? otherwise : std::atof(found->second.c_str());
}

std::size_t count(const Options& options, const std::string& name, std::size_t otherwise) {
  return static_cast<std::size_t>(option(options, name, static_cast<double>(otherwise)));
}

double processor_seconds() {
  timespec time{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

struct Run {
  const bench::Split& split;
  model::AlsSettings settings;
  std::size_t threads;
  std::size_t every;  // scores each `every`-th user
};

constexpr std::size_t kMany = 15;  // steps of conjugate gradients, or passes over the blocks

model::AlsSettings exact_rows(model::AlsSettings settings) {
  settings.steps = 0;
  return settings;
}

template <class Trainer>
void print_curve(const std::string& solver, Trainer trainer, const Run& run) {
  double seconds = 0;
  double processor = 0;
  for (std::size_t epoch = 1; epoch <= run.settings.epochs; ++epoch) {
    const auto begin = std::chrono::steady_clock::now();
    const double processor_begin = processor_seconds();
    trainer.run_epoch();
    seconds += std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    processor += processor_seconds() - processor_begin;
    const model::AlsFactors& factors = trainer.factors();
    if (epoch > 6 && epoch % 4 != 0) continue;
    const bench::Quality quality =
        bench::quality_of(factors.users, factors.items, run.split, 20, run.every, run.threads);
    fmt::print(
        "{:6} epoch {:2} {:7.3f} s  recall@20 {:.4f}  ndcg@20 {:.4f}  loss {:.6g}  processor {:.3f} s\n",
        solver, epoch, seconds, quality.recall, quality.ndcg,
        model::loss_of(factors, run.split.train, run.threads), processor);
    std::fflush(stdout);
  }
}

// The distance between the scores of the observed pairs after an epoch and after an exact one: root mean
// square, relative. (Vectors can't be compared: each trainer turns its own to a basis of its own.)
template <class Trainer>
double distance_from_exact(Trainer trainer, const Run& run) {
  model::AlsTrainer exact_trainer(run.split.train, exact_rows(run.settings), run.threads);
  exact_trainer.run_epoch();
  trainer.run_epoch();
  const model::AlsFactors& exact = exact_trainer.factors();
  const model::AlsFactors& other = trainer.factors();
  double differences = 0;
  double squares = 0;
  for (const model::Interaction& pair : run.split.pairs) {
    const float score =
        model::dot(exact.users[pair.user].data(), exact.items[pair.item].data(), run.settings.dim);
    const float rivals =
        model::dot(other.users[pair.user].data(), other.items[pair.item].data(), run.settings.dim);
    differences += static_cast<double>((rivals - score) * (rivals - score));
    squares += static_cast<double>(score * score);
  }
  return std::sqrt(differences / squares);
}

// Whether a solver that gets kMany steps comes to the exact rows; the curve of one that does not is not worth
// drawing.
bool agrees(const char* solver, double distance) {
  fmt::print("# {} with many steps: scores {:.2g} from the exact ones\n", solver, distance);
  return distance < 0.001;
}

bool run_solver(const std::string& solver, const Run& run, std::size_t block) {
  const model::Interactions& train = run.split.train;
  const model::AlsSettings& settings = run.settings;
  if (solver == "exact") {
    print_curve(solver, model::AlsTrainer(train, exact_rows(settings), run.threads), run);
  } else if (solver == "cg") {
    model::AlsSettings many = settings;
    many.steps = kMany;
    if (!agrees("cg", distance_from_exact(model::AlsTrainer(train, many, run.threads), run))) return false;
    print_curve(solver, model::AlsTrainer(train, settings, run.threads), run);
  } else if (solver == "blocks") {
    bench::BlockTrainer many(train, settings, {kMany, block}, run.threads);
    if (!agrees("blocks", distance_from_exact(std::move(many), run))) return false;
    print_curve(solver, bench::BlockTrainer(train, settings, {1, block}, run.threads), run);
  } else {
    fmt::print(stderr, "there is no solver {}\n", solver);
    return false;
  }
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  for (int i = 1; i + 1 < argc; i += 2) options[argv[i]] = argv[i + 1];
  const std::string folder = options.contains("--data") ? options["--data"] : bench::gowalla_folder();
  const Result<bench::Split> split = bench::read_split(folder);
  if (!split) {
    fmt::print(stderr, "SKIP: {}\n", split.error().message());
    return 0;
  }
  model::AlsSettings settings;
  settings.dim = count(options, "--dim", 128);
  settings.epochs = count(options, "--epochs", 8);
  settings.unobserved_scale = static_cast<float>(option(options, "--unobserved", settings.unobserved_scale));
  settings.ridge = static_cast<float>(option(options, "--ridge", settings.ridge));
  settings.exponent = static_cast<float>(option(options, "--exponent", settings.exponent));
  settings.start_deviation = static_cast<float>(option(options, "--deviation", settings.start_deviation));
  settings.steps = count(options, "--steps", settings.steps);
  const Run run{*split, settings, count(options, "--threads", 2), count(options, "--every", 5)};
  fmt::print("# {} dims, {} threads, {}; a0 {:.3g}, lambda {:.3g}\n", settings.dim, run.threads,
             model::kernel_target(), model::weights_for(settings, split->train).unobserved, settings.ridge);

  const std::string chosen = options.contains("--solver") ? options["--solver"] : "cg";
  const std::vector<std::string> all{"exact", "cg", "blocks"};
  for (const std::string& solver : chosen == "all" ? all : std::vector{chosen}) {
    if (!run_solver(solver, run, count(options, "--block", 64))) return 1;
  }
}
