#include "cli/pages/outline.h"

#include <string_view>

#include <fmt/format.h>

namespace suggestd::cli {
namespace {

std::vector<std::string> split(std::string_view list, char separator) {
  std::vector<std::string> parts;
  for (std::size_t begin = 0; begin <= list.size();) {
    const std::size_t end = std::min(list.find(separator, begin), list.size());
    parts.emplace_back(list.substr(begin, end - begin));
    begin = end + 1;
  }
  return parts;
}

// CLI11 tells of type and checks in one text alone: "TEXT:{csv,ndjson}", "INT:INT in [1 - 1000]", "URL".
void read_type(std::string_view type, OptionOutline& option) {
  const std::size_t colon = type.find(':');
  option.value = type.substr(0, colon);
  if (colon == std::string_view::npos) return;
  const std::string_view check = type.substr(colon + 1);
  const std::size_t open = check.find_first_of("{[");
  if (open == std::string_view::npos) {
    if (check == "POSITIVE") option.range = "more than 0";
    if (check == "NONNEGATIVE") option.range = "0 or more";
    return;
  }
  const std::string_view inside = check.substr(open + 1, check.size() - open - 2);
  if (check[open] == '{') {
    option.choices = split(inside, ',');
  } else {
    const std::size_t dash = inside.find(" - ");
    option.range = fmt::format("{} to {}", inside.substr(0, dash), inside.substr(dash + 3));
  }
}

OptionOutline option_row(const CLI::Option& option) {
  OptionOutline row;
  if (option.get_positional()) {
    row.names = {option.get_name(true)};
  } else {
    row.names = split(option.get_name(false, true), ',');
  }
  row.help = option.get_description();
  row.standard = option.get_default_str();
  row.required = option.get_required();
  row.repeated = option.get_items_expected_max() > 1 ||
                 option.get_multi_option_policy() == CLI::MultiOptionPolicy::TakeAll;
  if (option.get_items_expected_max() > 0) read_type(option.get_type_name(), row);
  return row;
}

void append(const CLI::App& command, const std::string& path, std::vector<CommandOutline>& rows) {
  CommandOutline row;
  row.path = path;
  row.help = command.get_description();
  for (const CLI::Option* option : command.get_options()) {
    (option->get_positional() ? row.arguments : row.options).push_back(option_row(*option));
  }
  const auto subcommands = command.get_subcommands([](const CLI::App*) { return true; });
  for (const CLI::App* subcommand : subcommands) row.subcommands.push_back(subcommand->get_name());
  rows.push_back(std::move(row));
  for (const CLI::App* subcommand : subcommands) {
    append(*subcommand, path.empty() ? subcommand->get_name() : path + " " + subcommand->get_name(), rows);
  }
}

}  // namespace

Proposals proposals(const OptionOutline& option) {
  if (!option.choices.empty()) return Proposals::choices;
  const bool argument = !option.names.front().starts_with('-');
  const std::string& value = argument ? option.names.front() : option.value;
  if (value == "FILE") return Proposals::files;
  if (value == "DIR" || value == "FOLDER") return Proposals::folders;
  return Proposals::none;
}

std::vector<CommandOutline> outline(const CLI::App& program) {
  std::vector<CommandOutline> rows;
  append(program, "", rows);
  return rows;
}

}  // namespace suggestd::cli
