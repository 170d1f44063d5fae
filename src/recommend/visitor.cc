#include "recommend/visitor.h"

#include <algorithm>
#include <utility>

#include "model/factors/row_solve.h"
#include "recommend/left_in_cart.h"

namespace suggestd::recommend {
namespace {

const learn::PersonState* find_person(const learn::Snapshot& snapshot, const Request& request) {
  const auto visitor = [&](const std::string& id) {
    return id.empty() ? nullptr : snapshot.person(PersonIdKind::anonymous, id);
  };
  if (request.user_id.empty()) return visitor(request.anonymous_id);
  const learn::PersonState* user = snapshot.person(PersonIdKind::user, request.user_id);
  // The route has one id for both kinds: visitors are found by their anonymous id too.
  if (user == nullptr) user = visitor(request.user_id);
  // The visitor's id tells more of somebody who has just signed in. A user's own wish is kept.
  const bool tells_nothing = user == nullptr || (user->consent != Consent::no && user->history.empty());
  const learn::PersonState* same = tells_nothing ? visitor(request.anonymous_id) : nullptr;
  return same != nullptr ? same : user;
}

void sort_unique(std::vector<ProductRow>& rows) {
  std::sort(rows.begin(), rows.end());
  rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
}

// The lines of products whose weights add up to more than zero; the others were taken out again.
std::vector<learn::BasketLine> basket_lines(const learn::Snapshot& snapshot,
                                            const std::vector<BasketItem>& basket) {
  std::vector<learn::BasketLine> lines;
  for (const BasketItem& item : basket) {
    const auto row = snapshot.products.find(item.product_id);
    if (row) lines.push_back({*row, static_cast<float>(item.weight)});
  }
  std::stable_sort(lines.begin(), lines.end(), [](const learn::BasketLine& a, const learn::BasketLine& b) {
    return a.product < b.product;
  });
  std::vector<learn::BasketLine> joined;
  for (const learn::BasketLine& line : lines) {
    if (!joined.empty() && joined.back().product == line.product) {
      joined.back().quantity += line.quantity;
    } else {
      joined.push_back(line);
    }
  }
  std::erase_if(joined, [](const learn::BasketLine& line) { return !(line.quantity > 0); });
  return joined;
}

std::vector<float> fold_in(const learn::Snapshot& snapshot, const learn::LearnedRow& learned) {
  if (snapshot.gram == nullptr) return {};
  std::vector<const float*> vectors;
  std::vector<float> confidences;
  double observed = 0;
  for (std::size_t i = 0; i < learned.columns.size(); ++i) {
    const auto row = static_cast<ProductRow>(learned.columns[i]);
    if (!snapshot.vectors.contains(row)) continue;
    vectors.push_back(snapshot.vectors.row(row).data());
    confidences.push_back(learned.confidences[i]);
    observed += static_cast<double>(learned.confidences[i]);
  }
  if (vectors.empty()) return {};
  const std::size_t dim = snapshot.gram->dim();
  const model::UnobservedTerm unobserved(*snapshot.gram, snapshot.weights.unobserved);
  model::RowSolver solver(dim);
  std::vector<float> solution(dim);
  const float ridge = snapshot.weights.row_ridge(observed, snapshot.vector_count);
  const bool solved = solver.solve(unobserved, {vectors, confidences, ridge}, solution);
  return solved ? solution : std::vector<float>{};
}

}  // namespace

const learn::PersonState& Visitor::taste() const {
  static const learn::PersonState kNobody;
  if (with_basket) return *with_basket;
  return person != nullptr && profiling ? *person : kNobody;
}

Visitor make_visitor(const learn::Snapshot& snapshot, const Request& request) {
  Visitor visitor;
  visitor.named = !request.user_id.empty() || !request.anonymous_id.empty();
  visitor.person = find_person(snapshot, request);
  if (visitor.person != nullptr) {
    visitor.profiling = visitor.person->profiling;
    for (const learn::Interest& interest : left_in_cart(visitor.history()))
      visitor.in_cart.push_back(interest.product);
    for (const learn::BasketLine& line : visitor.history().lines) visitor.bought.push_back(line.product);
    sort_unique(visitor.bought);
  }
  const std::vector<learn::BasketLine> lines = basket_lines(snapshot, request.basket);
  if (lines.empty()) return visitor;
  for (const learn::BasketLine& line : lines) visitor.in_basket.push_back(line.product);
  learn::PersonState taste;
  taste.history = visitor.history();
  learn::put_basket(taste.history, learn::basket_key("the basket of this request"),
                    std::max(snapshot.clock, request.now), lines);
  taste.learned = learn::learned_row(taste.history, snapshot.options.confidence, snapshot.landmark);
  taste.vector = fold_in(snapshot, taste.learned);
  visitor.with_basket = std::move(taste);
  return visitor;
}

}  // namespace suggestd::recommend
