#include "recommend/allowed.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "recommend/rule_plan.h"

namespace suggestd::recommend {
namespace {

using lookup::Bitmap;

// One reason for products to be left out, the same for the set and for a single product.
struct Step {
  std::string what;    // of many: "do not match the filter"
  std::string of_one;  // of one: "It does not match the filter."
  Bitmap kept;
  std::string rule = {};  // id of a rule
};

std::vector<ProductRow> known_rows(const learn::Snapshot& snapshot, const std::vector<std::string>& ids) {
  std::vector<ProductRow> rows;
  for (const std::string& id : ids) {
    if (const auto row = snapshot.products.find(id)) rows.push_back(*row);
  }
  return rows;
}

Bitmap without(const learn::Snapshot& snapshot, std::span<const ProductRow> rows) {
  const std::size_t size = snapshot.products.size();
  return Bitmap::of(size, rows).complement(size);
}

bool in_category(const Product& product, std::string_view category) {
  return std::any_of(product.categories.begin(), product.categories.end(), [&](const std::string& path) {
    return path == category || (path.size() > category.size() + 2 && path.starts_with(category) &&
                                std::string_view(path).substr(category.size()).starts_with(" > "));
  });
}

Bitmap category_rows(const learn::Snapshot& snapshot, std::string_view category) {
  std::vector<ProductRow> rows;
  snapshot.catalog.present().for_each([&](ProductRow row) {
    if (in_category(snapshot.catalog.product(row), category)) rows.push_back(row);
  });
  return Bitmap::of(snapshot.products.size(), rows);
}

Result<Bitmap> filter_rows(const learn::Snapshot& snapshot, const Request& request, const Visitor& visitor) {
  Result<catalog::Expression> filter = catalog::Expression::parse(request.filter);
  if (!filter) return filter.error();
  return snapshot.filters->rows(*filter, snapshot.catalog, bindings_for(snapshot, request, visitor));
}

// Why a product may not be shown at `now`, in the order in which a merchant would look.
std::string why_unavailable(const Product& product, Timestamp now) {
  if (product.hidden) return "It is hidden.";
  if (product.stock && *product.stock <= 0) return "It is sold out.";
  if (product.available_from && now < *product.available_from) {
    return fmt::format("It is not available before {}.", to_rfc3339(*product.available_from));
  }
  return product.available_until
             ? fmt::format("It is not available any more since {}.", to_rfc3339(*product.available_until))
             : "It may not be shown.";
}

Result<std::vector<Step>> steps_for(const learn::Snapshot& snapshot, const Request& request,
                                    const Visitor& visitor, std::span<const Hiding> hidings) {
  std::vector<Step> steps;
  const std::size_t size = snapshot.products.size();
  steps.push_back(
      {"are sold out, hidden or outside their dates", "", snapshot.catalog.available(request.now)});
  if (!request.filter.empty()) {
    Result<Bitmap> kept = filter_rows(snapshot, request, visitor);
    if (!kept) return kept.error();
    steps.push_back({"do not match the filter", "It does not match the filter.", std::move(*kept)});
  }
  if (!request.category.empty()) {
    steps.push_back({fmt::format("are outside the category {}", request.category),
                     fmt::format("It is outside the category {}.", request.category),
                     category_rows(snapshot, request.category)});
  }
  if (!request.candidates.empty()) {
    steps.push_back({"are not among the candidates", "It is not among the candidates that were given.",
                     Bitmap::of(size, known_rows(snapshot, request.candidates))});
  }
  if (!request.exclude.empty()) {
    steps.push_back({"were excluded by the request", "The request excludes it.",
                     without(snapshot, known_rows(snapshot, request.exclude))});
  }
  if (const auto context = snapshot.products.find(request.product_id);
      context && !request.product_id.empty()) {
    steps.push_back({"is the product itself", "It is the product that the list is about.",
                     without(snapshot, std::span(&*context, 1))});
  }
  if (!visitor.in_basket.empty() && request.list != ListKind::rerank) {
    steps.push_back(
        {"are in the basket", "It is in the basket already.", without(snapshot, visitor.in_basket)});
  }
  if (!visitor.bought.empty() && leaves_bought_out(request)) {
    steps.push_back({"were bought before", "This person has bought it before, and this list leaves that out.",
                     without(snapshot, visitor.bought)});
  }
  for (const Hiding& hiding : hidings) {
    steps.push_back({fmt::format("are hidden by the rule '{}'", hiding.rule),
                     fmt::format("The rule '{}' hides it.", hiding.rule), hiding.kept, hiding.rule});
  }
  return steps;
}

}  // namespace

bool leaves_bought_out(const Request& request) {
  return !request.include_bought.value_or(request.list != ListKind::for_you);
}

catalog::Bindings bindings_for(const learn::Snapshot& snapshot, const Request& request,
                               const Visitor& visitor) {
  catalog::Bindings bindings;
  bindings.now = request.now;
  if (visitor.person != nullptr && visitor.person->properties != nullptr) {
    bindings.user = *visitor.person->properties;
  }
  if (!request.product_id.empty()) bindings.context_product = snapshot.products.find(request.product_id);
  return bindings;
}

Result<Allowed> allowed_products(const learn::Snapshot& snapshot, const Request& request,
                                 const Visitor& visitor, std::span<const Hiding> hidings) {
  Result<std::vector<Step>> steps = steps_for(snapshot, request, visitor, hidings);
  if (!steps) return steps.error();
  Allowed allowed;
  allowed.rows = snapshot.catalog.present();
  allowed.catalogue = allowed.rows.count();
  std::size_t left = allowed.catalogue;
  for (const Step& step : *steps) {
    allowed.rows = allowed.rows & step.kept;
    const std::size_t now_left = allowed.rows.count();
    if (now_left < left) allowed.narrowings.push_back({step.what, left - now_left, step.rule});
    left = now_left;
  }
  return allowed;
}

std::string narrowing_sentence(const Allowed& allowed) {
  if (allowed.catalogue == 0) return "The catalogue has no products yet.";
  std::string sentence = fmt::format("The catalogue has {} products", allowed.catalogue);
  for (std::size_t i = 0; i < allowed.narrowings.size(); ++i) {
    const Narrowing& narrowing = allowed.narrowings[i];
    sentence += fmt::format("{} {} {}", i == 0 ? ":" : ",", narrowing.products, narrowing.what);
  }
  return sentence + ".";
}

Result<std::string> why_not_allowed(const learn::Snapshot& snapshot, const Request& request,
                                    const Visitor& visitor, std::span<const Hiding> hidings, ProductRow row) {
  if (!snapshot.catalog.contains(row)) return std::string("It has been deleted from the catalogue.");
  Result<std::vector<Step>> steps = steps_for(snapshot, request, visitor, hidings);
  if (!steps) return steps.error();
  for (const Step& step : *steps) {
    if (step.kept.contains(row)) continue;
    return step.of_one.empty() ? why_unavailable(snapshot.catalog.product(row), request.now) : step.of_one;
  }
  return std::string();
}

}  // namespace suggestd::recommend
