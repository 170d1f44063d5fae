// The assignment problem of one group of people: their candidates with values, and the caps.
//
// Value     the expected uptake: the chance that the person buys the product (uptake_model.h), by its place on their list
//           and by their activity: how often they ordered in the last kActivityDays beside the mean of the group, from 1/10 to
//           10.
// Caps      of a product: the campaign's, and its stock over the chance of a first place, rounded down. The held-out
//           people get the share of all caps that their number stands for.
// Threads   make_offers() works on several and returns the same on any number of them.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"
#include "campaigns/assignment_problem.h"
#include "campaigns/campaign.h"
#include "campaigns/uptake_model.h"
#include "learn/snapshot.h"
#include "recommend/merchandise/scenario.h"

namespace suggestd::campaigns {

inline constexpr std::uint64_t kActivityDays = 180;

struct NamedCap {
  std::string_view kind;  // "product", "brand", "category"
  std::string of;         // the product's id, the brand, the category
};

struct Offers {
  AssignmentProblem problem;
  std::vector<ProductRow> products;  // of the problem's products
  std::vector<NamedCap> caps;        // of the problem's caps
  std::vector<double> activity;      // of the problem's people

  // The place of a candidate on the person's own list, from 1.
  std::uint32_t place_of(std::size_t person, std::size_t candidate) const {
    return static_cast<std::uint32_t>(candidate - problem.first[person] + 1);
  }
};

// The progress of long work, and how it is ended.
struct Control {
  std::size_t threads = 1;
  std::function<bool()> stop_asked = [] { return false; };  // called by any thread
  std::function<void(std::string_view words, std::uint64_t done, std::uint64_t total)> tell =
      [](std::string_view, std::uint64_t, std::uint64_t) {};
};

struct OfferRequest {
  const Campaign* campaign = nullptr;
  const recommend::Scenario* scenario = nullptr;  // null: the personal list
  const UptakeModel* uptake = nullptr;            // set
  Timestamp now{};                                // for what may be shown
  double cap_share = 1;                           // of all caps
};

// Errors: invalid for a filter or scenario of which no list can be made, or beyond the limits; busy if it was asked to
// stop.
Result<Offers> make_offers(const OfferRequest& request, const learn::Snapshot& snapshot,
                           const std::vector<std::string>& people, const Control& control);

}  // namespace suggestd::campaigns
