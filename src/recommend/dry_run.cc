#include "recommend/dry_run.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "recommend/costs.h"
#include "recommend/recommender.h"

namespace suggestd::recommend {
namespace {

using learn::Snapshot;

// `count` elements of `all`, evenly spaced; all if there are fewer.
template <class T>
std::vector<T> spaced(const std::vector<T>& all, std::size_t count) {
  if (all.size() <= count) return all;
  std::vector<T> some;
  for (std::size_t i = 0; i < count; ++i) some.push_back(all[i * all.size() / count]);
  return some;
}

std::vector<std::string> sample_people(const Snapshot& snapshot, std::size_t count) {
  std::vector<UserRow> known;
  for (std::size_t i = 0; i < snapshot.people.size(); ++i) {
    const auto row = static_cast<UserRow>(i);
    const learn::PersonState* person = snapshot.person(row);
    const bool is_user = snapshot.people.id(row).front() == static_cast<char>(PersonIdKind::user);
    if (person != nullptr && is_user && !person->history.empty()) known.push_back(row);
  }
  std::vector<std::string> ids;
  for (const UserRow row : spaced(known, count)) ids.push_back(snapshot.people.id(row).substr(1));
  return ids;
}

std::vector<std::string> sample_products(const Snapshot& snapshot, const DryRunOptions& options) {
  std::vector<ProductRow> available;
  snapshot.catalog.available(options.now).for_each([&](ProductRow row) { available.push_back(row); });
  std::vector<std::string> ids;
  for (const ProductRow row : spaced(available, options.sample)) ids.push_back(snapshot.products.id(row));
  return ids;
}

bool is_about_product(ListKind kind) { return entry_of(kind).subject == ListSubject::product; }

// One request for each list of the sample, before a scenario adds to it.
std::vector<Request> sample_requests(const Snapshot& snapshot, bool about_product,
                                     const DryRunOptions& options) {
  const std::vector<std::string> people = sample_people(snapshot, options.sample);
  std::vector<std::string> products;
  if (about_product) products = sample_products(snapshot, options);
  const std::size_t count = about_product ? products.size() : people.size();
  std::vector<Request> requests(count);
  for (std::size_t i = 0; i < count; ++i) {
    requests[i].limit = options.limit;
    requests[i].now = options.now;
    requests[i].context = options.context;
    if (!people.empty()) requests[i].user_id = people[i % people.size()];
    if (about_product) requests[i].product_id = products[i];
  }
  return requests;
}

std::vector<std::string> ids_of(const Answer& answer) {
  std::vector<std::string> ids;
  for (const Item& item : answer.items) ids.push_back(item.product_id);
  return ids;
}

class Comparison {
 public:
  Comparison(const Scenario& after, const DryRunOptions& options) : limit_(options.limit) {
    for (const Rule& rule : after.rules) run_.rules.push_back({rule.id, rule.in_force(options.now), 0});
  }

  void add(const Request& request, const Answer& before, const Answer& after) {
    ListPair pair{request.user_id, request.product_id, ids_of(before), ids_of(after)};
    ++run_.lists;
    note_length(pair.before, run_.empty_before, run_.short_before);
    note_length(pair.after, run_.empty_after, run_.short_after);
    note_rules(after);
    if (pair.before == pair.after) return;
    ++run_.changed;
    note_moves(pair.before, pair.after, lost_);
    note_moves(pair.after, pair.before, gained_);
    if (run_.examples.size() < DryRun::kExamples) run_.examples.push_back(std::move(pair));
  }

  DryRun take() && {
    run_.gained = most(gained_);
    run_.lost = most(lost_);
    return std::move(run_);
  }

 private:
  using Moves = std::map<std::string, std::size_t>;

  void note_length(const std::vector<std::string>& list, std::size_t& empty, std::size_t& shorter) const {
    if (list.empty()) {
      ++empty;
    } else if (list.size() < limit_) {
      ++shorter;
    }
  }

  void note_rules(const Answer& answer) {
    std::set<std::string_view> acted;
    for (const RuleEffect& effect : answer.effects) acted.insert(effect.rule);
    for (RuleUse& use : run_.rules) use.lists += acted.contains(use.rule) ? 1 : 0;
  }

  // Counts the products that `list` has and `other` has not.
  static void note_moves(const std::vector<std::string>& list, const std::vector<std::string>& other,
                         Moves& moves) {
    for (const std::string& id : list) {
      if (std::find(other.begin(), other.end(), id) == other.end()) ++moves[id];
    }
  }

  static std::vector<ProductMove> most(const Moves& moves) {
    std::vector<ProductMove> sorted;
    for (const auto& [id, lists] : moves) sorted.push_back({id, lists});
    std::stable_sort(sorted.begin(), sorted.end(),
                     [](const ProductMove& a, const ProductMove& b) { return a.lists > b.lists; });
    sorted.resize(std::min(sorted.size(), DryRun::kMoves));
    return sorted;
  }

  std::size_t limit_;
  DryRun run_;
  Moves gained_;
  Moves lost_;
};

// The lists that are made before the cost of one is estimated: the first ones also work out the filters,
// which are then kept.
constexpr std::size_t kFirstLists = 2;

// Refuses the rest of the sample if it would cost more than is left, at `cost` units for each list.
void foresee(std::size_t made, std::size_t all, std::uint64_t cost, WorkBudget& budget) {
  if (budget.affords(cost * (all - made))) return;
  std::size_t fit = made;
  while (budget.affords(cost * (fit + 1 - made))) ++fit;
  budget.refuse(kSampleWork, fmt::format("some {} of the {} would fit", fit, all));
}

}  // namespace

Result<DryRun> dry_run(const Snapshot& snapshot, const Scenario* before, const Scenario& after,
                       const DryRunOptions& options, WorkBudget& budget) {
  Scenario plain;
  plain.list = after.list;
  if (before == nullptr) before = &plain;
  if (!may_stand_in(after.list) || !may_stand_in(before->list)) {
    return invalid_field("/list",
                         "a re-ranking orders what each request brings; there is nothing to compare");
  }
  const bool about_product = is_about_product(after.list) || is_about_product(before->list);
  Comparison comparison(after, options);
  budget.spend((snapshot.people.size() + snapshot.products.size()) / kRowsPerUnit, kSampleWork);
  const std::vector<Request> requests = sample_requests(snapshot, about_product, options);
  for (std::size_t i = 0; i < requests.size(); ++i) {
    const std::uint64_t spent = budget.spent();
    const Result<Answer> old_list = recommend(snapshot, with_scenario(*before, requests[i]), budget);
    if (!old_list) return old_list.error().with_context("the scenario as it is");
    const Result<Answer> new_list = recommend(snapshot, with_scenario(after, requests[i]), budget);
    if (!new_list) return new_list.error();
    comparison.add(requests[i], *old_list, *new_list);
    if (i + 1 == kFirstLists) foresee(i + 1, requests.size(), budget.spent() - spent, budget);
    if (Status within = budget.status(); !within) return std::move(within).error();
  }
  return std::move(comparison).take();
}

}  // namespace suggestd::recommend
