// Experiments with a known truth, looked at each day: how often a report is wrong, how often it finds what there
// is, and how often its intervals hold the truth on all days together.
//
//   experiment_simulation [runs] [seed]
//
// Visitors   3 % buy; what a buyer spends is lognormal (sigma 1). In the mixed shop a tenth of the visitors are
//            regulars, who buy in 20 of 100 cases and have bought before, which CUPED uses.
// Look       once a day for 28 days, at the visitors whose time is over, with alpha 0.05.
#include <array>
#include <cmath>
#include <cstdlib>
#include <random>
#include <string_view>

#include <fmt/format.h>

#include "experiments/comparison.h"
#include "experiments/detectable_effect.h"
#include "experiments/sample_ratio.h"

namespace {

using namespace suggestd::experiments;

constexpr int kDays = 28;
constexpr double kAlpha = 0.05;

struct Shop {
  std::string_view name;
  int visitors_a_day = 0;  // of both variants
  double regulars = 0;     // their share
  bool money = false;      // revenue a visitor; else conversion
};

constexpr double kBuys = 0.03;
constexpr double kRegularBuys = 0.20;
constexpr double kSigma = 1;

double mean_spent() { return 50 * std::exp(kSigma * kSigma / 2); }

// Outcomes of a shop with a true effect: buyers come more often by this part.
class Visitors {
 public:
  Visitors(const Shop& shop, unsigned seed) : shop_(shop), random_(seed) {}

  void come(Sums& sums, double effect) {
    const bool regular = uniform_(random_) < shop_.regulars;
    const double chance = (regular ? kRegularBuys : kBuys) * (1 + effect);
    const double before = regular ? 3 * spent() : 0;
    const bool bought = uniform_(random_) < chance;
    sums.add(bought ? (shop_.money ? spent() : 1) : 0, before);
  }

 private:
  double spent() { return 50 * std::exp(kSigma * normal_(random_)); }

  Shop shop_;
  std::mt19937_64 random_;
  std::uniform_real_distribution<double> uniform_{0, 1};
  std::normal_distribution<double> normal_;
};

double true_mean(const Shop& shop, double effect) {
  const double chance = (1 - shop.regulars) * kBuys + shop.regulars * kRegularBuys;
  return chance * (1 + effect) * (shop.money ? mean_spent() : 1);
}

struct Run {
  bool found = false;   // on some day: more
  bool wrong = false;   // on some day: more or less where there is nothing
  bool covered = true;  // the true difference lay in the interval on all days
  bool fixed = false;   // a test of one look at 5 % would have cried on some day
  bool ratio = false;   // the sample-ratio check cried
  int day = kDays;      // found first
};

// The look of somebody who takes each day's interval for the only one.
bool one_look_cries(const Sums& a, const Sums& b) {
  if (!enough_for_interval(a) || !enough_for_interval(b)) return false;
  return !difference_interval(adjusted_mean(a, {}), adjusted_mean(b, {}), 1.96).holds(0);
}

Run run_once(const Shop& shop, double effect, unsigned seed) {
  Visitors visitors(shop, seed);
  std::array<Sums, 2> sums;
  Run run;
  const double truth = true_mean(shop, effect) - true_mean(shop, 0);
  const Certainty certainty{kAlpha, 14.0 * shop.visitors_a_day};
  std::mt19937_64 coin(seed ^ 0x9E3779B9U);
  for (int day = 1; day <= kDays; ++day) {
    for (int i = 0; i < shop.visitors_a_day; ++i) {
      const std::size_t variant = coin() & 1U;
      visitors.come(sums.at(variant), variant == 1 ? effect : 0);
    }
    const Comparison look = compare_to_first(sums, certainty).others.front();
    if (look.difference && !look.difference->holds(truth)) run.covered = false;
    if (look.finding == Finding::more && !run.found) {
      run.found = true;
      run.day = day;
    }
    run.wrong = run.wrong || look.finding == Finding::more || look.finding == Finding::less;
    run.fixed = run.fixed || one_look_cries(sums[0], sums[1]);
    const std::array<std::int64_t, 2> counts{static_cast<std::int64_t>(sums[0].n),
                                             static_cast<std::int64_t>(sums[1].n)};
    run.ratio = run.ratio || sample_ratio_p(counts, std::array{0.5, 0.5}) < kRatioAlarm;
  }
  return run;
}

struct Shares {
  double wrong = 0;
  double found = 0;
  double covered = 0;
  double fixed = 0;
  double ratio = 0;
  double days = 0;
};

Shares simulate(const Shop& shop, double effect, int runs, unsigned seed) {
  Shares all;
  for (int i = 0; i < runs; ++i) {
    const Run run = run_once(shop, effect, seed + static_cast<unsigned>(i));
    all.wrong += run.wrong ? 1 : 0;
    all.found += run.found ? 1 : 0;
    all.covered += run.covered ? 1 : 0;
    all.fixed += run.fixed ? 1 : 0;
    all.ratio += run.ratio ? 1 : 0;
    all.days += run.found ? run.day : 0;
  }
  if (all.found > 0) all.days /= all.found;
  for (double* share : {&all.wrong, &all.found, &all.covered, &all.fixed, &all.ratio}) *share *= 100.0 / runs;
  return all;
}

// The effect that the plan of such a shop promises to find in 28 days, without CUPED.
double planned_effect(const Shop& shop) {
  Sums sample;
  Visitors visitors(shop, 99);
  for (int i = 0; i < 400'000; ++i) visitors.come(sample, 0);
  const double visitors_a_day = shop.visitors_a_day;
  const Traffic traffic{visitors_a_day, sample.y / sample.n, sample.centred_yy() / (sample.n - 1)};
  return *detectable_effect(traffic, {0.5, 0.5, kAlpha, 14 * visitors_a_day}, kDays);
}

void measure(const Shop& shop, int runs, unsigned seed) {
  const Shares same = simulate(shop, 0, runs, seed);
  const double effect = planned_effect(shop);
  const Shares better = simulate(shop, effect, runs, seed + 1'000'000);
  fmt::print("| {} | {} | {:.1f} % | {:.1f} % | {:.1f} % | {:.0f} % | {:.1f} % | {:.1f} % | {:.1f} |\n",
             shop.name, shop.visitors_a_day, same.wrong, same.fixed, same.ratio, effect * 100, better.found,
             better.covered, better.days);
}

}  // namespace

int main(int argc, char** argv) {
  const int runs = argc > 1 ? std::atoi(argv[1]) : 1'000;
  const unsigned seed = argc > 2 ? static_cast<unsigned>(std::atoi(argv[2])) : 1;
  fmt::print("{} runs of {} days, seed {}, alpha {}\n\n", runs, kDays, seed, kAlpha);
  fmt::print(
      "| shop | visitors a day | false alarms | with one look's test | ratio alarms | planned effect | found "
      "| "
      "truth covered on all days | day found |\n|---|---|---|---|---|---|---|---|---|\n");
  for (const int visitors : {200, 1'000, 5'000}) {
    measure({"conversion", visitors, 0, false}, runs, seed);
    measure({"revenue", visitors, 0, true}, runs, seed);
    measure({"revenue, regulars (CUPED)", visitors, 0.1, true}, runs, seed);
  }
  return 0;
}
