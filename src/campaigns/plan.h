// A plan: who would get what, worked out in full. A run is a plan whose lists are kept.
//
// Groups    the people who are sent to and those who are held out are assigned apart (docs/decisions/0620-campaigns-are-assigned-by-prices.md).
// Uptake    the sum of the values (offers.h), each the chance of one purchase, with the interval of uptake_model.h: the luck of
//           the draw, the error of the estimate, and how much weeks differ.
// Resuming  PlanProgress holds the prices of both groups. Lists are made anew after a kill, from the snapshot as it
//           then is; the draw and the seed stay.
// Threads   make_plan() works on several.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "campaigns/assignment.h"
#include "campaigns/given_list.h"
#include "campaigns/offers.h"
#include "campaigns/people.h"
#include "campaigns/uptake_model.h"

namespace suggestd::campaigns {

struct CapUse {
  NamedCap cap;
  std::uint64_t most = 0;
  std::uint64_t used = 0;
  double price = 0;  // the uptake that one more would bring, about
};

inline constexpr std::size_t kToldCaps = 50;

struct GroupPlan {
  std::uint64_t people = 0;
  std::uint64_t with_list = 0;
  std::uint64_t without_candidates = 0;  // no product of the campaign may be shown to them
  std::uint64_t without_room = 0;        // all their candidates are given to others
  std::uint64_t places = 0;              // products given, all lists together
  std::uint64_t products_offered = 0;    // that differ, among the candidates
  std::uint64_t products_given = 0;      // that differ
  double uptake = 0;                     // expected purchases
  double uptake_low = 0;
  double uptake_high = 0;
  double bound = 0;  // no assignment has a higher uptake
  double gap = 0;
  unsigned rounds = 0;
  std::uint64_t caps = 0;
  std::uint64_t caps_reached = 0;
  std::vector<CapUse> reached;  // the dearest kToldCaps of them
};

// Where the chances come from.
struct UptakeBasis {
  double first_place = 0;
  double fall = 0;
  double rise = 0;
  std::vector<CountedRun> runs;  // none: the campaign's own `uptake` and the rule of thumb
  std::uint64_t people = 0;
  std::uint64_t places = 0;
  std::uint64_t purchases = 0;
};

struct Plan {
  Timestamp at{};
  UptakeBasis uptake;
  PeopleCounts people;
  GroupPlan sent;
  GroupPlan held_out;
};

// {"at":...,"people":{...},"sent":{...},"held_out":{...}}; some 40 kB at most.
std::string to_json(const Plan& plan);

struct MadePlan {
  Plan plan;
  std::vector<GivenList> lists;  // of everybody who is eligible, also empty ones
};

struct PlanProgress {
  std::array<PriceState, 2> prices;  // of those sent to, of those held out

  bool operator==(const PlanProgress&) const = default;
};
std::string encode(const PlanProgress& progress);
Result<PlanProgress> decode_progress(std::string_view bytes);  // errors: corrupt

struct PlanRequest {
  const Campaign* campaign = nullptr;
  const recommend::Scenario* scenario = nullptr;  // null: the personal list
  Timestamp at{};
  CountedOffers counted;  // of earlier runs (uptake_history.h)
  PlanProgress from;      // of a run that was interrupted
  std::function<void(const PlanProgress&)> on_progress = [](const PlanProgress&) {};
};

// Errors: those of make_offers() and assign().
Result<MadePlan> make_plan(const PlanRequest& request, const learn::Snapshot& snapshot, const People& people,
                           const Control& control);

}  // namespace suggestd::campaigns
