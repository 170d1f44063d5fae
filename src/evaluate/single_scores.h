// Each lane by itself, and the simple ways that any model must beat, for the tables of an evaluation.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "evaluate/basket_people.h"
#include "model/blend/person_view.h"

namespace suggestd::evaluate {

// The score of a product for the person that a view looks at.
using ItemScore = std::function<double(const model::PersonView&, std::uint32_t)>;

struct NamedScore {
  std::string name;
  ItemScore score;
};

// popularity; the person's own frequency, plain and with popularity breaking ties; their recency-weighted
// history; 0.7 like-minded people + 0.3 history (the form of TIFU-KNN: Hu et al. 2020, equation 4); the
// lanes. Requires: `lanes` outlives the scores.
std::vector<NamedScore> single_scores(const model::BasketLanes& lanes);

// The best `at` products above zero, best first, equal ones by number.
std::vector<std::string> best_by(const ItemScore& score, const model::PersonView& view,
                                 const BasketPeople& data, std::size_t at);

}  // namespace suggestd::evaluate
