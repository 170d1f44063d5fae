// A filter or booster as a shop wrote it, and what it is bound to when it is used.
//
// Threads  plain values; cheap to copy.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"
#include "catalog/catalog_view.h"
#include "catalog/syntax_tree.h"

namespace suggestd::catalog {

class Expression {
 public:
  // Errors: invalid, with the place and a caret (parser.h has the grammar and the limits).
  static Result<Expression> parse(std::string_view source);

  const std::string& source() const noexcept { return *source_; }
  const Node& tree() const noexcept { return *tree_; }

 private:
  Expression(std::shared_ptr<const std::string> source, std::shared_ptr<const Node> tree)
      : source_(std::move(source)), tree_(std::move(tree)) {}

  std::shared_ptr<const std::string> source_;
  std::shared_ptr<const Node> tree_;
};

using ValuesByName = std::map<std::string, Value, std::less<>>;

// The members of a JSON object as values (product_values.h), such as User::properties.
ValuesByName values_by_name(std::string_view json_object);

// Who and what a request is about.
struct Bindings {
  Timestamp now;                              // what now() gives, without the fraction of a second
  ValuesByName user;                          // user.x; a name that is not here is missing
  std::optional<ProductRow> context_product;  // context.x is an attribute of this product ...
  ValuesByName context;                       // ... unless the request gives its own
};

// The tree with a literal in place of each now(), user.x and context.x. Without bindings, what a person
// or a context would give is missing and fits everywhere: so a filter is checked before it meets anyone.
// Errors: invalid, with the place, for context.x if x is neither given nor an attribute.
Result<Node> bind(const Expression& expression, const CatalogView& view, const Bindings* bindings);

// "unknown name 'pirce'; did you mean 'price'?", at the offset.
Error unknown_name(const Expression& expression, const CatalogView& view, std::size_t offset,
                   std::string_view name);

}  // namespace suggestd::catalog
