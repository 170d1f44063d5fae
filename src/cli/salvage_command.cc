#include "cli/salvage_command.h"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>

#include <fmt/format.h>

#include "base/json_text.h"
#include "store/backup/salvage.h"

namespace suggestd::cli {
namespace {

struct Flags {
  std::string store;
  bool accept_loss = false;
  bool json = false;
};

// "3000 records were on disk by the store's mark; 1500 can be read: 1500 are lost".
std::string loss_of(const store::SalvageReport& report) {
  if (!report.acknowledged)
    return fmt::format("{} records can be read; how many there were is not known", report.records);
  const std::uint64_t lost = *report.acknowledged - std::min(*report.acknowledged, report.records);
  return fmt::format("{} records were on disk by the store's mark; {} can be read: {} are lost",
                     *report.acknowledged, report.records, lost);
}

void print_text(const store::SalvageReport& report, bool accepted) {
  if (!report.damage) {
    fmt::print("the store is whole as far as this looks: {} records\n", report.records);
    return;
  }
  fmt::print("{}\n\n{}\n", *report.damage, loss_of(report));
  for (const store::SalvagedShop& shop : report.shops)
    fmt::print("  shop {:<20} {} {}\n", shop.name, accepted ? "goes on after" : "would end at",
               to_text(shop.head));
  if (accepted) {
    fmt::print("\nThe store opens again, each shop in a new epoch. As it was: {}\n",
               report.set_aside.string());
  } else {
    fmt::print("\nNothing was changed. A backup that holds more is better; without one: --accept-loss\n");
  }
}

void print_json(const store::SalvageReport& report, bool accepted) {
  std::string out;
  JsonWriter writer(out);
  writer.begin_object().key("damage");
  if (report.damage) {
    writer.value(*report.damage);
  } else {
    writer.null();
  }
  writer.member("records", report.records).key("acknowledged");
  if (report.acknowledged) {
    writer.value(*report.acknowledged);
  } else {
    writer.null();
  }
  writer.key("shops").begin_array();
  for (const store::SalvagedShop& shop : report.shops)
    writer.begin_object().member("name", shop.name).member("head", to_text(shop.head)).end_object();
  writer.end_array().member("salvaged", accepted && report.damage.has_value());
  writer.member("set_aside", report.set_aside.string()).end_object();
  fmt::print("{}\n", out);
}

ExitStatus run(const Flags& flags) {
  const Result<store::SalvageReport> report =
      flags.accept_loss ? store::salvage(flags.store) : store::look_at_salvage(flags.store);
  if (!report) return fail(report.error());
  if (flags.json) {
    print_json(*report, flags.accept_loss);
  } else {
    print_text(*report, flags.accept_loss);
  }
  return report->damage && !flags.accept_loss ? ExitStatus::bad_data : ExitStatus::good;
}

}  // namespace

void add_salvage_command(CLI::App& program, ExitStatus& status) {
  const auto flags = std::make_shared<Flags>();
  CLI::App* command = program.add_subcommand(
      "salvage", "Tell what a damaged store still holds; with --accept-loss go on with that, in a new epoch");
  command->add_option("--store", flags->store, "The folder of a store that no server uses")
      ->type_name("DIR")
      ->required();
  command->add_flag(
      "--accept-loss", flags->accept_loss,
      "Make the store one that opens again; what can't be read is lost. Without it nothing is changed");
  command->add_flag("--json", flags->json, "One JSON object on standard output");
  command->callback([flags, &status] { status = run(*flags); });
}

}  // namespace suggestd::cli
