#include "segments/definition_part.h"

#include <utility>

#include "catalog/compiler.h"
#include "segments/costs.h"

namespace suggestd::segments {
namespace {

using catalog::Node;
using catalog::NodeKind;
using catalog::Value;

constexpr std::string_view kUserPrefix = "user.";

const Value& value_or_missing(const catalog::ValuesByName& values, std::string_view name) {
  static const Value kMissing;
  const auto found = values.find(name);
  return found == values.end() ? kMissing : found->second;
}

// The tree with a literal in place of each now() and user.x.
Node bound(const Node& node, Timestamp now, const catalog::ValuesByName& user) {
  Node out = node;
  if (node.kind == NodeKind::name && node.name.starts_with(kUserPrefix)) {
    out.kind = NodeKind::literal;
    out.literal = value_or_missing(user, std::string_view(node.name).substr(kUserPrefix.size()));
    out.from_binding = true;
  } else if (node.kind == NodeKind::call && node.name == "now" && node.children.empty()) {
    out.kind = NodeKind::literal;
    out.literal = catalog::time_value(now);
  }
  for (Node& child : out.children) child = bound(child, now, user);
  return out;
}

// Two values have one text if and only if they are the same.
void append_value(std::string& out, const Value& value) {
  out += static_cast<char>(value.type);
  out.append(reinterpret_cast<const char*>(&value.number), sizeof value.number);
  const auto append_text = [&](std::string_view text) {
    out += std::to_string(text.size());
    out += ':';
    out += text;
  };
  append_text(value.text);
  for (const std::string& member : value.set) append_text(member);
}

}  // namespace

Result<lookup::Bitmap> product_rows(const Part& filter, const catalog::CatalogView& view, Timestamp now,
                                    Account account) {
  const Node tree = bound(*filter.node, now, {});
  const Result<catalog::ConditionPtr> condition =
      catalog::compile_condition(filter.text, tree, view, account);
  if (!condition) return condition.error();
  const std::size_t nodes = catalog::count_nodes(tree);
  lookup::BitmapBuilder rows;
  rows.grow(view.size());
  const lookup::Bitmap& present = view.present();
  for (std::size_t word = 0; word < present.word_count() && account.spend(nodes); ++word) {
    const std::uint64_t known = present.word(word);
    if (known != 0) rows.set_word(word, known & (*condition)->rows({.block = word}));
  }
  if (Status within = account.budget->status(); !within) return std::move(within).error();
  return rows.snapshot();
}

Result<bool> PropertyTest::holds(const learn::PersonState& person) {
  static const catalog::ValuesByName kNone;
  const catalog::ValuesByName& properties = person.properties == nullptr ? kNone : *person.properties;
  std::string key;
  for (const std::string& name : property_.names) append_value(key, value_or_missing(properties, name));
  account_.spend(kUnitsPerProperties);
  if (const auto known = answers_.find(key); known != answers_.end()) return known->second;
  const Result<bool> answer = work_out(properties);
  if (answer && answers_.size() < kMostAnswers) answers_.emplace(std::move(key), *answer);
  return answer;
}

Result<bool> PropertyTest::work_out(const catalog::ValuesByName& properties) const {
  const Node tree = bound(*property_.condition.node, now_, properties);
  account_.spend(kUnitsPerCondition + catalog::count_nodes(tree));
  const Result<catalog::ConditionPtr> condition =
      catalog::compile_condition(property_.condition.text, tree, no_products_, account_);
  if (!condition) return condition.error();
  return ((*condition)->rows({.block = 0, .first = 0, .last = 1}) & 1U) != 0;
}

}  // namespace suggestd::segments
