// The features that the learned blend has of a product for one person: the lanes' scores and the person's own
// history of it, as numbers in named parts.
//
// Lanes    each score is divided by its root mean square over all products, so that it means the same for
//          a person of three purchases and of three hundred; it enters as it is and as log(1 + x).
// New      for a product that the person never bought, all features but those of the lanes and of the product
//          itself are zero, and the score is linear in the factors' score and in four numbers of the product
//          (ItemNumbers): where no other lane has a score either, a vector lookup finds the best.
// Threads  pure.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "model/blend/choice_regression.h"
#include "model/blend/lane_sum.h"
#include "model/blend/person_past.h"

namespace suggestd::model {

// A part joins features that a person would name in one word; the parts of a score are told by these.
enum class BlendPart : std::uint8_t {
  history,      // bought before: how often, how lately
  rhythm,       // time since the last purchase against the usual interval
  return_rate,  // how often this product, and this person, come back
  popularity,   // now, and in general
  factors,
  linear,        // the sparse linear model of the lifetime
  cooccurrence,  // of the lifetime
  basket,        // the sparse linear model of single baskets
  next_basket,   // products that follow the last basket
};
inline constexpr std::size_t kBlendParts = 9;
std::string_view blend_part_name(BlendPart part);

struct BlendFeature {
  std::string_view name;
  BlendPart part;
};
// In the order of the features; fixed for one format of the stored weights.
std::span<const BlendFeature> blend_features();

// The numbers of a product by itself that features are made from.
struct ItemCounts {
  double buyers = 0;
  double month = 0;      // purchases, halved with every 30 days (model/blend/daily_purchases.h)
  double half_year = 0;  // with every 180 days
  double purchases = 0;
  double repeat_share = 0.2;  // of buyers with a second purchase; shrunk to 0.2
  double log_interval = 3;    // mean of log(1 + days) between purchases; shrunk to 3
  bool operator==(const ItemCounts&) const = default;
};

// The numbers of a product by which it is scored for a person who never bought it.
inline constexpr std::size_t kItemNumbers = 4;
using ItemNumbers = std::array<float, kItemNumbers>;  // return rate, buyers, month, half year
ItemNumbers item_numbers(const ItemCounts& counts);

struct SeenItem {
  ItemNumbers numbers{};
  double log_interval = 0;  // as in ItemCounts
};

// The lanes' scores of a product for one person, each divided by its root mean square.
struct SeenLanes {
  float factors = 0;
  float linear = 0;
  float recent_linear = 0;  // the history weighted 0.85^(baskets since)
  float cooccurrence = 0;
  float basket_linear = 0;
  float next_basket = 0;
};
inline constexpr double kRecentDecay = 0.85;
// In the basket lane, past products with a smaller 0.85^(baskets since) are left out.
inline constexpr double kLeastRecent = 0.1;

// `past`: null if the person never bought it. Requires: out.size() == blend_features().size().
void write_features(const PersonPast& person, const PastItem* past, const SeenItem& item,
                    const SeenLanes& lanes, std::span<float> out);

// is_bought(): a row of features is of a product that the person has bought. fixed_sum(): the fixed sum of
// lanes that the row has (without the people lane, which a fit does not see), up to a factor of the person.
bool is_bought(std::span<const float> features);
double fixed_sum(const LaneSum& sum, std::span<const float> features);

// The weights as they act on a product that the person never bought.
//   score = constant + numbers * product + sum over lanes of (plain * x + log * ln(1 + x))
struct NewItemWeights {
  struct Lane {
    float plain = 0;
    float log = 0;
  };
  float constant = 0;
  ItemNumbers numbers{};
  float factors = 0;
  Lane linear, recent_linear, cooccurrence, basket_linear, next_basket;

  NewItemWeights(const ChoiceWeights& weights, const PersonPast& person);
};

}  // namespace suggestd::model
