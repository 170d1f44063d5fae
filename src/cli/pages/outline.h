// The command line as plain rows: the manual page and the shells' completions are made from them, so that neither can
// forget a command or an option.
#pragma once

#include <string>
#include <vector>

#include <CLI/CLI.hpp>

namespace suggestd::cli {

struct OptionOutline {
  std::vector<std::string> names;    // "-c", "--config"; of an argument by position, its one name: "FILE"
  std::string value;                 // what follows: "FILE", "INT"; "" for a flag
  std::vector<std::string> choices;  // all that may follow; none: anything
  std::string range;                 // "1 to 1000"; "" for none
  std::string standard;              // the default; "" for none
  std::string help;
  bool required = false;
  bool repeated = false;
};

// The kind of thing that a shell can propose for an option's value or an argument.
enum class Proposals { none, choices, files, folders };
Proposals proposals(const OptionOutline& option);

struct CommandOutline {
  std::string path;  // "key create"; "" for the program itself
  std::string help;
  std::vector<OptionOutline> options;
  std::vector<OptionOutline> arguments;  // by position, in order
  std::vector<std::string> subcommands;  // their names
};

// The program, then each command before its own, in the order of --help.
std::vector<CommandOutline> outline(const CLI::App& program);

}  // namespace suggestd::cli
