#include "experiments/preference.h"

#include <cmath>

#include <fmt/format.h>

#include "experiments/detectable_effect.h"

namespace suggestd::experiments {
namespace {

constexpr int kHalvings = 60;
constexpr double kPowerQuantile = 0.8416212335729143;  // of kPower
static_assert(kPower == 0.8);

// The plain function of the C library writes the sign into a global.
double log_gamma(double x) {
  int sign = 0;
  return lgamma_r(x, &sign);
}
double log_beta(double x, double y) { return log_gamma(x) + log_gamma(y) - log_gamma(x + y); }

// times * ln(chance), and 0 for nothing that never happens.
double log_power(double chance, double times) { return times > 0 ? times * std::log(chance) : 0; }

class Mixture {
 public:
  explicit Mixture(const Preferences& preferences)
      : first_(static_cast<double>(preferences.first)),
        second_(static_cast<double>(preferences.second)),
        mixed_(log_beta(kPreferencePrior + second_, kPreferencePrior + first_) -
               log_beta(kPreferencePrior, kPreferencePrior)) {}

  double share() const { return second_ / (first_ + second_); }
  // The logarithm of the martingale if p is the truth. It falls up to share(), and rises from there.
  double log_at(double p) const { return mixed_ - log_power(p, second_) - log_power(1 - p, first_); }

  // The end of the interval between `inside` and `outside`.
  double end(double inside, double outside, double most) const {
    if (log_at(outside) <= most) return outside;
    for (int i = 0; i < kHalvings; ++i) {
      const double middle = (inside + outside) / 2;
      (log_at(middle) <= most ? inside : outside) = middle;
    }
    return outside;
  }

 private:
  double first_;
  double second_;
  double mixed_;
};

}  // namespace

void Preferences::add(std::int64_t first_got, std::int64_t second_got) {
  if (first_got > second_got) {
    ++first;
  } else if (second_got > first_got) {
    ++second;
  } else if (first_got > 0) {
    ++ties;
  }
}

PreferenceFinding find_preference(const Preferences& preferences, double alpha) {
  PreferenceFinding found;
  if (preferences.decided() <= 0) return found;
  const Mixture mixture(preferences);
  const double most = -std::log(alpha);
  found.share = mixture.share();
  found.interval = Interval{mixture.end(*found.share, 0, most), mixture.end(*found.share, 1, most)};
  found.finding = found.interval->holds(0.5)  ? Finding::undecided
                  : found.interval->low > 0.5 ? Finding::more
                                              : Finding::less;
  return found;
}

// The normal mixture of the same width stands for the exact one, which has no formula for this.
std::optional<double> detectable_preference(double visitors, double alpha) {
  if (visitors <= 0) return std::nullopt;
  const double width = sequence_width(visitors, kPreferenceTunedTo, alpha) + kPowerQuantile;
  const double distance = width / (2 * std::sqrt(visitors));
  return distance < 0.5 ? std::optional(distance) : std::nullopt;
}

std::string sentence_of(const PreferenceFinding& found, std::string_view measure, std::string_view second) {
  if (!found.interval)
    return fmt::format("too early to say: no visitor whose time is over prefers one by their {}", measure);
  return fmt::format("of 100 visitors who prefer one by their {}, between {:.0f} and {:.0f} prefer {}{}",
                     measure, std::floor(found.interval->low * 100), std::ceil(found.interval->high * 100),
                     second, found.finding == Finding::undecided ? "; too early to say" : "");
}

}  // namespace suggestd::experiments
