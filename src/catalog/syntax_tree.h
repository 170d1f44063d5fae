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
  // A literal that was put in for user.x or context.x. If its type does not fit it counts as missing, because
  // data about people must not break a filter.
  bool from_binding = false;
  std::vector<Node> children;
  std::size_t offset = 0;  // in the source, of the operator or first character
};

// One text for a tree, independent of blanks and brackets of the source; names of attributes and functions,
// and literals, are unchanged.
std::string normalised(const Node& node);

// A text as it is written in an expression: in quotation marks, with quotation marks inside it escaped.
std::string quoted(std::string_view text);

std::size_t count_nodes(const Node& node);

}  // namespace suggestd::catalog
