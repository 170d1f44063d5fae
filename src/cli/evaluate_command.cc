#include "cli/evaluate_command.h"

#include <unistd.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "evaluate/customer_orders.h"
#include "evaluate/last_basket.h"
#include "evaluate/lightgcn.h"
#include "evaluate/new_products.h"
#include "evaluate/prequential.h"

namespace suggestd::cli {
namespace {

struct Flags {
  std::string protocol = "split";
  std::string format = "lightgcn";
  std::string train;
  std::string test;
  std::vector<std::string> files;
  std::size_t at = 0;
  std::size_t dimensions = 128;
  std::size_t sample_users = 0;
  bool tune = false;
  bool json = false;
};

void show_progress(const std::string& line) {
  if (::isatty(STDERR_FILENO) != 0) fmt::print(stderr, "{}\n", line);
}

ExitStatus usage(std::string_view message) {
  fmt::print(stderr, "suggestd: {}\n", message);
  return ExitStatus::usage;
}

ExitStatus print(const Result<evaluate::Report>& report, bool json) {
  if (!report) return fail(report.error());
  if (json) {
    fmt::print("{}\n", to_json(*report));
  } else {
    fmt::print("{}", to_text(*report));
  }
  return ExitStatus::good;
}

std::vector<std::filesystem::path> paths(const std::vector<std::string>& files) {
  return {files.begin(), files.end()};
}

ExitStatus run_split(const Flags& flags, const learn::ModelOptions& model) {
  if (flags.format != "lightgcn") return usage("--protocol split reads --format lightgcn");
  if (flags.train.empty() || flags.test.empty())
    return usage("--protocol split needs --train FILE and --test FILE");
  evaluate::LightgcnOptions options;
  options.train = flags.train;
  options.test = flags.test;
  options.scoring.at = flags.at == 0 ? 20 : flags.at;
  options.scoring.sample_users = flags.sample_users;
  options.settings.model = model;
  options.tune = flags.tune;
  options.progress = show_progress;
  return print(evaluate_lightgcn(options), flags.json);
}

ExitStatus run_last_basket(const Flags& flags, const learn::ModelOptions& model) {
  evaluate::LastBasketOptions options;
  options.at = flags.at == 0 ? 10 : flags.at;
  options.sample_users = flags.sample_users;
  options.model = model;
  options.progress = show_progress;
  if (flags.format == "online-retail") {
    if (flags.files.empty()) return usage("--format online-retail needs FILE...");
    const auto orders = evaluate::read_online_retail(paths(flags.files));
    if (!orders) return fail(orders.error());
    options.file = flags.files.front();
    return print(evaluate_last_basket(evaluate::baskets_of(*orders), options), flags.json);
  }
  if (flags.format != "baskets")
    return usage("--protocol last-basket reads --format baskets or --format online-retail");
  if (flags.files.size() != 1) return usage("--protocol last-basket needs one FILE");
  options.file = flags.files.front();
  return print(evaluate_last_basket(options), flags.json);
}

ExitStatus run_prequential(const Flags& flags, const learn::ModelOptions& model) {
  if (flags.format != "online-retail") return usage("--protocol prequential reads --format online-retail");
  if (flags.files.empty()) return usage("--protocol prequential needs FILE...");
  const auto orders = evaluate::read_online_retail(paths(flags.files));
  if (!orders) return fail(orders.error());
  evaluate::PrequentialOptions options;
  options.at = flags.at == 0 ? 20 : flags.at;
  options.model = model;
  options.progress = show_progress;
  return print(evaluate_prequential(*orders, options), flags.json);
}

ExitStatus run_new_products(const Flags& flags, const learn::ModelOptions& model) {
  if (flags.format != "dunnhumby") return usage("--protocol new-products reads --format dunnhumby");
  if (flags.files.size() != 2)
    return usage("--protocol new-products needs the file of products, then receipts");
  evaluate::NewProductsOptions options;
  options.products = flags.files[0];
  options.receipts = flags.files[1];
  options.at = flags.at == 0 ? 20 : flags.at;
  options.model = model;
  return print(evaluate_new_products(options), flags.json);
}

ExitStatus run(const Flags& flags) {
  learn::ModelOptions model;
  model.factors.dim = flags.dimensions;
  if (flags.protocol == "last-basket") return run_last_basket(flags, model);
  if (flags.protocol == "new-products") return run_new_products(flags, model);
  if (flags.protocol == "prequential") return run_prequential(flags, model);
  return run_split(flags, model);
}

}  // namespace

void add_evaluate_command(CLI::App& program, ExitStatus& status) {
  const auto flags = std::make_shared<Flags>();
  CLI::App* command = program.add_subcommand("evaluate", "Measure the lists on a data set");
  command
      ->add_option("--protocol", flags->protocol,
                   "split: given training and test file; last-basket; prequential; new-products")
      ->check(CLI::IsMember({"split", "last-basket", "prequential", "new-products"}))
      ->capture_default_str();
  command->add_option("--format", flags->format, "Form of the files")
      ->check(CLI::IsMember({"lightgcn", "baskets", "online-retail", "dunnhumby"}))
      ->capture_default_str();
  command->add_option("--train", flags->train, "split: what is learned");
  command->add_option("--test", flags->test, "split: what is predicted");
  command->add_option("FILE", flags->files,
                      "last-basket: the baskets; online-retail: the files in the order of time");
  command->add_option("--at", flags->at, "Length of the lists (20; last-basket: 10)")
      ->check(CLI::Range(1, 1000));
  command->add_option("--dimensions", flags->dimensions, "Length of the vectors")
      ->check(CLI::Range(1, 1024))
      ->capture_default_str();
  command->add_option("--sample-users", flags->sample_users, "Score only so many people; 0: all");
  command->add_flag("--tune", flags->tune, "split: look for better settings, on the training file alone");
  command->add_flag("--json", flags->json, "One JSON object on standard output");
  command->callback([flags, &status] { status = run(*flags); });
}

}  // namespace suggestd::cli
