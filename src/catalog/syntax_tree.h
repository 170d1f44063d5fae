// A filter or booster as a tree, before it meets a catalogue.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/value.h"

namespace suggestd::catalog {

enum class NodeKind {
  literal,
  list,       // children: literals of one type
  name,       // an attribute; "user.x" and "context.x" are of the person and the context
  call,       // a function; children: arguments
  operation,  // an operator; children: its one or two operands
};

enum class Operator {
  none,
  logical_or,
  logical_and,
  logical_not,
  equal,
  unequal,
  less,
  less_equal,
  greater,
  greater_equal,
  in,
  contains,
  starts_with,
  add,
  subtract,
  multiply,
  divide,
  negate,
};

// As it is written: "<=", "and", "starts_with".
std::string_view operator_text(Operator op);

struct Node {
  NodeKind kind = NodeKind::literal;
  Operator op = Operator::none;  // of an operation
  std::string name;              // of a name or call
  Value literal;
  // A literal that was put in for user.x or context.x: where its type does not fit it counts as missing,
  // for what shops know of people must not break a filter.
  bool from_binding = false;
  std::vector<Node> children;
  std::size_t offset = 0;  // in the source, of the operator or first character
};

// The same text for the same tree, whatever blanks and brackets the source had; names of attributes and
// functions, and literals, are unchanged.
std::string normalised(const Node& node);

std::size_t count_nodes(const Node& node);

}  // namespace suggestd::catalog
