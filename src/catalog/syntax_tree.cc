#include "catalog/syntax_tree.h"

#include <fmt/format.h>

#include <iterator>

namespace suggestd::catalog {
namespace {

void append_quoted(std::string& out, std::string_view text, char quote) {
  out += quote;
  for (const char c : text) {
    if (c == quote || c == '\\') out += '\\';
    out += c;
  }
  out += quote;
}

void append_literal(std::string& out, const Value& value) {
  switch (value.type) {
    case Type::missing:
      out += "missing";
      break;
    case Type::boolean:
      out += value.number != 0 ? "true" : "false";
      break;
    case Type::number:
      fmt::format_to(std::back_inserter(out), "{}", value.number);
      break;
    case Type::text:
      append_quoted(out, value.text, '"');
      break;
    case Type::text_set:
      out += '{';
      for (const std::string& member : value.set) append_quoted(out, member, '"');
      out += '}';
      break;
    case Type::time:
      fmt::format_to(std::back_inserter(out), "@{}", value.number);
      break;
    case Type::duration:
      fmt::format_to(std::back_inserter(out), "{}us", value.number);
      break;
  }
}

void append_children(std::string& out, const Node& node) {
  for (const Node& child : node.children) {
    out += ' ';
    out += normalised(child);
  }
}

}  // namespace

std::string_view operator_text(Operator op) {
  switch (op) {
    case Operator::none:
      return "";
    case Operator::logical_or:
      return "or";
    case Operator::logical_and:
      return "and";
    case Operator::logical_not:
      return "not";
    case Operator::equal:
      return "==";
    case Operator::unequal:
      return "!=";
    case Operator::less:
      return "<";
    case Operator::less_equal:
      return "<=";
    case Operator::greater:
      return ">";
    case Operator::greater_equal:
      return ">=";
    case Operator::in:
      return "in";
    case Operator::contains:
      return "contains";
    case Operator::starts_with:
      return "starts_with";
    case Operator::add:
      return "+";
    case Operator::subtract:
    case Operator::negate:
      return "-";
    case Operator::multiply:
      return "*";
    case Operator::divide:
      return "/";
  }
  return "";
}

std::string quoted(std::string_view text) {
  std::string out;
  append_quoted(out, text, '"');
  return out;
}

std::string normalised(const Node& node) {
  std::string out;
  switch (node.kind) {
    case NodeKind::literal:
      append_literal(out, node.literal);
      if (node.from_binding) out += '?';  // a misfit is no error, so it is another filter
      break;
    case NodeKind::name:
      append_quoted(out, node.name, '`');
      break;
    case NodeKind::list:
      out += '[';
      append_children(out, node);
      out += ']';
      break;
    case NodeKind::call:
    case NodeKind::operation:
      out += '(';
      out += node.kind == NodeKind::call ? node.name : operator_text(node.op);
      append_children(out, node);
      out += ')';
      break;
  }
  return out;
}

std::size_t count_nodes(const Node& node) {
  std::size_t count = 1;
  for (const Node& child : node.children) count += count_nodes(child);
  return count;
}

}  // namespace suggestd::catalog
