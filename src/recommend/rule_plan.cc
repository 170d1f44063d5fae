#include "recommend/rule_plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <unordered_map>
#include <utility>

#include "catalog/booster.h"
#include "catalog/filter.h"
#include "recommend/allowed.h"

namespace suggestd::recommend {
namespace {

using lookup::Bitmap;

// Numbers for the brands or categories of products, handed out as they are asked for.
class AttributeValues {
 public:
  AttributeValues(const learn::Snapshot& snapshot, bool brand) : snapshot_(snapshot), brand_(brand) {}

  std::span<const std::uint32_t> of(ProductRow row) {
    const auto [place, is_new] = by_row_.try_emplace(index(row));
    if (is_new && snapshot_.catalog.contains(row)) fill(snapshot_.catalog.product(row), place->second);
    return place->second;
  }

 private:
  void fill(const Product& product, std::vector<std::uint32_t>& values) {
    if (brand_ && !product.brand.empty()) values.push_back(number_of(product.brand));
    if (brand_) return;
    for (const std::string& category : product.categories) values.push_back(number_of(category));
  }

  std::uint32_t number_of(const std::string& text) {
    return numbers_.try_emplace(text, static_cast<std::uint32_t>(numbers_.size())).first->second;
  }

  const learn::Snapshot& snapshot_;
  bool brand_;
  std::unordered_map<std::string, std::uint32_t> numbers_;
  std::unordered_map<std::uint32_t, std::vector<std::uint32_t>> by_row_;
};

std::vector<ProductRow> known_rows(const learn::Snapshot& snapshot, const std::vector<std::string>& ids) {
  std::vector<ProductRow> rows;
  for (const std::string& id : ids) {
    if (const auto row = snapshot.products.find(id)) rows.push_back(*row);
  }
  return rows;
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
  Planner(const learn::Snapshot& snapshot, const Request& request, const Visitor& visitor)
      : snapshot_(snapshot), request_(request), visitor_(visitor) {}

  Status add(RuleIndex number, const Rule& rule) {
    Result<Bitmap> matching = rows_of(rule);
    if (!matching) return matching.error().with_context(fmt::format("rule '{}'", rule.id));
    const std::size_t size = snapshot_.products.size();
    Arrangement& arrangement = plan_.arrangement;
    switch (rule.kind) {
      case RuleKind::pin:
        add_pins(number, rule);
        break;
      case RuleKind::hide:
        plan_.hidings.push_back({rule.id, matching->complement(size)});
        break;
      case RuleKind::boost:
      case RuleKind::bury:
        arrangement.boosts.push_back({number, std::move(*matching), rule.factor});
        break;
      case RuleKind::share:
        arrangement.shares.push_back({number, std::move(*matching), rule.share});
        break;
      case RuleKind::cap:
        add_cap(number, rule);
        break;
      case RuleKind::same_category:
        plan_.hidings.push_back({rule.id, of_same_category(snapshot_, request_)});
        break;
    }
    return {};
  }

  RulePlan take() && { return std::move(plan_); }

 private:
  // What the rule's filter and products name together.
  Result<Bitmap> rows_of(const Rule& rule) const {
    Bitmap rows = Bitmap::of(snapshot_.products.size(), known_rows(snapshot_, rule.products));
    if (rule.filter.empty()) return rows;
    Result<catalog::Expression> filter = catalog::Expression::parse(rule.filter);
    if (!filter) return filter.error();
    Result<Bitmap> matching =
        snapshot_.filters->rows(*filter, snapshot_.catalog, bindings_for(snapshot_, request_, visitor_));
    if (!matching) return matching.error();
    return rows | *matching;
  }

  void add_pins(RuleIndex number, const Rule& rule) {
    std::size_t position = rule.position;
    for (const ProductRow row : known_rows(snapshot_, rule.products)) {
      plan_.arrangement.pins.push_back({number, position++, row});
    }
  }

  void add_cap(RuleIndex number, const Rule& rule) {
    const auto values = std::make_shared<AttributeValues>(snapshot_, rule.attribute == "brand");
    plan_.arrangement.caps.push_back(
        {number, rule.most, [values](ProductRow row) { return values->of(row); }});
  }

  const learn::Snapshot& snapshot_;
  const Request& request_;
  const Visitor& visitor_;
  RulePlan plan_;
};

}  // namespace

Result<RulePlan> plan_rules(const learn::Snapshot& snapshot, const Request& request, const Visitor& visitor) {
  Planner planner(snapshot, request, visitor);
  for (RuleIndex number = 0; number < request.rules.size(); ++number) {
    const Rule& rule = request.rules[number];
    if (!rule.in_force(request.now)) continue;
    if (Status added = planner.add(number, rule); !added) return std::move(added).error();
  }
  return std::move(planner).take();
}

namespace {

Status check_filter_at(const learn::Snapshot& snapshot, const std::string& pointer,
                       const std::string& filter) {
  if (filter.empty()) return {};
  const Result<catalog::Expression> expression = catalog::Expression::parse(filter);
  if (!expression) return invalid_field(pointer, expression.error().message());
  Status good = catalog::check_filter(*expression, snapshot.catalog);
  return good ? Status() : Status(invalid_field(pointer, good.error().message()));
}

Status check_booster_at(const learn::Snapshot& snapshot, const std::string& pointer,
                        const std::string& booster) {
  if (booster.empty()) return {};
  const Result<catalog::Expression> expression = catalog::Expression::parse(booster);
  if (!expression) return invalid_field(pointer, expression.error().message());
  Status good = catalog::check_booster(*expression, snapshot.catalog);
  return good ? Status() : Status(invalid_field(pointer, good.error().message()));
}

}  // namespace

Status check_expressions(const learn::Snapshot& snapshot, const Scenario& scenario) {
  if (Status good = check_filter_at(snapshot, "/filter", scenario.filter); !good) return good;
  if (Status good = check_booster_at(snapshot, "/booster", scenario.booster); !good) return good;
  for (std::size_t i = 0; i < scenario.rules.size(); ++i) {
    Status good = check_filter_at(snapshot, fmt::format("/rules/{}/filter", i), scenario.rules[i].filter);
    if (!good) return good;
  }
  return {};
}

}  // namespace suggestd::recommend
