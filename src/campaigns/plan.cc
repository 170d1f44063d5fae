#include "campaigns/plan.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

namespace suggestd::campaigns {
namespace {

constexpr double kTwoSided95 = 1.96;  // of the normal distribution

void tell_uptake(const AssignmentProblem& problem, const Assignment& assignment, GroupPlan& group) {
  double variance = 0;
  for (std::size_t person = 0; person < problem.people(); ++person) {
    for (const std::uint32_t place : assignment.choices.of(person)) {
      if (place == Choices::kNone) break;
      const double chance = static_cast<double>(problem.candidates[place].value);
      variance += chance * (1 - chance);
    }
  }
  const double width = kTwoSided95 * std::sqrt(variance);
  group.uptake = assignment.value;
  group.uptake_low = std::max(0.0, assignment.value - width);
  group.uptake_high = assignment.value + width;
  group.bound = assignment.bound;
  group.gap = assignment.gap();
  group.rounds = assignment.rounds;
}

void tell_caps(const Offers& offers, const Assignment& assignment, GroupPlan& group) {
  const std::vector<std::uint64_t> used = use_of(offers.problem, assignment.choices);
  group.caps = offers.caps.size();
  for (std::size_t cap = 0; cap < used.size(); ++cap) {
    if (used[cap] < offers.problem.caps[cap]) continue;
    ++group.caps_reached;
    group.reached.push_back(
        {offers.caps[cap], offers.problem.caps[cap], used[cap], assignment.cap_prices[cap]});
  }
  std::ranges::stable_sort(group.reached, std::greater<>(), &CapUse::price);
  group.reached.resize(std::min(group.reached.size(), kToldCaps));
}

GivenList list_of(const Offers& offers, const learn::Snapshot& snapshot,
                  std::span<const std::uint32_t> places) {
  std::vector<std::uint32_t> best(places.begin(), places.end());
  std::erase(best, Choices::kNone);
  std::ranges::sort(best);  // candidates stand in the order of the person's list
  GivenList list;
  for (const std::uint32_t place : best) {
    const ProductRow row = offers.products[offers.problem.candidates[place].product];
    list.products.push_back(snapshot.products.id(row));
  }
  return list;
}

void add_lists(const Offers& offers, const Assignment& assignment, const learn::Snapshot& snapshot,
               const std::vector<std::string>& people, bool held_out, GroupPlan& group,
               std::vector<GivenList>& lists) {
  std::set<std::string_view> given;
  for (std::size_t person = 0; person < people.size(); ++person) {
    GivenList list = list_of(offers, snapshot, assignment.choices.of(person));
    list.user_id = people[person];
    list.held_out = held_out;
    if (!list.products.empty()) {
      ++group.with_list;
    } else if (offers.problem.of(person).empty()) {
      ++group.without_candidates;
    } else {
      ++group.without_room;
    }
    group.places += list.products.size();
    for (const std::uint32_t place : assignment.choices.of(person)) {
      if (place != Choices::kNone)
        given.insert(snapshot.products.id(offers.products[offers.problem.candidates[place].product]));
    }
    lists.push_back(std::move(list));
  }
  group.people = people.size();
  group.products_offered = offers.products.size();
  group.products_given = given.size();
}

// Prices of a problem that has changed since they were saved are no use.
PriceState usable(const PriceState& saved, const AssignmentProblem& problem) {
  return saved.prices.size() == problem.caps.size() ? saved : PriceState();
}

// The share of the caps that people who are held out get: as many as their number stands for.
double held_out_share(const People& people) {
  if (people.sent.empty()) return 1;
  return static_cast<double>(people.held_out.size()) / static_cast<double>(people.sent.size());
}

class Planner {
 public:
  Planner(const PlanRequest& request, const learn::Snapshot& snapshot, const Control& control)
      : request_(request), snapshot_(snapshot), control_(control), progress_(request.from) {}

  Status add(const std::vector<std::string>& people, bool held_out, double cap_share, MadePlan& made) {
    const OfferRequest asked{request_.campaign, request_.scenario, request_.at, cap_share};
    Result<Offers> offers = make_offers(asked, snapshot_, people, control_);
    if (!offers) return std::move(offers).error();
    const Result<Assignment> assignment = solve(offers->problem, progress_.prices[held_out ? 1 : 0]);
    if (!assignment) return assignment.error();
    GroupPlan& group = held_out ? made.plan.held_out : made.plan.sent;
    tell_uptake(offers->problem, *assignment, group);
    tell_caps(*offers, *assignment, group);
    add_lists(*offers, *assignment, snapshot_, people, held_out, group, made.lists);
    return {};
  }

 private:
  Result<Assignment> solve(const AssignmentProblem& problem, PriceState& prices) {
    std::stop_source stop;
    AssignmentOptions options;
    options.seed = request_.campaign->seed;
    options.threads = control_.threads;
    options.stop = stop.get_token();
    options.on_progress = [&](const PriceState& state) {
      if (control_.stop_asked()) stop.request_stop();
      control_.tell("assigning", state.round, options.rounds);
      prices = state;
      request_.on_progress(progress_);
    };
    return assign(problem, options, usable(prices, problem));
  }

  const PlanRequest& request_;
  const learn::Snapshot& snapshot_;
  const Control& control_;
  PlanProgress progress_;
};

}  // namespace

Result<MadePlan> make_plan(const PlanRequest& request, const learn::Snapshot& snapshot, const People& people,
                           const Control& control) {
  MadePlan made;
  made.plan.at = request.at;
  made.plan.people = people.counts;
  Planner planner(request, snapshot, control);
  if (Status added = planner.add(people.sent, false, 1, made); !added) return std::move(added).error();
  const double share = held_out_share(people);
  if (Status added = planner.add(people.held_out, true, share, made); !added) return std::move(added).error();
  return made;
}

}  // namespace suggestd::campaigns
