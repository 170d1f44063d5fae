#include "catalog/expression.h"

#include <fmt/format.h>

#include <chrono>
#include <utility>

#include "base/nearest_name.h"
#include "catalog/catalog_builder.h"
#include "catalog/expression_error.h"
#include "catalog/parser.h"
#include "catalog/product_values.h"
#include "records/category_path.h"

namespace suggestd::catalog {
namespace {

constexpr std::string_view kUserPrefix = "user.";
constexpr std::string_view kContextPrefix = "context.";
constexpr std::string_view kPropertyPrefix = "properties.";

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
      if (!may_lack(name)) return no_such_context(node, name);
      return bound_literal(node, Value{});
    }
    const bool has_product = bindings_ != nullptr && bindings_->context_product.has_value();
    return bound_literal(node, has_product ? view_.value(*bindings_->context_product, name) : Value{});
  }

  // True if a request may do without the name: it is none of the catalogue's, nor a slip of one of them.
  bool may_lack(std::string_view name) const {
    return bindings_ != nullptr ? bindings_->context_may_lack : !nearest_name(name, view_.names());
  }

  Error no_such_context(const Node& node, std::string_view name) const {
    const std::size_t offset = node.offset + kContextPrefix.size();
    if (bindings_ == nullptr || nearest_name(name, view_.names()))
      return unknown_name(expression_, view_, offset, name);
    return expression_error(
        expression_.source(), offset,
        fmt::format("the request gives no context '{}', and no product has an attribute of that name", name));
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

std::vector<Expression> Expression::parts_of(Operator joined_by) const {
  if (tree_->kind != NodeKind::operation || tree_->op != joined_by) return {*this};
  std::vector<Expression> parts;
  for (const Node& child : tree_->children) {
    const std::vector<Expression> inner = Expression(source_, {tree_, &child}).parts_of(joined_by);
    parts.insert(parts.end(), inner.begin(), inner.end());
  }
  return parts;
}

Result<Expression> Expression::in_category(std::string_view path) {
  return parse("category == " + quoted(category_name(path)));
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
  const bool prefixed = name.starts_with(kPropertyPrefix);
  if (view.names_without_column().contains(name.substr(prefixed ? kPropertyPrefix.size() : 0))) {
    return expression_error(
        expression.source(), offset,
        fmt::format(
            "'{}' can't be filtered by: this shop's products have more than {} names of properties, and "
            "this one got no column",
            name, kMaxPropertyColumns));
  }
  std::string what = fmt::format("no product has an attribute '{}'", name);
  if (const auto nearest = nearest_name(name, view.names()))
    what += fmt::format("; did you mean '{}'?", *nearest);
  return expression_error(expression.source(), offset, what);
}

}  // namespace suggestd::catalog
