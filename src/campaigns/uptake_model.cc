#include "campaigns/uptake_model.h"

#include <algorithm>
#include <cmath>
#include <functional>

namespace suggestd::campaigns {
namespace {

constexpr double kTwoSided95 = 1.96;  // of the normal distribution
// Deviations of the prior: a guessed uptake may be wrong by seven times either way.
constexpr UptakeVector kPriorSpread{1.0, 0.5, 0.5};
constexpr double kWeeksSpread = 0.5;
constexpr double kWeeksWeight = 2;  // runs that the spread of the start counts for
constexpr double kRunFade = 0.6;    // docs/decisions/0623-uptake-is-counted-on-earlier-runs.md compares
constexpr int kMostSteps = 40;
constexpr double kEnough = 1e-9;    // a step below this ends the fit
constexpr double kLongestStep = 1;  // of a logarithm, so that the exponential stays where it is well-behaved

UptakeVector prior_of(double uptake) { return {std::log(uptake), -1, 1}; }

UptakeVector terms_of(std::uint32_t place, double activity) {
  return {1, std::log(static_cast<double>(place)), std::log(activity)};
}

double product(const UptakeVector& a, const UptakeVector& b) {
  double sum = 0;
  for (std::size_t i = 0; i < kUptakeNumbers; ++i) sum += a[i] * b[i];
  return sum;
}

double chance_of(const UptakeVector& numbers, const UptakeVector& terms) {
  return std::min(kMostUptake, std::exp(product(numbers, terms)));
}

void add_square(UptakeMatrix& matrix, const UptakeVector& vector, double weight) {
  for (std::size_t i = 0; i < kUptakeNumbers; ++i) {
    for (std::size_t j = 0; j < kUptakeNumbers; ++j) matrix[i][j] += weight * vector[i] * vector[j];
  }
}

UptakeVector times(const UptakeMatrix& matrix, const UptakeVector& vector) {
  UptakeVector result{};
  for (std::size_t i = 0; i < kUptakeNumbers; ++i) result[i] = product(matrix[i], vector);
  return result;
}

// Both matrices are symmetric: A B A.
UptakeMatrix between(const UptakeMatrix& a, const UptakeMatrix& b) {
  UptakeMatrix result{};
  for (std::size_t i = 0; i < kUptakeNumbers; ++i) {
    const UptakeVector row = times(b, a[i]);
    for (std::size_t j = 0; j < kUptakeNumbers; ++j) result[i][j] = product(row, a[j]);
  }
  return result;
}

// Gauss-Jordan. A curvature is positive definite, for the prior is in it, so no pivot is 0.
UptakeMatrix inverse(UptakeMatrix matrix) {
  UptakeMatrix result{};
  for (std::size_t i = 0; i < kUptakeNumbers; ++i) result[i][i] = 1;
  for (std::size_t pivot = 0; pivot < kUptakeNumbers; ++pivot) {
    const double scale = 1 / matrix[pivot][pivot];
    for (std::size_t j = 0; j < kUptakeNumbers; ++j) {
      matrix[pivot][j] *= scale;
      result[pivot][j] *= scale;
    }
    for (std::size_t row = 0; row < kUptakeNumbers; ++row) {
      const double factor = row == pivot ? 0 : matrix[row][pivot];
      for (std::size_t j = 0; j < kUptakeNumbers; ++j) {
        matrix[row][j] -= factor * matrix[pivot][j];
        result[row][j] -= factor * result[pivot][j];
      }
    }
  }
  return result;
}

UptakeMatrix prior_curvature() {
  UptakeMatrix curvature{};
  for (std::size_t i = 0; i < kUptakeNumbers; ++i) curvature[i][i] = 1 / (kPriorSpread[i] * kPriorSpread[i]);
  return curvature;
}

double weight_of_run(std::uint32_t run) { return std::pow(kRunFade, static_cast<double>(run)); }

// Calls visit(person, weight, terms, bought) for each offer; the weight is that of the person's run.
template <class Visit>
void for_each_offer(const CountedOffers& counted, Visit visit) {
  std::size_t next = 0;
  for (const CountedPerson& person : counted.people) {
    const double weight = weight_of_run(person.run);
    for (std::uint32_t i = 0; i < person.offers; ++i, ++next) {
      const CountedOffer& offer = counted.offers[next];
      visit(person, weight, terms_of(offer.place, static_cast<double>(person.activity)),
            offer.bought ? 1.0 : 0.0);
    }
  }
}

struct Slope {
  UptakeVector gradient{};
  UptakeMatrix curvature = prior_curvature();
};

Slope slope_at(const UptakeVector& numbers, const UptakeVector& prior, const CountedOffers& counted) {
  Slope slope;
  for (std::size_t i = 0; i < kUptakeNumbers; ++i)
    slope.gradient[i] = slope.curvature[i][i] * (prior[i] - numbers[i]);
  for_each_offer(counted, [&](const CountedPerson&, double weight, const UptakeVector& terms, double bought) {
    const double chance = chance_of(numbers, terms);
    for (std::size_t i = 0; i < kUptakeNumbers; ++i)
      slope.gradient[i] += weight * (bought - chance) * terms[i];
    add_square(slope.curvature, terms, weight * chance);
  });
  return slope;
}

UptakeVector most_likely(const UptakeVector& prior, const CountedOffers& counted) {
  UptakeVector numbers = prior;
  for (int round = 0; round < kMostSteps; ++round) {
    const Slope slope = slope_at(numbers, prior, counted);
    const UptakeVector step = times(inverse(slope.curvature), slope.gradient);
    double longest = 0;
    for (const double one : step) longest = std::max(longest, std::fabs(one));
    const double scale = longest > kLongestStep ? kLongestStep / longest : 1;
    for (std::size_t i = 0; i < kUptakeNumbers; ++i) numbers[i] += scale * step[i];
    numbers[1] = std::min(numbers[1], -kLeastFall);
    if (longest < kEnough) break;
  }
  return numbers;
}

struct Residuals {
  UptakeMatrix squares{};  // of each person's gradient
  double scatter = 1;      // at least 1
};

Residuals residuals_at(const UptakeVector& numbers, const CountedOffers& counted) {
  Residuals found;
  double squares = 0;
  double expected = 0;
  std::size_t next = 0;
  for (const CountedPerson& person : counted.people) {
    UptakeVector gradient{};
    for (std::uint32_t i = 0; i < person.offers; ++i, ++next) {
      const CountedOffer& offer = counted.offers[next];
      const UptakeVector terms = terms_of(offer.place, static_cast<double>(person.activity));
      const double chance = chance_of(numbers, terms);
      expected += chance;
      for (std::size_t j = 0; j < kUptakeNumbers; ++j)
        gradient[j] += ((offer.bought ? 1.0 : 0.0) - chance) * terms[j];
    }
    squares += gradient[0] * gradient[0];  // the first term is 1: what was bought less what was expected
    const double weight = weight_of_run(person.run);
    add_square(found.squares, gradient, weight * weight);
  }
  if (expected > 0) found.scatter = std::max(1.0, squares / expected);
  return found;
}

// How much runs differ beyond chance, as a deviation of the logarithm. All counted runs tell it alike: a level may move, but how
// much it moves is seen from all of its moves.
double spread_of_weeks(const UptakeVector& numbers, double scatter, const CountedOffers& counted) {
  constexpr double kHalf = 0.5;  // so that a run without a purchase has a logarithm
  std::vector<double> bought(counted.runs.size(), kHalf);
  std::vector<double> expected(counted.runs.size(), kHalf);
  for_each_offer(counted, [&](const CountedPerson& person, double, const UptakeVector& terms, double one) {
    bought[person.run] += one;
    expected[person.run] += chance_of(numbers, terms);
  });
  double squares = kWeeksWeight * kWeeksSpread * kWeeksSpread;
  for (std::size_t run = 0; run < bought.size(); ++run) {
    const double apart = std::log(bought[run] / expected[run]);
    squares += std::max(0.0, apart * apart - scatter / expected[run]);
  }
  const auto runs = static_cast<double>(std::max<std::size_t>(1, bought.size()));
  return std::sqrt(squares / (kWeeksWeight + runs - 1));
}

}  // namespace

UptakeModel::UptakeModel(double uptake)
    : numbers_(prior_of(uptake)), error_(inverse(prior_curvature())), weeks_(kWeeksSpread) {}

UptakeModel::UptakeModel(double uptake, const CountedOffers& counted) : UptakeModel(uptake) {
  if (counted.offers.empty()) return;
  const UptakeVector prior = numbers_;
  numbers_ = most_likely(prior, counted);
  const Residuals residuals = residuals_at(numbers_, counted);
  const UptakeMatrix bread = inverse(slope_at(numbers_, prior, counted).curvature);
  UptakeMatrix filling = prior_curvature();
  for (std::size_t i = 0; i < kUptakeNumbers; ++i) {
    for (std::size_t j = 0; j < kUptakeNumbers; ++j) filling[i][j] += residuals.squares[i][j];
  }
  error_ = between(bread, filling);
  scatter_ = residuals.scatter;
  weeks_ = spread_of_weeks(numbers_, scatter_, counted);
}

double UptakeModel::chance(std::uint32_t place, double activity) const {
  return chance_of(numbers_, terms_of(place, activity));
}

void UptakeModel::Sum::add(std::uint32_t place, double activity) {
  const UptakeVector terms = terms_of(place, activity);
  const double chance = chance_of(model_.numbers_, terms);
  mean_ += chance;
  luck_ += chance * (1 - chance);
  for (std::size_t i = 0; i < kUptakeNumbers; ++i) slope_[i] += chance * terms[i];
}

UptakeInterval UptakeModel::Sum::interval() const {
  if (mean_ <= 0) return {};
  const double of_numbers = product(slope_, times(model_.error_, slope_)) / (mean_ * mean_);
  const double of_luck = model_.scatter_ * luck_ / (mean_ * mean_);
  const double width = kTwoSided95 * std::sqrt(of_numbers + of_luck + model_.weeks_ * model_.weeks_);
  return {mean_, mean_ * std::exp(-width), mean_ * std::exp(width)};
}

}  // namespace suggestd::campaigns
