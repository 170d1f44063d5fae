// Which of several products does a person choose? A logistic regression over choices.
//
//   p_i = exp(<w, z_i>) / sum over j in C of exp(<w, z_j>),    z = (x - mean) / deviation
//
// C: the candidates of one person at one moment. The weights maximise the sum over occasions of
// q (mean of log p over the chosen) - ridge |w|^2 / 2, q = 1 / sqrt(number chosen): a large basket counts
// more than a small one, but less than its size. Features that are equal for all candidates cancel out, so no
// weight is spent on differences between people. (Conditional logit: McFadden 1974, Conditional Logit
// Analysis of Qualitative Choice Behavior, section III; several choices as in Cao et al. 2007, ListNet,
// section 4.)
//
// Method   Newton's steps, halved until the likelihood grows: it is concave, so there is one answer.
// Result   the same bytes for any number of threads.
// Parts    a log-odds is a sum over features, so each feature's share can be told.
// Threads  pure; a fit uses as many more threads as it is told.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace suggestd::model {

// One moment of choice. Row-major: features of one candidate after another.
struct Occasion {
  std::vector<float> features;
  std::vector<std::uint8_t> chosen;  // by candidate
};

struct ChoiceWeights {
  std::vector<double> weights;  // per unit of the raw feature
  std::vector<double> means;    // where a feature's share is zero

  bool empty() const noexcept { return weights.empty(); }
  bool operator==(const ChoiceWeights&) const = default;
  // Requires: features.size() == weights.size().
  double score(std::span<const float> features) const;
  double share(std::size_t feature, float value) const {
    return weights[feature] * (static_cast<double>(value) - means[feature]);
  }
};

struct ChoiceOptions {
  double ridge = 3.0;
  std::size_t steps = 12;  // at most
};

// Fits the weights. Occasions where nothing is chosen teach nothing. Empty if no occasion has a choice.
// Requires: each occasion has feature_count features a candidate; threads > 0.
ChoiceWeights fit_choices(const std::vector<Occasion>& occasions, std::size_t feature_count,
                          const ChoiceOptions& options, std::size_t threads);

}  // namespace suggestd::model
