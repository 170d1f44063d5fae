#include "recommend/merchandise/rule_plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <unordered_map>
#include <utility>

#include "base/nearest_name.h"
#include "catalog/booster.h"
#include "catalog/filter.h"
#include "recommend/costs.h"
#include "recommend/stored_filter.h"
#include "recommend/wanted_properties.h"
#include "records/category_path.h"

namespace suggestd::recommend {
namespace {

using lookup::Bitmap;

// Numbers for the values that products have of an attribute, handed out as they are asked for.
class AttributeValues {
 public:
  AttributeValues(const learn::Snapshot& snapshot, std::string attribute)
      : snapshot_(snapshot), attribute_(std::move(attribute)) {}

  std::span<const std::uint32_t> of(ProductRow row) {
    const auto [place, is_new] = by_row_.try_emplace(index(row));
    if (is_new && snapshot_.catalog.contains(row)) fill(row, place->second);
    return place->second;
  }

 private:
  void fill(ProductRow row, std::vector<std::uint32_t>& values) {
    // Only the categories that the product names: the levels above them would cap a whole department.
    if (attribute_ == "category" || attribute_ == "categories") {
      for (const std::string& category : snapshot_.catalog.product(row).categories)
        values.push_back(number_of(category_name(category)));
      return;
    }
    const catalog::Value value = snapshot_.catalog.value(row, attribute_);
    if (value.type == catalog::Type::missing) return;
    if (value.type == catalog::Type::text) return values.push_back(number_of(value.text));
    if (value.type != catalog::Type::text_set)
      return values.push_back(number_of(fmt::to_string(value.number)));
    for (const std::string& text : value.set) values.push_back(number_of(text));
  }

  std::uint32_t number_of(const std::string& text) {
    return numbers_.try_emplace(text, static_cast<std::uint32_t>(numbers_.size())).first->second;
  }

  const learn::Snapshot& snapshot_;
  std::string attribute_;
  std::unordered_map<std::string, std::uint32_t> numbers_;
  std::unordered_map<std::uint32_t, std::vector<std::uint32_t>> by_row_;
};

// Nothing if products have the attribute, or if there are none to have it.
std::optional<Error> unknown_attribute(const learn::Snapshot& snapshot, const std::string& attribute) {
  const catalog::CatalogView& catalog = snapshot.catalog;
  if (catalog.size() == 0 || catalog.column(attribute) != nullptr) return std::nullopt;
  const auto nearest = nearest_name(attribute, catalog.names());
  return invalid(fmt::format("no product has an attribute '{}'{}", attribute,
                             nearest ? fmt::format("; did you mean '{}'?", *nearest) : ""));
}

// Products that share a category with the context product; all if there is none, or it has no category.
Bitmap of_same_category(const learn::Snapshot& snapshot, const Request& request) {
  const Bitmap all = Bitmap::full(snapshot.products.size());
  const auto context = snapshot.products.find(request.product_id);
  if (!context || !snapshot.catalog.contains(*context)) return all;
  const std::vector<std::string>& wanted = snapshot.catalog.product(*context).categories;
  if (wanted.empty()) return all;
  std::vector<ProductRow> rows;
  snapshot.catalog.present().for_each([&](ProductRow row) {
    const std::vector<std::string>& have = snapshot.catalog.product(row).categories;
    const bool shared = std::ranges::any_of(have, [&](const std::string& category) {
      return std::ranges::find(wanted, category) != wanted.end();
    });
    if (shared) rows.push_back(row);
  });
  return Bitmap::of(snapshot.products.size(), rows);
}

class Planner {
 public:
  Planner(const learn::Snapshot& snapshot, const Request& request, const Visitor& visitor, WorkBudget& budget)
      : snapshot_(snapshot), request_(request), visitor_(visitor), budget_(budget) {}

  Status add(RuleIndex number, const Rule& rule) {
    const std::size_t size = snapshot_.products.size();
    budget_.spend(rule.products.size() / kNamesPerUnit + 2 * bitmap_cost(size), kRuleWork);
    switch (rule.kind) {
      case RuleKind::pin:
        add_pins(number, rule);
        return {};
      case RuleKind::cap:
        add_cap(number, rule);
        return {};
      case RuleKind::same_category:
        budget_.spend(size / kNamesPerUnit, kRuleWork);
        plan_.hidings.push_back({rule.id, of_same_category(snapshot_, request_)});
        return {};
      case RuleKind::hide:
      case RuleKind::boost:
      case RuleKind::bury:
      case RuleKind::share:
        return add_matching(number, rule);
    }
    return {};
  }

  RulePlan take() && { return std::move(plan_); }

 private:
  Status add_matching(RuleIndex number, const Rule& rule) {
    const bool hides = rule.kind == RuleKind::hide;
    Result<std::optional<Bitmap>> matching = filtered(number, rule);
    if (!matching) return matching.error().with_context(fmt::format("rule '{}'", rule.id));
    if (!*matching && !hides) return {};
    Bitmap rows = Bitmap::of(snapshot_.products.size(), known_rows(snapshot_, rule.products));
    if (*matching) rows = rows | **matching;
    if (hides) {
      plan_.hidings.push_back({rule.id, rows.complement(snapshot_.products.size())});
    } else if (rule.kind == RuleKind::share) {
      plan_.arrangement.shares.push_back({number, std::move(rows), rule.share});
    } else {
      plan_.arrangement.boosts.push_back({number, std::move(rows), rule.factor});
    }
    return {};
  }

  // The products that the rule's filter matches; nothing if it has none, or one without a meaning.
  Result<std::optional<Bitmap>> filtered(RuleIndex number, const Rule& rule) {
    if (rule.filter.empty()) return std::optional<Bitmap>();
    const catalog::Bindings bindings = bindings_for(snapshot_, request_, visitor_, Author::scenario);
    budget_.spend(bindings.user.size() / kNamesPerUnit, kRuleWork);
    const catalog::Operator parts =
        rule.kind == RuleKind::hide ? catalog::Operator::logical_or : catalog::Operator::none;
    return decidable_rows(snapshot_, {rule.filter, parts, fmt::format("/rules/{}/filter", number), rule.id},
                          bindings, {&budget_, &kRuleWork}, plan_.left_out);
  }

  void add_pins(RuleIndex number, const Rule& rule) {
    std::size_t position = rule.position;
    for (const ProductRow row : known_rows(snapshot_, rule.products)) {
      plan_.arrangement.pins.push_back({number, position++, row});
    }
  }

  void add_cap(RuleIndex number, const Rule& rule) {
    if (const std::optional<Error> unknown = unknown_attribute(snapshot_, rule.attribute)) {
      plan_.left_out.push_back(left_out_by(*unknown, fmt::format("/rules/{}/attribute", number), rule.id));
      return;
    }
    const auto values = std::make_shared<AttributeValues>(snapshot_, rule.attribute);
    plan_.arrangement.caps.push_back(
        {number, rule.most, [values](ProductRow row) { return values->of(row); }});
  }

  const learn::Snapshot& snapshot_;
  const Request& request_;
  const Visitor& visitor_;
  WorkBudget& budget_;
  RulePlan plan_;
};

}  // namespace

Result<RulePlan> plan_rules(const learn::Snapshot& snapshot, const Request& request, const Visitor& visitor,
                            WorkBudget& budget) {
  Planner planner(snapshot, request, visitor, budget);
  for (RuleIndex number = 0; number < request.rules.size(); ++number) {
    const Rule& rule = request.rules[number];
    if (!rule.in_force(request.now)) continue;
    if (Status added = planner.add(number, rule); !added) return std::move(added).error();
  }
  return std::move(planner).take();
}

namespace {

// Gathers what is wrong with the parts of a scenario; the errors have all their lines.
class PartCheck {
 public:
  explicit PartCheck(const learn::Snapshot& snapshot) : snapshot_(snapshot) {}

  void filter(std::string pointer, const std::string& rule, const std::string& source) {
    expression(std::move(pointer), rule, source, catalog::check_filter);
  }
  void booster(std::string pointer, const std::string& source) {
    expression(std::move(pointer), "", source, catalog::check_booster);
  }
  void attribute(std::string pointer, const std::string& rule, const std::string& name) {
    if (std::optional<Error> unknown = unknown_attribute(snapshot_, name))
      found_.push_back({std::move(pointer), rule, unknown->message()});
  }
  void properties(const std::string& names) {
    WorkBudget unlimited;
    const Status good = check_wanted_properties(snapshot_, names, unlimited);
    if (!good) found_.push_back({"/properties", "", good.error().message()});
  }
  std::vector<LeftOut> take() && { return std::move(found_); }

 private:
  using Check = Status (*)(const catalog::Expression&, const catalog::CatalogView&);

  void expression(std::string pointer, const std::string& rule, const std::string& source, Check check) {
    if (source.empty()) return;
    const Result<catalog::Expression> parsed = catalog::Expression::parse(source);
    const Status good = parsed ? check(*parsed, snapshot_.catalog) : Status(parsed.error());
    if (!good) found_.push_back({std::move(pointer), rule, good.error().message()});
  }

  const learn::Snapshot& snapshot_;
  std::vector<LeftOut> found_;
};

}  // namespace

std::vector<LeftOut> meaningless_parts(const learn::Snapshot& snapshot, const Scenario& scenario) {
  PartCheck check(snapshot);
  check.filter("/filter", "", scenario.filter);
  check.booster("/booster", scenario.booster);
  for (std::size_t i = 0; i < scenario.rules.size(); ++i) {
    const Rule& rule = scenario.rules[i];
    check.filter(fmt::format("/rules/{}/filter", i), rule.id, rule.filter);
    if (rule.kind == RuleKind::cap)
      check.attribute(fmt::format("/rules/{}/attribute", i), rule.id, rule.attribute);
  }
  check.properties(scenario.properties);
  return std::move(check).take();
}

Status check_expressions(const learn::Snapshot& snapshot, const Scenario& scenario) {
  const std::vector<LeftOut> parts = meaningless_parts(snapshot, scenario);
  if (parts.empty()) return {};
  Error error = invalid_field(parts.front().pointer, parts.front().reason);
  for (std::size_t i = 1; i < parts.size(); ++i) error.add_field(parts[i].pointer, parts[i].reason);
  return error;
}

}  // namespace suggestd::recommend
