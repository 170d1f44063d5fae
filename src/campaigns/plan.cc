#include "campaigns/plan.h"

#include <algorithm>
#include <set>
#include <utility>

namespace suggestd::campaigns {
namespace {

void tell_uptake(const Offers& offers, const Assignment& assignment, const UptakeModel& model,
                 GroupPlan& group) {
  UptakeModel::Sum sum(model);
  for (std::size_t person = 0; person < offers.problem.people(); ++person) {
    for (const std::uint32_t candidate : assignment.choices.of(person)) {
      if (candidate == Choices::kNone) break;
      sum.add(offers.place_of(person, candidate), offers.activity[person]);
    }
  }
  const UptakeInterval interval = sum.interval();
  group.uptake = assignment.value;
  group.uptake_low = interval.low;
  group.uptake_high = interval.high;
  group.bound = assignment.bound;
  group.gap = assignment.gap();
  group.rounds = assignment.rounds;
}

UptakeBasis basis_of(const UptakeModel& model, const CountedOffers& counted) {
  UptakeBasis basis{model.first(), model.fall(), model.rise(), counted.runs};
  basis.people = counted.people.size();
  basis.places = counted.offers.size();
  basis.purchases = counted.bought;
  return basis;
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

GivenList list_of(const Offers& offers, const learn::Snapshot& snapshot, std::size_t person,
                  std::span<const std::uint32_t> chosen) {
  std::vector<std::uint32_t> best(chosen.begin(), chosen.end());
  std::erase(best, Choices::kNone);
  std::ranges::sort(best);  // candidates stand in the order of the person's list
  GivenList list;
  list.activity = offers.activity[person];
  for (const std::uint32_t candidate : best) {
    const ProductRow row = offers.products[offers.problem.candidates[candidate].product];
    list.products.push_back(snapshot.products.id(row));
    list.places.push_back(offers.place_of(person, candidate));
  }
  return list;
}

std::vector<std::string> names_of(SegmentBits bits, const Campaign& campaign) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < campaign.report_segments.size(); ++i) {
    if ((bits >> i & 1U) != 0) names.push_back(campaign.report_segments[i]);
  }
  return names;
}

// Requires: `lists` are those of everybody who is sent to, then of everybody who is held out.
void tell_segments(const Campaign& campaign, const People& people, std::vector<GivenList>& lists) {
  if (campaign.report_segments.empty()) return;
  std::size_t next = 0;
  for (const std::vector<SegmentBits>* group : {&people.sent_in, &people.held_out_in}) {
    for (const SegmentBits bits : *group) lists[next++].segments = names_of(bits, campaign);
  }
}

void add_lists(const Offers& offers, const Assignment& assignment, const learn::Snapshot& snapshot,
               const std::vector<std::string>& people, bool held_out, GroupPlan& group,
               std::vector<GivenList>& lists) {
  std::set<std::string_view> given;
  for (std::size_t person = 0; person < people.size(); ++person) {
    GivenList list = list_of(offers, snapshot, person, assignment.choices.of(person));
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
      : request_(request),
        snapshot_(snapshot),
        control_(control),
        progress_(request.from),
        uptake_(request.campaign->uptake, request.counted) {}

  const UptakeModel& uptake() const { return uptake_; }

  Status add(const std::vector<std::string>& people, bool held_out, double cap_share, MadePlan& made) {
    const OfferRequest asked{request_.campaign, request_.scenario, &uptake_, request_.at, cap_share};
    Result<Offers> offers = make_offers(asked, snapshot_, people, control_);
    if (!offers) return std::move(offers).error();
    const Result<Assignment> assignment = solve(offers->problem, progress_.prices[held_out ? 1 : 0]);
    if (!assignment) return assignment.error();
    GroupPlan& group = held_out ? made.plan.held_out : made.plan.sent;
    tell_uptake(*offers, *assignment, uptake_, group);
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
  const UptakeModel uptake_;
};

}  // namespace

Result<MadePlan> make_plan(const PlanRequest& request, const learn::Snapshot& snapshot, const People& people,
                           const Control& control) {
  MadePlan made;
  made.plan.at = request.at;
  made.plan.people = people.counts;
  Planner planner(request, snapshot, control);
  made.plan.uptake = basis_of(planner.uptake(), request.counted);
  if (Status added = planner.add(people.sent, false, 1, made); !added) return std::move(added).error();
  const double share = held_out_share(people);
  if (Status added = planner.add(people.held_out, true, share, made); !added) return std::move(added).error();
  tell_segments(*request.campaign, people, made.lists);
  return made;
}

}  // namespace suggestd::campaigns
