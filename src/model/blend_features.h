// What the learned blend sees of a product for one person: the lanes' scores and the person's own history
// of it, as numbers in named parts.
//
// Lanes    each score is divided by its root mean square over all products, so that it means the same for
//          a person of three purchases and of three hundred; it enters as it is and as log(1 + x).
// Time     ages and intervals are measured against the person's own pace, so that a data set with an
//          order of baskets and no times gives the same kind of numbers.
// Threads  a PersonView is a workspace: one thread each. The lanes are only read.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "model/basket_lanes.h"
#include "model/row_solve.h"

namespace suggestd::model {

// Features that a person would name in one breath. The parts of a score are given by these.
enum class BlendPart : std::uint8_t {
  history,      // bought before: how often, how lately
  rhythm,       // time since the last purchase against the usual interval
  return_rate,  // how often this product, and this person, come back
  popularity,   // now, and in general
  factors,
  linear,        // the sparse linear model of the lifetime
  cooccurrence,  // of the lifetime
  basket,        // both of these of single baskets
  next_basket,   // what follows the last basket
  people,        // people with a like history
};
inline constexpr std::size_t kBlendParts = 10;
std::string_view blend_part_name(BlendPart part);

struct BlendFeature {
  std::string_view name;
  BlendPart part;
};
// In the order of the features; fixed for one format of the stored weights.
std::span<const BlendFeature> blend_features();

// The lanes by themselves, for tables: dense scores over all products.
enum class PersonLane : std::uint8_t {
  factors,
  linear,
  recent_linear,  // the history weighted 0.85^(baskets since)
  last_linear,    // the last basket alone
  cooccurrence,
  recent_cooccurrence,
  basket_cooccurrence,  // of the last basket
  basket_linear,
  next_basket,
  people,
};
inline constexpr std::size_t kPersonLanes = 10;

// No person of the lanes' own.
inline constexpr std::uint32_t kNobody = 0xffffffff;

class PersonView {
 public:
  // Requires: `lanes` outlives this.
  explicit PersonView(const BasketLanes& lanes);

  // Looks at a person. `self`: their row among the lanes' people, who is no neighbour of theirs; or
  // kNobody. Requires: `history` is not empty and outlives the view's use; now >= its last day.
  void look(const BasketHistory& history, double now, std::uint32_t self);

  // The person's products, and the best `per_lane` of each lane; ascending.
  std::vector<std::uint32_t> candidates(std::size_t per_lane) const;
  // Requires: out.size() == blend_features().size().
  void features(std::uint32_t item, std::span<float> out) const;

  double lane(PersonLane lane, std::uint32_t item) const {
    return lanes_of_[static_cast<std::size_t>(lane)][item];
  }
  std::size_t items() const noexcept { return all_.items(); }
  std::size_t baskets() const noexcept { return history_->size(); }
  // Purchases of the item, plain and weighted 0.9^(baskets since).
  double times_bought(std::uint32_t item) const { return past_of(item).times; }
  double recent_times_bought(std::uint32_t item) const { return past_of(item).decayed_slow; }

 private:
  struct Past {  // of one product
    double times = 0;
    double decayed_slow = 0, decayed = 0, decayed_fast = 0;  // 0.9, 0.7, 0.4 to the baskets since
    double decayed_quarter = 0;                              // halved with every 90 days
    double baskets_since = 0;
    double last_day = 0;
    double intervals = 0;  // sum of days between purchases
  };

  const Past& past_of(std::uint32_t item) const { return past_[item]; }
  std::vector<double>& scores(PersonLane lane) { return lanes_of_[static_cast<std::size_t>(lane)]; }
  void forget();
  void read_history();
  void sum_rows();
  void fold_in_factors();
  void find_people(std::uint32_t self);
  void scale_lanes();

  const BasketLanes& all_;
  UnobservedTerm unobserved_;
  RowSolver solver_;
  const BasketHistory* history_ = nullptr;
  double now_ = 0;
  std::vector<std::uint32_t> bought_;  // ascending
  std::vector<Past> past_;             // by item
  std::array<std::vector<double>, kPersonLanes> lanes_of_;
  std::array<double, kPersonLanes> scales_{};
  std::vector<float> similarity_;  // by person; zero between uses
  std::vector<float> vector_;
  double pace_ = 0;  // days between this person's baskets
  double basket_size_ = 0;
  double return_logit_ = 0;  // of this person's purchases being repeats
};

}  // namespace suggestd::model
