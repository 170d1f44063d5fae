#include "recommend/statement.h"

#include <algorithm>
#include <cassert>

#include <fmt/format.h>

#include "recommend/list_kinds.h"

namespace suggestd::recommend {
namespace {

constexpr std::string_view kOneList = "list";
constexpr std::string_view kLists = "lists";

// The words for a list's products; of a list that the table lacks, its name.
std::string shown_by(std::string_view list) {
  const auto kind = parse_list_kind(list);
  return std::string(kind ? entry_of(*kind).shows : list);
}

std::string spelled(const StatementValue& value) {
  if (value.kind == StatementValue::Kind::number) return fmt::format("{}", value.number);
  if (value.kind == StatementValue::Kind::text)
    return value.name == kOneList ? shown_by(value.text) : value.text;
  std::string all;
  for (const std::string& one : value.texts) {
    if (!all.empty()) all += value.name == kLists ? ", then " : ", ";
    all += value.name == kLists ? shown_by(one) : one;
  }
  return all;
}

}  // namespace

std::string to_text(const Statement& statement) {
  std::string_view form = entry_of(statement.code).text;
  std::string text;
  for (std::size_t open = form.find('{'); open != std::string_view::npos; open = form.find('{')) {
    const std::size_t close = form.find('}', open);
    const std::string_view name = form.substr(open + 1, close - open - 1);
    const auto value = std::ranges::find(statement.values, name, &StatementValue::name);
    assert(value != statement.values.end());
    text += form.substr(0, open);
    if (value != statement.values.end()) text += spelled(*value);
    form.remove_prefix(close + 1);
  }
  return text += form;
}

std::string to_text(std::span<const Statement> statements) {
  const auto joined = [&](std::size_t i) { return entry_of(statements[i].code).joined; };
  std::string text;
  for (std::size_t i = 0; i < statements.size(); ++i) {
    if (i > 0) {
      const bool part = joined(i) == Joined::part;
      text += !part ? " " : joined(i - 1) == Joined::opening ? ": " : ", ";
    }
    text += to_text(statements[i]);
    const bool goes_on = i + 1 < statements.size() && joined(i + 1) == Joined::part;
    if (joined(i) != Joined::sentence && !goes_on) text += '.';
  }
  return text;
}

}  // namespace suggestd::recommend
