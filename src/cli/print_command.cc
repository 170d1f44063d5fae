#include "cli/print_command.h"

#include <memory>
#include <string>

#include <fmt/format.h>

#include "cli/pages/configuration_page.h"
#include "cli/pages/fish_completion.h"
#include "cli/pages/outline.h"
#include "cli/pages/program_page.h"
#include "cli/pages/shell_completions.h"
#include "http/openapi/typescript.h"

namespace suggestd::cli {
namespace {

std::string page(const std::string& what, const CLI::App& program) {
  if (what == "suggestd.toml.5") return configuration_page();
  if (what == "typescript") return http::typescript_declarations();
  const std::vector<CommandOutline> commands = outline(program);
  if (what == "suggestd.1") return program_page(commands);
  if (what == "bash") return bash_completion(commands);
  if (what == "zsh") return zsh_completion(commands);
  return fish_completion(commands);
}

}  // namespace

void add_print_command(CLI::App& program, ExitStatus& status) {
  const auto what = std::make_shared<std::string>();
  CLI::App* command = program.add_subcommand(
      "print", "Print a manual page, what a shell completes commands by, or the API's types");
  command->add_option("WHAT", *what, "The page, the shell, or the language of the types")
      ->required()
      ->check(CLI::IsMember({"suggestd.1", "suggestd.toml.5", "bash", "zsh", "fish", "typescript"}));
  command->callback([what, &program, &status] {
    fmt::print("{}", page(*what, program));
    status = ExitStatus::good;
  });
}

}  // namespace suggestd::cli
