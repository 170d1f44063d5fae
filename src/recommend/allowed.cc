#include "recommend/allowed.h"

#include <algorithm>
#include <utility>

#include "catalog/product_values.h"
#include "recommend/costs.h"
#include "recommend/stored_filter.h"

namespace suggestd::recommend {
namespace {

using lookup::Bitmap;

// One reason for products to be left out, the same for the set and for a single product.
struct Step {
  StatementCode of_many{};              // "70 do not match the filter"
  std::optional<StatementCode> of_one;  // "It does not match the filter."; none: why_unavailable() tells
  Bitmap kept;
  std::vector<StatementValue> values = {};  // of both
  std::string rule = {};                    // id of a rule
};

struct Steps {
  std::vector<Step> steps;
  std::vector<LeftOut> left_out;
};

// True if products that the catalogue does not name are left out. A whole catalogue without any product is
// none.
bool leaves_ghosts_out(const learn::Snapshot& snapshot) {
  if (snapshot.options.catalogue_required) return true;
  return snapshot.catalogue_whole && !(snapshot.catalog.present() - snapshot.ghosts).empty();
}

// The ghosts that stand behind the others; not those that the merchant's rules pin.
Bitmap behind_others(const learn::Snapshot& snapshot, const Request& request) {
  std::vector<ProductRow> pinned;
  for (const Rule& rule : request.rules) {
    if (rule.kind != RuleKind::pin) continue;
    for (const ProductRow row : known_rows(snapshot, rule.products)) pinned.push_back(row);
  }
  return snapshot.ghosts - Bitmap::of(snapshot.products.size(), pinned);
}

Bitmap without(const learn::Snapshot& snapshot, std::span<const ProductRow> rows) {
  const std::size_t size = snapshot.products.size();
  return Bitmap::of(size, rows).complement(size);
}

// Leaves out the rows with all variants of theirs.
Bitmap without_mates(const learn::Snapshot& snapshot, const Groups& groups,
                     std::span<const ProductRow> rows) {
  const std::size_t size = snapshot.products.size();
  return groups.with_mates(rows, size).complement(size);
}

Result<Bitmap> filter_rows(const learn::Snapshot& snapshot, const Request& request, const Visitor& visitor,
                           const Result<catalog::Expression>& filter, WorkBudget& budget) {
  if (!filter) return filter.error();
  return snapshot.filters->rows(*filter, snapshot.catalog,
                                bindings_for(snapshot, request, visitor, Author::request),
                                {&budget, &kFilterWork});
}

// The value that a text of the address stands for beside an attribute of this type.
catalog::Value typed(const std::string& text, catalog::Type type) {
  const catalog::Value as_json = catalog::json_value(text);
  switch (type) {
    case catalog::Type::text:
      return catalog::text_value(text);
    case catalog::Type::time:
      return catalog::parse_time_value(text);
    case catalog::Type::text_set:
      return as_json.type == catalog::Type::text_set ? as_json : catalog::set_value({text});
    default:
      return as_json.type == catalog::Type::missing ? catalog::text_value(text) : as_json;
  }
}

// Why a product may not be shown at `now`, in the order in which a merchant would look.
Statement why_unavailable(const Product& product, Timestamp now) {
  if (product.hidden) return {StatementCode::is_hidden};
  if (product.stock && *product.stock <= 0) return {StatementCode::is_sold_out};
  if (product.available_from && now < *product.available_from)
    return {StatementCode::not_before, {{"time", to_rfc3339(*product.available_from)}}};
  if (product.available_until)
    return {StatementCode::not_since, {{"time", to_rfc3339(*product.available_until)}}};
  return {StatementCode::is_unavailable};
}

// Pays for the steps below, but for the filter, which pays for itself.
void pay_for_steps(const learn::Snapshot& snapshot, const Request& request, const Visitor& visitor,
                   std::span<const Hiding> hidings, WorkBudget& budget) {
  const std::size_t size = snapshot.products.size();
  const std::size_t named = request.candidates.size() + request.exclude.size() +
                            request.shown_already.size() + visitor.bought.size();
  budget.spend(named / kNamesPerUnit, kNamingWork);
  budget.spend((8 + 2 * hidings.size()) * bitmap_cost(size), kRuleWork);
}

// The steps that the filters make: the request's, the scenario's and the category.
Status add_filters(const learn::Snapshot& snapshot, const Request& request, const Visitor& visitor,
                   WorkBudget& budget, Steps& to) {
  if (!request.filter.empty()) {
    Result<Bitmap> kept =
        filter_rows(snapshot, request, visitor, catalog::Expression::parse(request.filter), budget);
    if (!kept) return kept.error();
    to.steps.push_back({StatementCode::without_unfiltered, StatementCode::is_unfiltered, std::move(*kept)});
  }
  if (!request.scenario_filter.empty()) {
    Result<std::optional<Bitmap>> kept = decidable_rows(
        snapshot, {request.scenario_filter, catalog::Operator::logical_and, "/filter"},
        bindings_for(snapshot, request, visitor, Author::scenario), {&budget, &kFilterWork}, to.left_out);
    if (!kept) return kept.error();
    if (*kept) {
      to.steps.push_back({StatementCode::without_unmatched, StatementCode::is_unmatched, std::move(**kept)});
    }
  }
  if (!request.category.empty()) {
    Result<Bitmap> kept =
        filter_rows(snapshot, request, visitor, catalog::Expression::in_category(request.category), budget);
    if (!kept) return kept.error();
    to.steps.push_back({StatementCode::without_other_category,
                        StatementCode::is_other_category,
                        std::move(*kept),
                        {{"category", request.category}}});
  }
  return {};
}

// The steps that take out what the request names or has shown.
void add_named(const learn::Snapshot& snapshot, const Request& request, const Groups& groups,
               std::vector<Step>& steps) {
  if (!request.candidates.empty()) {
    steps.push_back({StatementCode::without_no_candidate, StatementCode::is_no_candidate,
                     Bitmap::of(snapshot.products.size(), known_rows(snapshot, request.candidates))});
  }
  if (!request.exclude.empty()) {
    steps.push_back({StatementCode::without_excluded, StatementCode::is_excluded,
                     without(snapshot, known_rows(snapshot, request.exclude))});
  }
  if (!request.shown_already.empty()) {
    steps.push_back({StatementCode::without_shown, StatementCode::is_shown,
                     without_mates(snapshot, groups, known_rows(snapshot, request.shown_already))});
  }
  if (const auto context = snapshot.products.find(request.product_id);
      context && !request.product_id.empty()) {
    steps.push_back({StatementCode::without_itself, StatementCode::is_itself,
                     without_mates(snapshot, groups, std::span(&*context, 1))});
  }
}

// The steps that take out what the person has.
void add_owned(const learn::Snapshot& snapshot, const Request& request, const Visitor& visitor,
               const Groups& groups, std::vector<Step>& steps) {
  if (!visitor.in_basket.empty() && entry_of(request.list).subject != ListSubject::candidates) {
    steps.push_back({StatementCode::without_in_basket, StatementCode::is_in_basket,
                     without_mates(snapshot, groups, visitor.in_basket)});
  }
  if (!visitor.in_cart.empty() && leaves_cart_out(request)) {
    steps.push_back({StatementCode::without_in_cart, StatementCode::is_in_cart,
                     without_mates(snapshot, groups, visitor.in_cart)});
  }
  if (!visitor.bought.empty() && leaves_bought_out(request)) {
    steps.push_back({StatementCode::without_bought, StatementCode::is_bought,
                     without_mates(snapshot, groups, visitor.bought)});
  }
}

Result<Steps> steps_for(const learn::Snapshot& snapshot, const Request& request, const Visitor& visitor,
                        std::span<const Hiding> hidings, WorkBudget& budget) {
  Steps to;
  pay_for_steps(snapshot, request, visitor, hidings, budget);
  to.steps.push_back(
      {StatementCode::without_unavailable, std::nullopt, snapshot.catalog.available(request.now)});
  if (leaves_ghosts_out(snapshot)) {
    to.steps.push_back({StatementCode::without_uncatalogued, StatementCode::is_uncatalogued,
                        snapshot.ghosts.complement(snapshot.products.size())});
  }
  if (Status added = add_filters(snapshot, request, visitor, budget, to); !added)
    return std::move(added).error();
  const Groups groups = groups_of(snapshot, request);
  if (groups.any()) budget.spend(snapshot.products.size() / kScannedPerUnit, kRuleWork);
  add_named(snapshot, request, groups, to.steps);
  add_owned(snapshot, request, visitor, groups, to.steps);
  for (const Hiding& hiding : hidings) {
    to.steps.push_back({StatementCode::without_hidden_by_rule,
                        StatementCode::is_hidden_by_rule,
                        hiding.kept,
                        {{"rule", hiding.rule}},
                        hiding.rule});
  }
  return to;
}

}  // namespace

bool leaves_bought_out(const Request& request) {
  return !request.include_bought.value_or(!entry_of(request.list).leaves_out_bought);
}

bool leaves_cart_out(const Request& request) {
  return !request.include_cart.value_or(entry_of(request.list).keeps_cart);
}

Groups groups_of(const learn::Snapshot& snapshot, const Request& request) {
  const Variants habit = entry_of(request.list).keeps_variants ? Variants::all : Variants::one;
  return request.variants.value_or(habit) == Variants::one ? Groups(snapshot) : Groups();
}

std::vector<ProductRow> known_rows(const learn::Snapshot& snapshot, const std::vector<std::string>& ids) {
  std::vector<ProductRow> rows;
  for (const std::string& id : ids) {
    if (const auto row = snapshot.products.find(id)) rows.push_back(*row);
  }
  return rows;
}

catalog::Bindings bindings_for(const learn::Snapshot& snapshot, const Request& request,
                               const Visitor& visitor, Author author) {
  catalog::Bindings bindings;
  bindings.now = request.now;
  if (visitor.person != nullptr && visitor.person->properties != nullptr) {
    bindings.user = *visitor.person->properties;
  }
  if (!request.product_id.empty()) bindings.context_product = snapshot.products.find(request.product_id);
  const auto type_of = [&](const std::string& name) {
    const catalog::Column* column = snapshot.catalog.column(name);
    return column == nullptr ? catalog::Type::missing : column->type();
  };
  for (const auto& [name, value] : request.context.values) {
    const bool one_of_set = value.type == catalog::Type::text && type_of(name) == catalog::Type::text_set;
    bindings.context[name] = one_of_set ? catalog::set_value({value.text}) : value;
  }
  for (const auto& [name, text] : request.context.texts) bindings.context[name] = typed(text, type_of(name));
  bindings.context_may_lack = author == Author::scenario;
  return bindings;
}

Result<Allowed> allowed_products(const learn::Snapshot& snapshot, const Request& request,
                                 const Visitor& visitor, std::span<const Hiding> hidings,
                                 WorkBudget& budget) {
  Result<Steps> steps = steps_for(snapshot, request, visitor, hidings, budget);
  if (!steps) return steps.error();
  Allowed allowed;
  allowed.left_out = std::move(steps->left_out);
  allowed.rows = snapshot.catalog.present();
  allowed.catalogue = allowed.rows.count();
  std::size_t left = allowed.catalogue;
  for (Step& step : steps->steps) {
    allowed.rows = allowed.rows & step.kept;
    const std::size_t now_left = allowed.rows.count();
    if (now_left < left) {
      Statement what{step.of_many, std::move(step.values)};
      what.values.push_back({"products", std::uint64_t{left - now_left}});
      allowed.narrowings.push_back({std::move(what), left - now_left, std::move(step.rule)});
    }
    left = now_left;
  }
  allowed.last = allowed.rows & behind_others(snapshot, request);
  return allowed;
}

Statements narrowing_statements(const Allowed& allowed) {
  if (allowed.catalogue == 0) return {{StatementCode::catalogue_empty}};
  Statements told{{StatementCode::catalogue_holds, {{"products", std::uint64_t{allowed.catalogue}}}}};
  for (const Narrowing& narrowing : allowed.narrowings) told.push_back(narrowing.what);
  return told;
}

Result<std::optional<Statement>> why_not_allowed(const learn::Snapshot& snapshot, const Request& request,
                                                 const Visitor& visitor, std::span<const Hiding> hidings,
                                                 ProductRow row, WorkBudget& budget) {
  if (!snapshot.catalog.contains(row)) return std::optional(Statement{StatementCode::is_deleted});
  Result<Steps> steps = steps_for(snapshot, request, visitor, hidings, budget);
  if (!steps) return steps.error();
  for (const Step& step : steps->steps) {
    if (step.kept.contains(row)) continue;
    return std::optional(step.of_one ? Statement{*step.of_one, step.values}
                                     : why_unavailable(snapshot.catalog.product(row), request.now));
  }
  return std::optional<Statement>();
}

}  // namespace suggestd::recommend
