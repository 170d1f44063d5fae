// Interleaving with a known truth, looked at each day, beside a split of the same visitors: how often each is wrong where
// two rankings are as good, and how often it finds the better one.
//
//   interleaving_simulation [runs] [seed]
//
// Visitors   each finds 60 products interesting more or less (normal), and sees 8 of them, ordered by what a ranking takes
//            the interest to be: the truth and an error of its own. The better ranking errs less. They look at fewer products
//            further down, and click those that interest them; one click of ten becomes an order.
// Look       once a day for 28 days, with alpha 0.05.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <numeric>
#include <random>
#include <vector>

#include <fmt/format.h>

#include "experiments/comparison.h"
#include "experiments/interleave.h"
#include "experiments/preference.h"

namespace {

using namespace suggestd::experiments;

constexpr int kDays = 28;
constexpr double kAlpha = 0.05;
constexpr std::size_t kProducts = 60;
constexpr std::size_t kShown = 8;
constexpr double kBuys = 0.1;
constexpr double kError = 2;

struct Did {
  int clicks = 0;
  int orders = 0;
};

class Visitor {
 public:
  // `errors`: of the two rankings.
  Visitor(std::mt19937_64& random, const std::array<double, kRankings>& errors) : random_(random) {
    for (double& interest : interests_) interest = normal_(random_);
    for (std::size_t i = 0; i < kRankings; ++i) rankings_.at(i) = ranked(errors.at(i));
  }

  // The visitor as one who sees one ranking alone.
  Did sees(std::size_t ranking) {
    Did did;
    for (std::size_t place = 0; place < kShown; ++place) look(rankings_.at(ranking).at(place), place, did);
    return did;
  }

  std::array<Did, kRankings> sees_both() {
    std::array<Did, kRankings> did{};
    const auto picks =
        interleave(rankings_[0], rankings_[1], kShown, [this] { return (random_() & 1U) != 0; });
    for (std::size_t place = 0; place < picks.size(); ++place) {
      const Pick& pick = picks[place];
      Did none;
      Did& whose = pick.team == Team::none ? none : did.at(static_cast<std::size_t>(pick.team));
      look(rankings_.at(pick.ranking).at(pick.place), place, whose);
    }
    return did;
  }

 private:
  std::vector<std::uint64_t> ranked(double error) {
    std::array<double, kProducts> guesses{};
    for (std::size_t i = 0; i < kProducts; ++i) guesses.at(i) = interests_.at(i) + error * normal_(random_);
    std::vector<std::uint64_t> order(kProducts);
    std::iota(order.begin(), order.end(), 0);
    std::partial_sort(order.begin(), order.begin() + kShown, order.end(),
                      [&](std::uint64_t a, std::uint64_t b) { return guesses.at(a) > guesses.at(b); });
    order.resize(kShown);
    return order;
  }

  void look(std::uint64_t product, std::size_t place, Did& did) {
    const double looks = 1 / std::sqrt(1.0 + static_cast<double>(place));
    const double interested = 1 / (1 + std::exp(3 - interests_.at(product)));
    if (uniform_(random_) >= looks * interested) return;
    ++did.clicks;
    if (uniform_(random_) < kBuys) ++did.orders;
  }

  std::mt19937_64& random_;
  std::normal_distribution<double> normal_;
  std::uniform_real_distribution<double> uniform_{0, 1};
  std::array<double, kProducts> interests_{};
  std::array<std::vector<std::uint64_t>, kRankings> rankings_;
};

using Errors = std::array<double, kRankings>;

// The share of visitors who prefer the second, and what more of them click when they see it alone.
struct Truth {
  double preference = 0;
  double more_clickers = 0;
};

Truth truth_of(const Errors& errors) {
  std::mt19937_64 random(99);
  Preferences preferences;
  std::array<double, kRankings> clickers{};
  for (int i = 0; i < 400'000; ++i) {
    Visitor visitor(random, errors);
    const auto did = visitor.sees_both();
    preferences.add(did[0].clicks, did[1].clicks);
    for (std::size_t ranking = 0; ranking < kRankings; ++ranking)
      clickers.at(ranking) += visitor.sees(ranking).clicks > 0 ? 1 : 0;
  }
  return {static_cast<double>(preferences.second) / static_cast<double>(preferences.decided()),
          clickers[1] / clickers[0] - 1};
}

struct Method {
  double wrong = 0;  // said something, on some day
  double found = 0;  // said that the second is better, on some day
  double days = 0;   // first of these

  void look(Finding finding, int day, bool& said, bool& right) {
    if (finding != Finding::more && finding != Finding::less) return;
    if (!said) ++wrong;
    said = true;
    if (finding != Finding::more || right) return;
    right = true;
    ++found;
    days += day;
  }
};

struct Results {
  Method clicks;
  Method orders;
  Method split_clicks;
  Method split_orders;
  Method one_look;
  double covered = 0;
};

// The textbook's test of a half, made for one look.
Finding one_look(const Preferences& preferences) {
  const auto n = static_cast<double>(preferences.decided());
  if (n == 0) return Finding::too_few;
  const double distance = static_cast<double>(preferences.second) - n / 2;
  if (std::fabs(distance) < 1.96 * std::sqrt(n) / 2) return Finding::undecided;
  return distance > 0 ? Finding::more : Finding::less;
}

Finding finding_of(const std::array<Sums, 2>& sums, int visitors_a_day) {
  return compare_to_first(sums, {kAlpha, 14.0 * visitors_a_day}).others.front().finding;
}

void run_once(int visitors_a_day, const Errors& errors, double truth, unsigned seed, Results& all) {
  std::mt19937_64 random(seed);
  Preferences by_clicks;
  Preferences by_orders;
  std::array<Sums, 2> clicks;
  std::array<Sums, 2> orders;
  std::array<bool, 5> said{};
  std::array<bool, 5> right{};
  bool covered = true;
  for (int day = 1; day <= kDays; ++day) {
    for (int i = 0; i < visitors_a_day; ++i) {
      Visitor visitor(random, errors);
      const auto did = visitor.sees_both();
      by_clicks.add(did[0].clicks, did[1].clicks);
      by_orders.add(did[0].orders, did[1].orders);
      const std::size_t variant = random() & 1U;
      const Did alone = visitor.sees(variant);
      clicks.at(variant).add(alone.clicks > 0 ? 1 : 0, 0);
      orders.at(variant).add(alone.orders > 0 ? 1 : 0, 0);
    }
    const PreferenceFinding found = find_preference(by_clicks, kAlpha);
    covered = covered && (!found.interval || found.interval->holds(truth));
    all.clicks.look(found.finding, day, said[0], right[0]);
    all.orders.look(find_preference(by_orders, kAlpha).finding, day, said[1], right[1]);
    all.split_clicks.look(finding_of(clicks, visitors_a_day), day, said[2], right[2]);
    all.split_orders.look(finding_of(orders, visitors_a_day), day, said[3], right[3]);
    all.one_look.look(one_look(by_clicks), day, said[4], right[4]);
  }
  all.covered += covered ? 1 : 0;
}

Results simulate(int visitors_a_day, const Errors& errors, double truth, int runs, unsigned seed) {
  Results all;
  for (int i = 0; i < runs; ++i)
    run_once(visitors_a_day, errors, truth, seed + static_cast<unsigned>(i), all);
  return all;
}

// `same`: the results where both rankings are as good.
void measure(int visitors_a_day, double better, const Results& same, int runs, unsigned seed) {
  const Truth truth = truth_of({kError, better});
  const Results other = simulate(visitors_a_day, {kError, better}, truth.preference, runs, seed + 1'000'000);
  const auto percent = [&](double count) { return 100 * count / runs; };
  const double day = other.clicks.found > 0 ? other.clicks.days / other.clicks.found : 0;
  fmt::print(
      "| {} | {:.1f} % | {:.1f} % | {:.0f} of 100 | {:.0f} % | {:.1f} % | {:.1f} % | {:.1f} % | {:.1f} % | "
      "{:.1f} % | {:.1f} |\n",
      visitors_a_day, percent(same.clicks.wrong), percent(same.one_look.wrong), truth.preference * 100,
      truth.more_clickers * 100, percent(other.covered), percent(other.clicks.found),
      percent(other.orders.found), percent(other.split_clicks.found), percent(other.split_orders.found), day);
}

}  // namespace

int main(int argc, char** argv) {
  const int runs = argc > 1 ? std::atoi(argv[1]) : 1'000;
  const unsigned seed = argc > 2 ? static_cast<unsigned>(std::atoi(argv[2])) : 1;
  fmt::print("{} runs of {} days, seed {}, alpha {}\n\n", runs, kDays, seed, kAlpha);
  fmt::print(
      "| visitors a day | false alarms | with one look's test | prefer the better | more who click | truth "
      "covered on all days | found by clicks | by purchases | split, who clicks | split, who buys | day "
      "found |\n"
      "|---|---|---|---|---|---|---|---|---|---|---|\n");
  for (const int visitors : {20, 50, 200}) {
    const Results same = simulate(visitors, {kError, kError}, 0.5, runs, seed);
    for (const double better : {1.7, 1.4}) measure(visitors, better, same, runs, seed);
  }
  return 0;
}
