#include "cli/evaluate_command.h"

#include <unistd.h>

#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "cli/evaluate_orders.h"
#include "evaluate/customer_orders.h"
#include "evaluate/last_basket.h"
#include "evaluate/make_split.h"
#include "evaluate/new_products.h"
#include "evaluate/next_orders.h"
#include "evaluate/prequential.h"
#include "evaluate/split_evaluation.h"

namespace suggestd::cli {
namespace {

struct Flags {
  std::string protocol = "split";
  std::string format = "lightgcn";
  std::string train;
  std::string test;
  std::vector<std::string> files;
  OrdersPlace shop;
  std::size_t at = 0;
  std::size_t dimensions = 128;
  std::size_t sample_users = 0;
  double test_share = 0.2;
  bool tune = false;
  bool ablate = false;
  bool diversity = false;
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

// True if the flags name orders, of a shop or of a data set.
bool names_orders(const Flags& flags) {
  if (!flags.shop.from.empty() || !flags.shop.store.empty()) return true;
  return (flags.format == "online-retail" || flags.format == "orders") && !flags.files.empty();
}

constexpr std::string_view kOrdersNeeded =
    "--format orders FILE..., --format online-retail FILE..., --store DIR or --from URL";

Result<std::vector<evaluate::CustomerOrder>> orders_of(const Flags& flags, const learn::ModelOptions& model) {
  OrdersPlace place = flags.shop;
  place.format = flags.format;
  place.files = flags.files;
  return read_orders(place, model);
}

ExitStatus measure(const Result<evaluate::Split>& split, const Flags& flags,
                   const learn::ModelOptions& model) {
  if (!split) return fail(split.error());
  if (split->test.empty()) return fail(invalid("nobody has anything to be predicted"));
  evaluate::SplitOptions options;
  options.protocol = flags.protocol;
  options.scoring.at = flags.at == 0 ? 20 : flags.at;
  options.scoring.sample_users = flags.sample_users;
  options.settings.model = model;
  options.tune = flags.tune;
  options.progress = show_progress;
  return print(evaluate_split(*split, options), flags.json);
}

ExitStatus run_split(const Flags& flags, const learn::ModelOptions& model) {
  if (flags.format != "lightgcn") return usage("--protocol split reads --format lightgcn");
  if (flags.train.empty() || flags.test.empty())
    return usage("--protocol split needs --train FILE and --test FILE");
  return measure(evaluate::given_split(flags.train, flags.test), flags, model);
}

ExitStatus run_leave_last_out(const Flags& flags, const learn::ModelOptions& model) {
  if (names_orders(flags)) {
    const auto orders = orders_of(flags, model);
    if (!orders) return fail(orders.error());
    return measure(evaluate::leave_last_out(evaluate::baskets_of(*orders)), flags, model);
  }
  if (flags.format != "baskets" || flags.files.size() != 1)
    return usage(fmt::format("--protocol leave-last-out needs --format baskets FILE, {}", kOrdersNeeded));
  const auto users = evaluate::read_baskets(flags.files.front());
  if (!users) return fail(users.error());
  return measure(evaluate::leave_last_out(*users), flags, model);
}

ExitStatus run_time_split(const Flags& flags, const learn::ModelOptions& model) {
  if (!names_orders(flags)) return usage(fmt::format("--protocol time-split needs {}", kOrdersNeeded));
  const auto orders = orders_of(flags, model);
  if (!orders) return fail(orders.error());
  return measure(evaluate::split_by_time(*orders, flags.test_share), flags, model);
}

ExitStatus run_last_basket(const Flags& flags, const learn::ModelOptions& model) {
  evaluate::LastBasketOptions options;
  options.at = flags.at == 0 ? 10 : flags.at;
  options.sample_users = flags.sample_users;
  options.ablate = flags.ablate;
  options.diversity = flags.diversity;
  options.model = model;
  options.progress = show_progress;
  if (names_orders(flags)) {
    const auto orders = orders_of(flags, model);
    if (!orders) return fail(orders.error());
    options.file = !flags.files.empty() ? flags.files.front() : flags.shop.from + flags.shop.store;
    return print(evaluate_last_basket(evaluate::baskets_of(*orders), options), flags.json);
  }
  if (flags.format != "baskets")
    return usage(fmt::format("--protocol last-basket needs --format baskets FILE, {}", kOrdersNeeded));
  if (flags.files.size() != 1) return usage("--protocol last-basket needs one FILE");
  options.file = flags.files.front();
  return print(evaluate_last_basket(options), flags.json);
}

ExitStatus run_prequential(const Flags& flags, const learn::ModelOptions& model) {
  if (!names_orders(flags)) return usage(fmt::format("--protocol prequential needs {}", kOrdersNeeded));
  const auto orders = orders_of(flags, model);
  if (!orders) return fail(orders.error());
  evaluate::PrequentialOptions options;
  options.at = flags.at == 0 ? 20 : flags.at;
  options.model = model;
  options.progress = show_progress;
  return print(evaluate_prequential(*orders, options), flags.json);
}

ExitStatus run_next_order(const Flags& flags, const learn::ModelOptions& model) {
  if (!names_orders(flags)) return usage(fmt::format("--protocol next-order needs {}", kOrdersNeeded));
  const auto orders = orders_of(flags, model);
  if (!orders) return fail(orders.error());
  evaluate::NextOrdersOptions options;
  options.at = flags.at == 0 ? 20 : flags.at;
  options.sample_users = flags.sample_users;
  options.test_share = flags.test_share;
  options.model = model;
  return print(evaluate_next_orders(*orders, options), flags.json);
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

// The fault in the place of a shop's orders, "" if there is none.
std::string_view wrong_place(const Flags& flags) {
  const bool shop = !flags.shop.from.empty() || !flags.shop.store.empty();
  if (!flags.shop.from.empty() && !flags.shop.store.empty())
    return "evaluate reads --from URL or --store DIR, not both";
  if (shop && !flags.files.empty()) return "evaluate reads a shop (--from, --store) or files, not both";
  if (shop && (flags.protocol == "split" || flags.protocol == "new-products"))
    return "--from and --store go with --protocol last-basket, leave-last-out, time-split, next-order and "
           "prequential";
  return "";
}

ExitStatus run(Flags& flags) {
  if (const std::string_view wrong = wrong_place(flags); !wrong.empty()) return usage(wrong);
  if (const char* key = std::getenv("SUGGESTD_KEY"); flags.shop.key.empty() && key != nullptr)
    flags.shop.key = key;
  learn::ModelOptions model;
  model.factors.dim = flags.dimensions;
  if (flags.protocol == "last-basket") return run_last_basket(flags, model);
  if (flags.protocol == "leave-last-out") return run_leave_last_out(flags, model);
  if (flags.protocol == "time-split") return run_time_split(flags, model);
  if (flags.protocol == "next-order") return run_next_order(flags, model);
  if (flags.protocol == "new-products") return run_new_products(flags, model);
  if (flags.protocol == "prequential") return run_prequential(flags, model);
  return run_split(flags, model);
}

}  // namespace

void add_evaluate_command(CLI::App& program, ExitStatus& status) {
  const auto flags = std::make_shared<Flags>();
  CLI::App* command = program.add_subcommand("evaluate", "Measure the lists on a data set");
  command
      ->add_option(
          "--protocol", flags->protocol,
          "split: given training and test file; leave-last-out; time-split; last-basket; next-order; "
          "prequential; new-products")
      ->check(CLI::IsMember({"split", "leave-last-out", "time-split", "last-basket", "next-order",
                             "prequential", "new-products"}))
      ->capture_default_str();
  command->add_option("--format", flags->format, "Form of the files")
      ->check(CLI::IsMember({"lightgcn", "baskets", "orders", "online-retail", "dunnhumby"}))
      ->capture_default_str();
  command->add_option("--train", flags->train, "split: what is learned")->type_name("FILE");
  command->add_option("--test", flags->test, "split: what is predicted")->type_name("FILE");
  command->add_option("FILE", flags->files,
                      "last-basket: the baskets; orders: what export --kind orders wrote; online-retail: the "
                      "files in the order of time");
  command->add_option("--from", flags->shop.from, "Instead of files: the orders of a running server")
      ->type_name("URL");
  command->add_option("--key", flags->shop.key,
                      "With --from: key with the scope read; better the environment variable SUGGESTD_KEY");
  command
      ->add_option("--store", flags->shop.store, "Instead of files: the orders of a store; it is only read")
      ->type_name("DIR");
  command->add_option("--shop", flags->shop.shop, "The shop, with --store")->capture_default_str();
  command->add_option("--at", flags->at, "Length of the lists (20; last-basket: 10)")
      ->check(CLI::Range(1, 1000));
  command->add_option("--dimensions", flags->dimensions, "Length of the vectors")
      ->check(CLI::Range(1, 1024))
      ->capture_default_str();
  command->add_option("--sample-users", flags->sample_users, "Score only so many people; 0: all");
  command
      ->add_option("--test-share", flags->test_share,
                   "time-split, next-order: this share of the orders is predicted")
      ->check(CLI::Range(0.001, 0.999))
      ->capture_default_str();
  command->add_flag("--tune", flags->tune, "The splits: look for better settings, on what is learned alone");
  command->add_flag("--ablate", flags->ablate,
                    "last-basket: also what the blend is worth without each of its parts");
  command->add_flag("--diversity", flags->diversity,
                    "last-basket: also what diversity from 0 to 1 costs and brings, in steps of 0.1");
  command->add_flag("--json", flags->json, "One JSON object on standard output");
  command->callback([flags, &status] { status = run(*flags); });
}

}  // namespace suggestd::cli
