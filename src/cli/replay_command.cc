#include "cli/replay_command.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include <fmt/format.h>

#include "base/json_text.h"
#include "cli/server_options.h"
#include "follow/followers.h"
#include "learn/checkpoint/apply_guard.h"
#include "learn/digest.h"
#include "learn/replay.h"
#include "store/open_beside.h"
#include "store/store.h"

namespace suggestd::cli {
namespace {

struct Flags {
  std::string store;
  std::string shop = "default";
  std::uint64_t until = 0;
  unsigned threads = 0;
  ConfigFlags config;
  bool json = false;
};

struct Made {
  std::shared_ptr<const learn::Snapshot> snapshot;
  learn::ModelDigest digest;
  double seconds = 0;
};

Result<Made> make(const Flags& flags, const Config& config) {
  const auto opened = store::open_beside_server(flags.store);
  if (!opened) return opened.error();
  const auto shop = (*opened)->shops().find(flags.shop);
  if (!shop) return not_found(fmt::format("the store {} has no shop '{}'", flags.store, flags.shop));
  learn::ModelOptions model = model_options(config);
  model.threads = flags.threads;
  const Result<learn::SetAside> aside =
      learn::read_set_aside((*opened)->follower_state(follow::kLearner), *shop);
  if (!aside) return aside.error();
  const auto begin = std::chrono::steady_clock::now();
  Result<std::shared_ptr<const learn::Snapshot>> snapshot =
      learn::replay((*opened)->log(), *shop, Sequence{flags.until}, model, *aside);
  if (!snapshot) return snapshot.error();
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  return Made{*snapshot, learn::digest(**snapshot), seconds};
}

void print_json(const Made& made) {
  const learn::Snapshot& snapshot = *made.snapshot;
  std::string out;
  JsonWriter writer(out);
  writer.begin_object()
      .member("applied", to_text(snapshot.applied))
      .member("users", std::uint64_t{snapshot.people.size()})
      .member("products", std::uint64_t{snapshot.products.size()})
      .member("vectors", made.digest.with_vector)
      .member("dimensions", std::uint64_t{snapshot.options.factors.dim})
      .member("user_vectors_hash", fmt::format("{:016x}", made.digest.user_vectors))
      .member("product_vectors_hash", fmt::format("{:016x}", made.digest.product_vectors))
      .member("neighbours_hash", fmt::format("{:016x}", made.digest.neighbours))
      .member("blend_hash", fmt::format("{:016x}", made.digest.blend))
      .member("seconds", made.seconds)
      .end_object();
  fmt::print("{}\n", out);
}

void print_text(const Made& made) {
  const learn::Snapshot& snapshot = *made.snapshot;
  fmt::print(
      "The model of {}: {} users, {} products, {} vectors of {} dimensions, made in {:.2f} s.\n"
      "user vectors     {:016x}\nproduct vectors  {:016x}\nneighbours       {:016x}\nblend            "
      "{:016x}\n",
      to_text(snapshot.applied), snapshot.people.size(), snapshot.products.size(), made.digest.with_vector,
      snapshot.options.factors.dim, made.seconds, made.digest.user_vectors, made.digest.product_vectors,
      made.digest.neighbours, made.digest.blend);
}

ExitStatus run(const Flags& flags) {
  const Result<LoadedConfig> loaded = load_config(flags.config);
  if (!loaded) return fail(loaded.error());
  const Result<Made> made = make(flags, loaded->config);
  if (!made) return fail(made.error());
  if (flags.json) {
    print_json(*made);
  } else {
    print_text(*made);
  }
  return ExitStatus::good;
}

}  // namespace

void add_replay_command(CLI::App& program, ExitStatus& status) {
  const auto flags = std::make_shared<Flags>();
  CLI::App* command = program.add_subcommand(
      "replay", "Make the model of a past moment from a store's log, and tell its hash; changes nothing");
  command->add_option("--store", flags->store, "The store's folder")->type_name("DIR")->required();
  command->add_option("--until", flags->until, "Last sequence of the log that counts")
      ->type_name("SEQ")
      ->required();
  command->add_option("--shop", flags->shop, "Name of the shop")->capture_default_str();
  command->add_option("--threads", flags->threads, "0: one for each core; the result is the same");
  add_config_flags(*command, flags->config);
  command->add_flag("--json", flags->json, "One JSON object on standard output");
  command->callback([flags, &status] { status = run(*flags); });
}

}  // namespace suggestd::cli
