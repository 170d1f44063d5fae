#include "cli/pages/program_page.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/version.h"
#include "cli/command.h"
#include "cli/pages/roff.h"

namespace suggestd::cli {
namespace {

// Every command has it; it is told once.
bool is_help(const OptionOutline& option) { return option.names.back() == "--help"; }

std::string sentence_with_facts(const OptionOutline& option) {
  std::string text = option.help + ".";
  if (!option.choices.empty()) text += fmt::format(" One of {}.", fmt::join(option.choices, ", "));
  if (!option.range.empty()) text += fmt::format(" {}.", option.range);
  if (!option.standard.empty()) text += fmt::format(" Default: {}.", option.standard);
  if (option.repeated && option.names.front().starts_with('-')) text += " May be given again and again.";
  if (option.required) text += " Required.";
  return text;
}

std::string usage(const CommandOutline& command) {
  std::string line = "suggestd " + command.path;
  if (!command.subcommands.empty()) return line + " COMMAND [OPTION]...";
  line += " [OPTION]...";
  for (const OptionOutline& argument : command.arguments) {
    const std::string name = argument.names.front() + (argument.repeated ? "..." : "");
    line += argument.required ? " " + name : " [" + name + "]";
  }
  return line;
}

void describe(const CommandOutline& command, Roff& page) {
  page.subsection(usage(command));
  page.paragraph(command.help + ".");
  for (const OptionOutline& argument : command.arguments)
    page.entry("", argument.names.front(), sentence_with_facts(argument));
  for (const OptionOutline& option : command.options) {
    if (!is_help(option))
      page.entry(fmt::format("{}", fmt::join(option.names, ", ")), option.value, sentence_with_facts(option));
  }
}

void tell_statuses(Roff& page) {
  page.section("EXIT STATUS");
  const auto status = [&page](ExitStatus number, std::string_view meaning) {
    page.entry(fmt::format("{}", static_cast<int>(number)), "", meaning);
  };
  status(ExitStatus::good, "All is well.");
  status(ExitStatus::usage, "The command line can't be understood.");
  status(ExitStatus::bad_data, "What was read or asked for is wrong, or something was left out.");
  status(ExitStatus::internal, "A defect of suggestd.");
  status(ExitStatus::io, "A file, the disk or the network failed.");
  status(ExitStatus::config, "The configuration is wrong.");
}

void tell_surroundings(Roff& page) {
  page.section("ENVIRONMENT");
  page.entry("SUGGESTD_KEY", "", "The API key of commands that have an option --key.");
  page.entry(
      "SUGGESTD_SECTION__KEY", "",
      "Sets a key of the configuration, over the file: SUGGESTD_HTTP__SHOP_LISTEN sets http.shop_listen.");
  page.section("SIGNALS");
  page.entry("SIGTERM, SIGINT", "",
             "Answer what was accepted, store what was learned, and end with status 0.");
  page.entry("SIGHUP", "", "Reload the configuration and the certificates, as a whole or not at all.");
  page.section("FILES");
  page.entry("/etc/suggestd/suggestd.toml", "", "The configuration of the packaged service.");
  page.entry("/etc/suggestd/conf.d/*.toml", "", "Read after it, in the order of their names.");
  page.entry("/var/lib/suggestd", "",
             "The store, which also holds the first keys until somebody takes them.");
  page.section("SEE ALSO");
  page.paragraph("suggestd.toml(5), systemctl(1), journalctl(1); the pages below /usr/share/doc/suggestd.");
}

}  // namespace

std::string program_page(const std::vector<CommandOutline>& commands) {
  Roff page("suggestd", 1, kVersion);
  page.section("NAME");
  page.paragraph("suggestd - recommendations for online shops, in one process");
  page.section("SYNOPSIS");
  page.paragraph("suggestd COMMAND [OPTION]...");
  page.section("DESCRIPTION");
  page.paragraph(
      "A shop posts its orders, events and catalogue; suggestd keeps them durably, learns from each one as "
      "it "
      "arrives, and answers what a person should see now. The command serve runs the server, the others look "
      "after "
      "it.");
  const CommandOutline& program = commands.front();
  page.section("OPTIONS");
  for (const OptionOutline& option : program.options) {
    const std::string_view where = is_help(option) ? " Every command has it." : "";
    page.entry(fmt::format("{}", fmt::join(option.names, ", ")), "", option.help + "." + std::string(where));
  }
  page.section("COMMANDS");
  for (const CommandOutline& command : commands) {
    if (!command.path.empty()) describe(command, page);
  }
  tell_statuses(page);
  tell_surroundings(page);
  return page.text();
}

}  // namespace suggestd::cli
