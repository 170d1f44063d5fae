// A filter or booster as a shop wrote it, and the values that it is bound to when it is used.
//
// Threads  plain values; cheap to copy.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

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

  // The filter that keeps a category and all below it. Errors: as above, if it is too long for a filter.
  static Result<Expression> in_category(std::string_view path);

  // The conditions that "and", or "or", joins outside everything else; the expression itself if nothing does.
  std::vector<Expression> parts_of(Operator joined_by) const;

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

// The person, the product and the moment that a request is about.
struct Bindings {
  Timestamp now;                              // of now(), which drops the fraction of a second
  ValuesByName user;                          // user.x; a name that is not here is missing
  std::optional<ProductRow> context_product;  // context.x is an attribute of this product ...
  ValuesByName context;                       // ... unless the request gives its own
  // A context.x that is neither given nor an attribute is missing: what is stored can't know what each
  // request gives. False: it is an error, since the request itself brings both.
  bool context_may_lack = false;
};

// The tree with a literal in place of each now(), user.x and context.x. Without bindings, values of a person
// or a context are missing and fit everywhere: so a filter is checked before it meets anyone.
// Errors: invalid, with the place, for context.x if x is neither given nor an attribute; without bindings, if
// x is nearly the name of an attribute.
Result<Node> bind(const Expression& expression, const CatalogView& view, const Bindings* bindings);

// "unknown name 'pirce'; did you mean 'price'?", at the offset.
Error unknown_name(const Expression& expression, const CatalogView& view, std::size_t offset,
                   std::string_view name);

}  // namespace suggestd::catalog
