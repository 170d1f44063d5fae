#include "cli/export_command.h"

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>

#include <fmt/format.h>

#include "base/json_text.h"
#include "base/whole_file.h"
#include "cli/progress_bar.h"
#include "cli/server_options.h"
#include "connect/sources/export_source.h"

namespace suggestd::cli {
namespace {

struct Flags {
  std::string kind;
  std::string from;
  std::string key;
  std::string store;
  std::string shop = "default";
  std::string file = "-";
  ConfigFlags config;
  bool json = false;
  bool progress = false;
};

// Writes lines to a file, which takes its name only when it is whole, or to standard output.
class Output {
 public:
  static Result<std::unique_ptr<Output>> open(const std::string& file) {
    auto output = std::make_unique<Output>();
    if (file == "-") return output;
    auto opened = WholeFile::open(file);
    if (!opened) return opened.error();
    output->file_ = *std::move(opened);
    return output;
  }

  Status line(std::string_view text) {
    if (file_ != nullptr) return file_->line(text);
    const bool written = std::fwrite(text.data(), 1, text.size(), stdout) == text.size();
    return written && std::fputc('\n', stdout) != EOF ? Status() : failure();
  }

  Status finish() {
    if (file_ == nullptr) return std::fflush(stdout) == 0 ? Status() : failure();
    const auto finished = file_->finish();
    return finished ? Status() : finished.error();
  }

 private:
  static Error failure() { return errno_error("standard output", errno); }

  std::unique_ptr<WholeFile> file_;  // null: standard output
};

std::string vector_line(VectorOwner owner, std::string_view id, std::span<const float> vector) {
  std::string line;
  JsonWriter writer(line);
  writer.begin_object().member("kind", vector_owner_name(owner)).member("id", id);
  writer.member("dimensions", std::uint64_t{vector.size()}).key("vector").begin_array();
  for (const float value : vector) writer.value(value);
  writer.end_array().end_object();
  return line;
}

Result<std::unique_ptr<ExportSource>> open_source(const Flags& flags) {
  if (!flags.from.empty()) return open_server_source(flags.from, flags.key);
  const Result<LoadedConfig> loaded = load_config(flags.config);
  if (!loaded) return loaded.error();
  return open_store_source(flags.store, flags.shop, model_options(loaded->config));
}

// Returns the number of lines written.
Result<std::uint64_t> write_all(const Flags& flags) {
  const auto source = open_source(flags);
  if (!source) return source.error();
  const auto output = Output::open(flags.file);
  if (!output) return output.error();
  ProgressBar bar(flags.kind, flags.progress);
  std::uint64_t lines = 0;
  const auto write = [&](std::string_view line) {
    bar.update(0, 0, ++lines);
    return (*output)->line(line);
  };
  const Status read =
      flags.kind == "vectors"
          ? (*source)->for_each_vector([&](VectorOwner owner, std::string_view id, std::span<const float> v) {
              return write(vector_line(owner, id, v));
            })
          : (*source)->for_each(*shop::parse_record_kind(flags.kind), write);
  if (!read) return read.error();
  if (Status finished = (*output)->finish(); !finished) return finished.error();
  return lines;
}

ExitStatus run(Flags& flags) {
  if (flags.from.empty() == flags.store.empty()) {
    fmt::print(stderr, "suggestd: export needs one of --from URL and --store DIR\n");
    return ExitStatus::usage;
  }
  if (flags.json && flags.file == "-") {
    fmt::print(stderr,
               "suggestd: --json needs a FILE: standard output holds either the records or the summary\n");
    return ExitStatus::usage;
  }
  if (const char* key = std::getenv("SUGGESTD_KEY"); flags.key.empty() && key != nullptr) flags.key = key;
  const auto begin = std::chrono::steady_clock::now();
  const auto lines = write_all(flags);
  if (!lines) return fail(lines.error());
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  if (flags.json) {
    std::string out;
    JsonWriter(out)
        .begin_object()
        .member("kind", flags.kind)
        .member("records", *lines)
        .member("seconds", took.count())
        .end_object();
    fmt::print("{}\n", out);
  } else {
    fmt::print(stderr, "{} {}; {:.1f} s\n", *lines, flags.kind, took.count());
  }
  return ExitStatus::good;
}

}  // namespace

void add_export_command(CLI::App& program, ExitStatus& status) {
  const auto flags = std::make_shared<Flags>();
  CLI::App* command = program.add_subcommand(
      "export", "Write a shop's records, or the model's vectors, as NDJSON; 'import' takes records back");
  command->add_option("--kind", flags->kind, "What to write; events as far back as the log keeps them")
      ->required()
      ->check(CLI::IsMember({"orders", "products", "users", "events", "vectors"}));
  command->add_option("--from", flags->from, "A running server's address for shops")->type_name("URL");
  command->add_option("--key", flags->key,
                      "Key with the scope read; better the environment variable SUGGESTD_KEY");
  command->add_option("--store", flags->store, "The folder of a store; it is only read")->type_name("DIR");
  command->add_option("--shop", flags->shop, "The shop, with --store")->capture_default_str();
  add_config_flags(*command, flags->config);
  command->add_flag("--json", flags->json, "One JSON object on standard output, when FILE is given");
  command->add_flag("--progress", flags->progress, "Draw the progress bar even without a terminal");
  command->add_option("FILE", flags->file, "The file to write; - is standard output")->capture_default_str();
  command->callback([flags, &status] { status = run(*flags); });
}

}  // namespace suggestd::cli
