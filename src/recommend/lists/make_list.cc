#include "recommend/lists/make_list.h"

#include <algorithm>
#include <array>
#include <functional>
#include <vector>

#include "recommend/lists/likeness_ranking.h"
#include "recommend/lists/own_rankings.h"
#include "recommend/lists/personal_ranking.h"
#include "recommend/lists/product_rankings.h"
#include "recommend/lists/shop_rankings.h"

namespace suggestd::recommend {
namespace {

using learn::Snapshot;

std::vector<ProductRow> context_rows(const Snapshot& snapshot, const Request& request,
                                     const Visitor& visitor) {
  std::vector<ProductRow> rows = visitor.in_basket;
  if (!request.product_id.empty()) rows.push_back(*snapshot.products.find(request.product_id));
  return rows;
}

// The products that a list of next orders is about: the product or the basket, else the last order of the
// person.
std::vector<ProductRow> order_before(const Snapshot& snapshot, const Request& request,
                                     const Visitor& visitor) {
  std::vector<ProductRow> rows = context_rows(snapshot, request, visitor);
  if (rows.empty() && visitor.person != nullptr && !visitor.person->history.baskets.empty()) {
    const learn::History& history = visitor.person->history;
    for (const learn::BasketLine& line : history.lines_of(history.baskets.back())) {
      rows.push_back(line.product);
    }
  }
  return rows;
}

// Everything that a list is made from.
struct Ingredients {
  const Snapshot& snapshot;
  const Request& request;
  const Visitor& visitor;
  WorkBudget& budget;
};
using Maker = RankingPtr (*)(const Ingredients& from);

// True if too few people have bought the product to tell what it is by them.
bool is_cold(const Snapshot& snapshot, ProductRow row) {
  return snapshot.latest_buyers(row).size() < kFewBuyers;
}

// The products in which a visitor without orders showed interest, the strongest first, if all are cold.
std::vector<LikenessSource> cold_interests(const Snapshot& snapshot, const Visitor& visitor) {
  std::vector<LikenessSource> sources;
  if (has_orders(visitor)) return sources;
  const learn::LearnedRow& learned = visitor.learned();
  for (std::size_t i = 0; i < learned.columns.size(); ++i) {
    const auto row = static_cast<ProductRow>(learned.columns[i]);
    if (!is_cold(snapshot, row)) return {};
    sources.push_back({row, static_cast<double>(learned.confidences[i])});
  }
  std::ranges::stable_sort(sources, std::greater<>{}, &LikenessSource::weight);
  return sources;
}

RankingPtr personal(const Ingredients& from) {
  RankingPtr alike = likeness_ranking(from.snapshot, cold_interests(from.snapshot, from.visitor),
                                      LikenessReason::names_source);
  if (alike != nullptr) return alike;
  return personal_ranking(from.snapshot, from.visitor, from.request);
}

RankingPtr similar(const Ingredients& from) {
  const std::vector<ProductRow> rows = context_rows(from.snapshot, from.request, from.visitor);
  if (rows.empty()) return nullptr;
  // Stands in for lists around a basket too; then the catalogue tells what is like any product of it.
  RankingPtr known = rows.size() == 1 ? similar_ranking(from.snapshot, rows.front()) : nullptr;
  if (known != nullptr && !is_cold(from.snapshot, rows.front())) return known;
  std::vector<LikenessSource> sources;
  for (const ProductRow row : rows) sources.push_back({row});
  RankingPtr alike = likeness_ranking(from.snapshot, std::move(sources), LikenessReason::says_how);
  return alike != nullptr ? std::move(alike) : std::move(known);
}

RankingPtr bought_together(const Ingredients& from) {
  return bought_together_ranking(from.snapshot, context_rows(from.snapshot, from.request, from.visitor),
                                 from.budget);
}

RankingPtr bought_next(const Ingredients& from) {
  return bought_next_ranking(from.snapshot, order_before(from.snapshot, from.request, from.visitor),
                             from.budget);
}

RankingPtr popular(const Ingredients& from) { return popular_ranking(from.snapshot); }
RankingPtr trending(const Ingredients& from) { return trending_ranking(from.snapshot); }
RankingPtr new_arrivals(const Ingredients& from) { return new_ranking(from.snapshot, from.request.now); }
RankingPtr recently_viewed(const Ingredients& from) { return recently_viewed_ranking(from.visitor); }
RankingPtr buy_again(const Ingredients& from) { return buy_again_ranking(from.visitor, from.request.now); }

// The makers, in the order of ListKind.
constexpr std::array<Maker, kListKinds> kMakers{personal, similar,      bought_together, popular,
                                                trending, new_arrivals, recently_viewed, buy_again,
                                                personal, bought_next};
static_assert(std::ranges::none_of(kMakers, [](Maker make) { return make == nullptr; }),
              "a kind without a maker");

}  // namespace

RankingPtr make_list(ListKind kind, const Snapshot& snapshot, const Request& request, const Visitor& visitor,
                     WorkBudget& budget) {
  return kMakers[static_cast<std::size_t>(kind)]({snapshot, request, visitor, budget});
}

}  // namespace suggestd::recommend
