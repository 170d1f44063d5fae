// Recall@20 over the time of full training, epoch by epoch.
//
//   als_curves [--dim 128] [--epochs 8] [--unobserved 4] [--ridge 0.004] [--exponent 1] [--threads 2]
//                 [--every 5] [--data FOLDER]
#include <fmt/core.h>

#include <chrono>
#include <cstdlib>
#include <map>
#include <string>

#include "factors/split.h"
#include "model/als_trainer.h"
#include "model/dense_kernels.h"

using namespace suggestd;

namespace {

double option(const std::map<std::string, std::string>& options, const std::string& name, double otherwise) {
  const auto found = options.find(name);
  return found == options.end() ? otherwise : std::atof(found->second.c_str());
}

}  // namespace

int main(int argc, char** argv) {
  std::map<std::string, std::string> options;
  for (int i = 1; i + 1 < argc; i += 2) options[argv[i]] = argv[i + 1];
  const std::string folder = options.contains("--data") ? options["--data"] : bench::gowalla_folder();
  const Result<bench::Split> split = bench::read_split(folder);
  if (!split) {
    fmt::print(stderr, "SKIP: {}\n", split.error().message());
    return 0;
  }
  model::AlsSettings settings;
  settings.dim = static_cast<std::size_t>(option(options, "--dim", 128));
  settings.epochs = static_cast<std::size_t>(option(options, "--epochs", 8));
  settings.unobserved_scale = static_cast<float>(option(options, "--unobserved", settings.unobserved_scale));
  settings.ridge = static_cast<float>(option(options, "--ridge", settings.ridge));
  settings.exponent = static_cast<float>(option(options, "--exponent", settings.exponent));
  settings.start_deviation = static_cast<float>(option(options, "--deviation", settings.start_deviation));
  const auto threads = static_cast<std::size_t>(option(options, "--threads", 2));
  const auto every = static_cast<std::size_t>(option(options, "--every", 5));

  fmt::print("# {} dims, {} threads, {}; a0 {:.3g}, lambda {:.3g}\n", settings.dim, threads,
             model::kernel_target(), model::weights_for(settings, split->train).unobserved, settings.ridge);
  model::AlsTrainer trainer(split->train, settings, threads);
  double seconds = 0;
  for (std::size_t epoch = 1; epoch <= settings.epochs; ++epoch) {
    const auto begin = std::chrono::steady_clock::now();
    trainer.run_epoch();
    seconds += std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    const model::AlsFactors& factors = trainer.factors();
    if (epoch > 3 && epoch % 4 != 0) continue;
    const bench::Quality quality =
        bench::quality_of(factors.users, factors.items, *split, 20, every, threads);
    fmt::print("epoch {:2} {:7.3f} s  recall@20 {:.4f}  ndcg@20 {:.4f}  loss {:.6g}\n", epoch, seconds,
               quality.recall, quality.ndcg, model::loss_of(factors, split->train, threads));
    std::fflush(stdout);
  }
}
