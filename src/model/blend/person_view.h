// The blend's features of one person for an evaluation or a fit: dense scores over all products.
// Lists are served from the learner's own lanes instead (recommend/scores/learned_scores.h), by the same
// features.
//
// Threads  a workspace: one thread each. The lanes are only read.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "model/blend/basket_lanes.h"
#include "model/blend/blend_features.h"
#include "model/factors/row_solve.h"

namespace suggestd::model {

enum class PersonLane : std::uint8_t {
  factors,
  linear,
  recent_linear,
  cooccurrence,
  basket_linear,
  next_basket,
  people,  // people with a similar history; no part of the blend
};
inline constexpr std::size_t kPersonLanes = 7;

// A row that is none of the people of the lanes.
inline constexpr std::uint32_t kNobody = 0xffffffff;

class PersonView {
 public:
  // Requires: `lanes` outlives this.
  explicit PersonView(const BasketLanes& lanes);

  // Takes the features of a person. Requires: `history` is not empty; now >= its last day.
  void look(const BasketHistory& history, double now);
  // Fills the people lane too. `self`: their row among the people of the lanes, which is left out; or
  // kNobody. Requires: look() of the same history came before.
  void look_at_people(const BasketHistory& history, std::uint32_t self);

  // The person's products, the best `per_lane` of each lane, and popular ones; ascending.
  std::vector<std::uint32_t> candidates(std::size_t per_lane) const;
  // Requires: out.size() == blend_features().size().
  void features(std::uint32_t item, std::span<float> out) const;

  double lane(PersonLane lane, std::uint32_t item) const {
    return lanes_of_[static_cast<std::size_t>(lane)][item];
  }
  std::size_t items() const noexcept { return all_.items(); }
  const PersonPast& past() const noexcept { return past_; }
  std::size_t baskets() const noexcept { return static_cast<std::size_t>(past_.baskets()); }
  // Purchases of the item, plain and weighted 0.9^(baskets since).
  double times_bought(std::uint32_t item) const;
  double recent_times_bought(std::uint32_t item) const;

 private:
  std::vector<double>& scores(PersonLane lane) { return lanes_of_[static_cast<std::size_t>(lane)]; }
  void sum_rows();
  void fold_in_factors(const BasketHistory& history);
  void scale_lanes();

  const BasketLanes& all_;
  std::vector<ItemNumbers> numbers_;  // by item
  double sold_ = 0;                   // products that somebody bought
  UnobservedTerm unobserved_;
  RowSolver solver_;
  PersonPast past_;
  std::array<std::vector<double>, kPersonLanes> lanes_of_;
  std::array<double, kPersonLanes> scales_{};
  std::vector<float> similarity_;  // by person; zero between uses
  std::vector<float> vector_;
};

}  // namespace suggestd::model
