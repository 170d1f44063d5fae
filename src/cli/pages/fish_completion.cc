#include "cli/pages/fish_completion.h"

#include <string_view>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace suggestd::cli {
namespace {

// A word of fish, whatever is in it.
std::string fish_word(std::string_view text) {
  std::string out = "'";
  for (const char letter : text) {
    if (letter == '\'' || letter == '\\') out += '\\';
    out += letter;
  }
  return out + "'";
}

std::string line(std::string_view path, std::string_view what) {
  return fmt::format("complete -c suggestd -n {} {}\n", fish_word("__suggestd_at " + fish_word(path)), what);
}

// By themselves nothing is proposed but what is named: -x is an option with such a value, -r -F one with a file.
std::string value(const OptionOutline& option) {
  if (option.value.empty()) return "";
  switch (proposals(option)) {
    case Proposals::choices:
      return " -x -a " + fish_word(fmt::format("{}", fmt::join(option.choices, " ")));
    case Proposals::files:
      return " -r -F";
    case Proposals::folders:
      return " -x -a '(__fish_complete_directories)'";
    case Proposals::none:
      break;
  }
  return " -x";
}

std::string option_line(std::string_view path, const OptionOutline& option) {
  std::string what;
  for (const std::string& name : option.names)
    what += name.starts_with("--") ? "-l " + name.substr(2) + " " : "-s " + name.substr(1) + " ";
  return line(path, what + "-d " + fish_word(option.help) + value(option));
}

std::string argument_line(std::string_view path, const OptionOutline& argument) {
  switch (proposals(argument)) {
    case Proposals::choices:
      return line(path, "-a " + fish_word(fmt::format("{}", fmt::join(argument.choices, " "))));
    case Proposals::files:
      return line(path, "-F");
    case Proposals::folders:
      return line(path, "-a '(__fish_complete_directories)'");
    case Proposals::none:
      break;
  }
  return "";
}

}  // namespace

std::string fish_completion(const std::vector<CommandOutline>& commands) {
  constexpr std::string_view kBegin =
      R"(# What fish proposes behind `suggestd`; printed by `suggestd print fish`.
function __suggestd_at -d 'True if the words typed so far name this command'
  set -l command ''
  for word in (commandline -opc)[2..]
    set -l candidate (string trim -- "$command $word")
    contains -- $candidate )";
  std::string out(kBegin);
  for (const CommandOutline& command : commands) {
    if (!command.path.empty()) out += fish_word(command.path) + " ";
  }
  out +=
      "; and set command $candidate\n  end\n  test \"$command\" = \"$argv\"\nend\ncomplete -c suggestd -f\n";
  for (const CommandOutline& command : commands) {
    const std::size_t end = command.path.rfind(' ');
    const std::string parent = end == std::string::npos ? "" : command.path.substr(0, end);
    if (!command.path.empty())
      out += line(parent, fmt::format("-a {} -d {}", command.path.substr(end + 1), fish_word(command.help)));
    for (const OptionOutline& option : command.options) out += option_line(command.path, option);
    if (!command.arguments.empty()) out += argument_line(command.path, command.arguments.front());
  }
  return out;
}

}  // namespace suggestd::cli
