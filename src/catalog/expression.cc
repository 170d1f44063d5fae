#include "catalog/expression.h"

#include <fmt/format.h>

#include <chrono>
#include <utility>

#include "base/nearest_name.h"
#include "catalog/expression_error.h"
#include "catalog/parser.h"
#include "catalog/product_values.h"

namespace suggestd::catalog {
namespace {

constexpr std::string_view kUserPrefix = "user.";
constexpr std::string_view kContextPrefix = "context.";

Node bound_literal(const Node& at, Value value) {
  Node node;
  node.literal = std::move(value);
  node.from_binding = true;
  node.offset = at.offset;
  return node;
}

Value value_or_missing(const ValuesByName& values, std::string_view name) {
  const auto found = values.find(name);
  return found == values.end() ? Value{} : found->second;
}

class Binder {
 public:
  Binder(const Expression& expression, const CatalogView& view, const Bindings* bindings)
      : expression_(expression), view_(view), bindings_(bindings) {}

  Result<Node> run(const Node& node) const {
    if (node.kind == NodeKind::name && node.name.starts_with(kUserPrefix)) {
      const std::string_view name = std::string_view(node.name).substr(kUserPrefix.size());
      return bound_literal(node, bindings_ == nullptr ? Value{} : value_or_missing(bindings_->user, name));
    }
    if (node.kind == NodeKind::name && node.name.starts_with(kContextPrefix)) return context(node);
    if (node.kind == NodeKind::call && node.name == "now" && node.children.empty()) return now(node);
    return children_of(node);
  }

 private:
  Result<Node> children_of(const Node& node) const {
    Node out = node;
    for (Node& child : out.children) {
      Result<Node> bound = run(child);
      if (!bound) return bound;
      child = std::move(*bound);
    }
    return out;
  }

  Result<Node> context(const Node& node) const {
    const std::string_view name = std::string_view(node.name).substr(kContextPrefix.size());
    if (bindings_ != nullptr && bindings_->context.contains(name)) {
      return bound_literal(node, value_or_missing(bindings_->context, name));
    }
    if (view_.size() != 0 && view_.column(name) == nullptr) {
      return unknown_name(expression_, view_, node.offset + kContextPrefix.size(), name);
    }
    const bool has_product = bindings_ != nullptr && bindings_->context_product.has_value();
    return bound_literal(node, has_product ? view_.value(*bindings_->context_product, name) : Value{});
  }

  Result<Node> now(const Node& node) const {
    // Whole seconds, so that the rows of a filter with now() serve all requests of that second.
    Node out;
    const Timestamp now = bindings_ == nullptr ? Timestamp{} : bindings_->now;
    out.literal = time_value(std::chrono::floor<std::chrono::seconds>(now));
    out.offset = node.offset;
    return out;
  }

  const Expression& expression_;
  const CatalogView& view_;
  const Bindings* bindings_;
};

}  // namespace

Result<Expression> Expression::parse(std::string_view source) {
  Result<Node> tree = parse_expression(source);
  if (!tree) return tree.error();
  return Expression(std::make_shared<const std::string>(source),
                    std::make_shared<const Node>(std::move(*tree)));
}

ValuesByName values_by_name(std::string_view json_object) {
  ValuesByName out;
  for (NamedValue& property : property_values(json_object)) {
    out.insert_or_assign(std::move(property.name), std::move(property.value));
  }
  return out;
}

Result<Node> bind(const Expression& expression, const CatalogView& view, const Bindings* bindings) {
  return Binder(expression, view, bindings).run(expression.tree());
}

Error unknown_name(const Expression& expression, const CatalogView& view, std::size_t offset,
                   std::string_view name) {
  std::string what = fmt::format("no product has an attribute '{}'", name);
  if (const auto nearest = nearest_name(name, view.names()))
    what += fmt::format("; did you mean '{}'?", *nearest);
  return expression_error(expression.source(), offset, what);
}

}  // namespace suggestd::catalog
