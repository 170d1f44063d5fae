#include "cli/check_config_command.h"

#include <memory>

#include <fmt/format.h>

#include "base/json_text.h"
#include "base/limit.h"
#include "base/metrics.h"
#include "http/limits.h"
#include "settings/config_table.h"
#include "settings/config_together.h"

namespace suggestd::cli {
namespace {

struct Flags {
  ConfigFlags config;
  bool json = false;
  bool print = false;
  bool sample = false;
  bool reference = false;
  bool metrics = false;
  bool limits = false;
};

void print_values(const LoadedConfig& loaded) {
  for (const ConfigKey& key : config_table()) {
    const std::string setting = fmt::format("{} = {}", key.name, config_value(key, loaded.config));
    fmt::print("{:<60} # {}\n", setting, loaded.origins.at(std::string(key.name)));
  }
  for (const std::string& place : loaded.scenario_places) fmt::print("{:<60} # {}\n", "[[scenario]]", place);
  for (const std::string& place : loaded.receiver_places)
    fmt::print("{:<60} # {}\n", "[[watch.receiver]]", place);
  for (const std::string& place : loaded.server_places)
    fmt::print("{:<60} # {}\n", "[[watch.server]]", place);
  for (const std::string& place : loaded.provider_places)
    fmt::print("{:<60} # {}\n", "[[sign_in_provider]]", place);
}

void print_json(const Result<LoadedConfig>& loaded) {
  std::string out;
  JsonWriter writer(out);
  writer.begin_object().member("valid", loaded.ok());
  writer.key("errors").begin_array();
  if (!loaded) {
    for (const FieldError& field : loaded.error().fields())
      writer.begin_object().member("where", field.pointer).member("detail", field.detail).end_object();
    if (loaded.error().fields().empty())
      writer.begin_object().member("where", "").member("detail", loaded.error().message()).end_object();
  }
  writer.end_array();
  if (loaded) {
    writer.key("remarks").begin_array();
    for (const std::string& remark : config_remarks(*loaded)) writer.value(remark);
    writer.end_array();
    writer.key("values").begin_object();
    for (const ConfigKey& key : config_table()) writer.key(key.name).raw(config_value(key, loaded->config));
    writer.end_object();
    writer.key("origins").begin_object();
    for (const auto& [key, origin] : loaded->origins) writer.member(key, origin);
    writer.end_object();
    writer.key("need_restart").begin_array();
    for (const ConfigKey& key : config_table())
      if (key.reload == Reload::restart) writer.value(key.name);
    writer.end_array();
  }
  writer.end_object();
  fmt::print("{}\n", out);
}

ExitStatus run(const Flags& flags) {
  if (flags.sample) return fmt::print("{}", sample_config_file()), ExitStatus::good;
  if (flags.reference) return fmt::print("{}", config_reference()), ExitStatus::good;
  if (flags.metrics) return fmt::print("{}", metrics_reference()), ExitStatus::good;
  if (flags.limits) return fmt::print("{}", limits_reference(limits::all_limits())), ExitStatus::good;
  const auto loaded = load_config(flags.config);
  if (flags.json) print_json(loaded);
  if (!loaded) {
    if (!flags.json) fmt::print(stderr, "{}\n", loaded.error().message());
    return ExitStatus::config;
  }
  if (flags.json) return ExitStatus::good;
  for (const std::string& remark : config_remarks(*loaded)) fmt::print(stderr, "remark: {}\n", remark);
  if (flags.print) {
    print_values(*loaded);
  } else {
    fmt::print("{}: good\n", flags.config.file.empty() ? "defaults" : flags.config.file);
  }
  return ExitStatus::good;
}

}  // namespace

void add_check_config_command(CLI::App& program, ExitStatus& status) {
  const auto flags = std::make_shared<Flags>();
  CLI::App* command = program.add_subcommand("check-config", "Check a configuration: status 0 good, 78 bad");
  add_config_flags(*command, flags->config);
  command->add_flag("--json", flags->json, "One JSON object on standard output");
  command->add_flag("--print-config,--print", flags->print, "Print every key's value and where it came from");
  command->add_flag("--print-sample", flags->sample, "Print a file with every key at its default");
  command->add_flag("--print-reference", flags->reference, "Print docs/operate/configuration.md");
  command->add_flag("--print-metrics", flags->metrics, "Print docs/operate/metrics.md");
  command->add_flag("--print-limits", flags->limits, "Print docs/internals/limits.md");
  command->callback([flags, &status] { status = run(*flags); });
}

}  // namespace suggestd::cli
