#include "cli/pages/shell_completions.h"

#include <string_view>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace suggestd::cli {
namespace {

// Both shells read the same cases: `command` has been found from the words before the one at hand, `previous` is the
// word before it; they set `kind`, `names` and `options`. A name has its help behind a colon.

// A word of the shell, whatever is in it.
std::string shell_word(std::string_view text) {
  std::string out = "'";
  for (const char letter : text) {
    if (letter == '\'') {
      out += "'\\''";
    } else {
      out += letter;
    }
  }
  return out + "'";
}

std::string kind_of(const OptionOutline& option) {
  switch (proposals(option)) {
    case Proposals::choices:
      return fmt::format("kind=names names=({})", fmt::join(option.choices, " "));
    case Proposals::files:
      return "kind=files";
    case Proposals::folders:
      return "kind=folders";
    case Proposals::none:
      break;
  }
  return "kind=none";
}

// "'key'|'key create'|...": all that may be `command`.
std::string paths(const std::vector<CommandOutline>& commands) {
  std::string out;
  for (const CommandOutline& command : commands) {
    if (!command.path.empty()) out += (out.empty() ? "" : "|") + shell_word(command.path);
  }
  return out;
}

// The cases for words that follow an option.
std::string value_cases(const CommandOutline& command) {
  std::string out;
  for (const OptionOutline& option : command.options) {
    if (option.value.empty()) continue;
    for (const std::string& name : option.names)
      out += fmt::format("    ({}) {} ;;\n", shell_word(command.path + " " + name), kind_of(option));
  }
  return out;
}

// The case for a word that follows the command where no option waits for its value.
std::string command_case(const CommandOutline& command, const std::vector<CommandOutline>& all) {
  std::vector<std::string> options;
  for (const OptionOutline& option : command.options) {
    for (const std::string& name : option.names) options.push_back(shell_word(name + ":" + option.help));
  }
  std::string out =
      fmt::format("      ({})\n        options=({})\n", shell_word(command.path), fmt::join(options, " "));
  std::vector<std::string> names;
  for (const std::string& name : command.subcommands) {
    for (const CommandOutline& other : all) {
      if (other.path == (command.path.empty() ? name : command.path + " " + name))
        names.push_back(shell_word(name + ":" + other.help));
    }
  }
  if (!names.empty()) out += fmt::format("        kind=names names=({})\n", fmt::join(names, " "));
  if (!command.arguments.empty()) out += fmt::format("        {}\n", kind_of(command.arguments.front()));
  return out + "        ;;\n";
}

std::string cases(const std::vector<CommandOutline>& commands) {
  std::string out = "  case \"$command $previous\" in\n";
  for (const CommandOutline& command : commands) out += value_cases(command);
  out += "    (*) case $command in\n";
  for (const CommandOutline& command : commands) out += command_case(command, commands);
  return out + "      esac ;;\n  esac\n";
}

}  // namespace

std::string bash_completion(const std::vector<CommandOutline>& commands) {
  constexpr std::string_view kBegin =
      R"(# What bash proposes behind `suggestd`; printed by `suggestd print bash`.
_suggestd() {
  local word=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}
  local command= candidate i kind=none names=() options=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    candidate=${command:+$command }${COMP_WORDS[i]}
    case $candidate in
      ()";
  constexpr std::string_view kEnd =
      R"(  [[ $word == -* && ${#options[@]} -gt 0 ]] && kind=names names=("${options[@]}")
  case $kind in
    (names) mapfile -t COMPREPLY < <(compgen -W "${names[*]%%:*}" -- "$word") ;;
    (files) compopt -o filenames && mapfile -t COMPREPLY < <(compgen -f -- "$word") ;;
    (folders) compopt -o filenames && mapfile -t COMPREPLY < <(compgen -d -- "$word") ;;
  esac
}
complete -F _suggestd suggestd
)";
  return fmt::format("{}{}) command=$candidate ;;\n    esac\n  done\n{}{}", kBegin, paths(commands),
                     cases(commands), kEnd);
}

std::string zsh_completion(const std::vector<CommandOutline>& commands) {
  constexpr std::string_view kBegin = R"(#compdef suggestd
# What zsh proposes behind `suggestd`; printed by `suggestd print zsh`.
_suggestd() {
  local command candidate i kind=none previous=$words[CURRENT-1]
  local -a names options
  for ((i = 2; i < CURRENT; i++)); do
    candidate=${command:+$command }$words[i]
    case $candidate in
      ()";
  constexpr std::string_view kEnd = R"(  if [[ $words[CURRENT] == -* ]] && (($#options)); then
    kind=names names=($options)
  fi
  case $kind in
    (names) _describe suggestd names ;;
    (files) _files ;;
    (folders) _files -/ ;;
  esac
}
_suggestd "$@"
)";
  return fmt::format("{}{}) command=$candidate ;;\n    esac\n  done\n{}{}", kBegin, paths(commands),
                     cases(commands), kEnd);
}

}  // namespace suggestd::cli
