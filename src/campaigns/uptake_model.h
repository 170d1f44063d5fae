// The chance that a person buys a product of their list, and how well that is known.
//
// Formula   chance = min(kMostUptake, uptake * place^-fall * activity^rise): `place` on the person's own list, from 1;
//           `activity` how often the person ordered lately beside the mean of the people.
// Prior     a campaign's own `uptake` with fall 1 and rise 1: what holds while nothing was counted. Each of the three is
//           believed as a normal number (the first by its logarithm) with the deviations of kPriorSpread.
// Fit       the most likely three after what was counted, purchases taken as Poisson numbers whose mean is the chance
//           (Newton's method on a concave function). The latest run counts in full, each one before it kRunFade times as
//           much as the one after: a shop's level moves, and old facts tell less of it (a "power prior", Ibrahim and Chen,
//           "Power Prior Distributions for Regression Models", Statistical Science 15, 2000). A fall below kLeastFall counts
//           as that: a later place is never worth more.
// Errors    of the three: the inverse of the curvature with the people's own scatter between (a person's purchases hang
//           together), the "sandwich" of White, "Maximum Likelihood Estimation of Misspecified Models", Econometrica 50, 1982,
//           each person being one observation. Runs differ by more than chance too, by `weeks` of a logarithm, which begins
//           at kWeeksSpread and learns from how the counted runs differ.
// Threads   pure functions of their arguments.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace suggestd::campaigns {

inline constexpr double kMostUptake = 0.9;
inline constexpr double kLeastFall = 0.01;

inline constexpr std::size_t kUptakeNumbers = 3;
using UptakeVector = std::array<double, kUptakeNumbers>;
using UptakeMatrix = std::array<UptakeVector, kUptakeNumbers>;

// One product that was given, and whether it was bought.
struct CountedOffer {
  std::uint32_t place = 1;
  bool bought = false;
};

struct CountedPerson {
  float activity = 1;
  std::uint32_t run = 0;     // place among CountedOffers::runs
  std::uint32_t offers = 0;  // in CountedOffers::offers, behind those of the person before
};

struct CountedRun {
  std::string campaign;
  std::string run;
};

// The products that earlier runs gave, and what was bought of them.
struct CountedOffers {
  std::vector<CountedRun> runs;  // the latest first
  std::vector<CountedPerson> people;
  std::vector<CountedOffer> offers;
  std::uint64_t bought = 0;
};

struct UptakeInterval {
  double mean = 0;
  double low = 0;
  double high = 0;
};

class UptakeModel {
 public:
  // The guess: nothing was counted.
  explicit UptakeModel(double uptake);
  // Requires: the offers of `counted` are those of its people, in their order.
  UptakeModel(double uptake, const CountedOffers& counted);

  double chance(std::uint32_t place, double activity) const;
  // The chance of a first place, for a person of mean activity.
  double first() const { return chance(1, 1); }

  double fall() const { return -numbers_[1]; }
  double rise() const { return numbers_[2]; }
  double weeks() const { return weeks_; }

  // The purchases of many offers together: their expectation, and an interval that is meant to hold what comes in 95 of 100
  // campaigns.
  class Sum {
   public:
    explicit Sum(const UptakeModel& model) : model_(model) {}
    void add(std::uint32_t place, double activity);
    UptakeInterval interval() const;

   private:
    const UptakeModel& model_;
    double mean_ = 0;
    double luck_ = 0;       // the variance of independent chances
    UptakeVector slope_{};  // by each of the three numbers
  };

 private:
  UptakeVector numbers_{};
  UptakeMatrix error_{};  // the covariance of numbers_
  double weeks_ = 0;
  double scatter_ = 1;  // by which people's purchases scatter more than independent chances
};

}  // namespace suggestd::campaigns
