#include "campaigns/difference.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include <fmt/format.h>

namespace suggestd::campaigns {
namespace {

constexpr int kHalvings = 60;  // as many as a double can tell apart

// The z beyond which, on both sides together, a normal number lies with a chance of `alpha`. Requires: 0 < alpha < 1.
double two_sided(double alpha) {
  double low = 0;
  double high = 40;
  for (int halving = 0; halving < kHalvings; ++halving) {
    const double middle = (low + high) / 2;
    (std::erfc(middle / std::numbers::sqrt2) > alpha ? low : high) = middle;
  }
  return high;
}

// The group's sum in equal purchases. Both numbers are above 0.
struct Purchases {
  double count = 0;
  double people = 0;

  double rate() const { return count / people; }
  double deviance(double rate) const {
    const double expected = rate * people;
    return 2 * (count * std::log(count / expected) - count + expected);
  }
};

class Pair {
 public:
  Pair(const Purchases& sent, const Purchases& held_out) : sent_(sent), held_out_(held_out) {}

  double difference() const { return sent_.rate() - held_out_.rate(); }
  double difference_error() const {
    return std::sqrt(sent_.rate() / sent_.people + held_out_.rate() / held_out_.people);
  }
  double log_ratio() const { return std::log(sent_.rate() / held_out_.rate()); }
  double log_ratio_error() const { return std::sqrt(1 / sent_.count + 1 / held_out_.count); }

  // The deviance of the likeliest rates that are `difference` apart.
  double deviance_of_difference(double difference) const {
    const double apart = std::fabs(difference);
    const Purchases& less = difference < 0 ? sent_ : held_out_;
    const Purchases& more = difference < 0 ? held_out_ : sent_;
    // The likelihood is steepest where people * rate^2 - b * rate - less.count * apart = 0; the form is chosen that subtracts
    // nothing.
    const double people = less.people + more.people;
    const double b = less.count + more.count - people * apart;
    const double root = std::sqrt(b * b + 4 * people * less.count * apart);
    const double rate = b > 0 ? (b + root) / (2 * people) : 2 * less.count * apart / (root - b);
    return less.deviance(rate) + more.deviance(rate + apart);
  }

  // The deviance of the likeliest rates whose ratio has this logarithm.
  double deviance_of_log_ratio(double log_ratio) const {
    const double ratio = std::exp(log_ratio);
    const double rate = (sent_.count + held_out_.count) / (sent_.people * ratio + held_out_.people);
    return held_out_.deviance(rate) + sent_.deviance(rate * ratio);
  }

 private:
  Purchases sent_;
  Purchases held_out_;
};

// Where `deviance`, which grows from 0 at `from`, is `limit`, in the direction of `step`.
template <typename Deviance>
double crossing(double from, double step, double limit, Deviance deviance) {
  while (deviance(from + step) < limit) step *= 2;
  double within = 0;
  double beyond = step;
  for (int halving = 0; halving < kHalvings; ++halving) {
    const double middle = (within + beyond) / 2;
    (deviance(from + middle) < limit ? within : beyond) = middle;
  }
  return from + beyond;
}

template <typename Deviance>
Interval around(double estimate, double error, double limit, Deviance deviance) {
  return {crossing(estimate, -error, limit, deviance), crossing(estimate, error, limit, deviance)};
}

// Requires: somebody bought in each group.
void compare(const GroupNumber& sent, const GroupNumber& held_out, double alpha, Difference& found) {
  Sample both = sent.sample;
  both += held_out.sample;
  const GroupNumber& smaller = sent.people < held_out.people ? sent : held_out;
  const double dispersion =
      std::max(both.dispersion(sent.people + held_out.people), smaller.sample.dispersion(smaller.people));
  const auto purchases = [&](const GroupNumber& group) {
    return Purchases{group.sample.sum() / dispersion, static_cast<double>(group.people)};
  };
  const Pair pair(purchases(sent), purchases(held_out));
  const double z = two_sided(alpha);
  const Interval apart = around(pair.difference(), pair.difference_error(), z * z,
                                [&](double value) { return pair.deviance_of_difference(value); });
  const Interval ratio = around(pair.log_ratio(), pair.log_ratio_error(), z * z,
                                [&](double value) { return pair.deviance_of_log_ratio(value); });
  found.interval = Interval{apart.low * dispersion, apart.high * dispersion};
  found.relative_interval = Interval{std::expm1(ratio.low), std::expm1(ratio.high)};
  found.finding = ratio.low > 0 ? Finding::more : ratio.high < 0 ? Finding::less : Finding::undecided;
}

// "2 % less", "0.04 % more", "123 % more"
std::string part_text(double part) {
  const double percent = 100 * std::fabs(part);
  const std::string number =
      percent < 10 ? fmt::format("{:.{}g}", percent, percent < 0.1 ? 1 : 2) : fmt::format("{:.0f}", percent);
  return fmt::format("{} % {}", number, part < 0 ? "less" : "more");
}

}  // namespace

double Sample::dispersion(std::uint64_t people) const {
  const double n = static_cast<double>(people) + 1;
  return (squares_ - sum_ * sum_ / n) / (n - 1) * (n / sum_);
}

Sample& Sample::operator+=(const Sample& other) {
  sum_ += other.sum_;
  squares_ += other.squares_;
  buyers_ += other.buyers_;
  return *this;
}

std::optional<Difference> difference(const GroupNumber& sent, const GroupNumber& held_out,
                                     std::size_t comparisons) {
  if (sent.people == 0 || held_out.people == 0) return std::nullopt;
  Difference found;
  found.held_out_mean = held_out.sample.mean(held_out.people);
  found.mean = sent.sample.mean(sent.people) - found.held_out_mean;
  found.sent_buyers = sent.sample.buyers();
  found.held_out_buyers = held_out.sample.buyers();
  if (std::min(found.sent_buyers, found.held_out_buyers) >= kFewestBuyers)
    compare(sent, held_out, 0.05 / static_cast<double>(comparisons), found);
  return found;
}

bool is_beyond_chance(const std::optional<Difference>& difference) {
  return difference && (difference->finding == Finding::more || difference->finding == Finding::less);
}

std::string sentence_of(const std::optional<Difference>& difference, std::string_view what) {
  if (!difference) return "Too early to say: one of the two groups has nobody in it.";
  if (!difference->relative_interval) {
    return fmt::format(
        "Too early to say: {} can be compared once {} people of each group bought; so far it is {} of those "
        "sent to and {} of those held out.",
        what, kFewestBuyers, difference->sent_buyers, difference->held_out_buyers);
  }
  const std::string_view verdict =
      difference->finding == Finding::more   ? "it brought more than chance explains"
      : difference->finding == Finding::less ? "it brought less than chance explains"
                                             : "too early to say";
  return fmt::format("Between {} and {} {} a person; {}.", part_text(difference->relative_interval->low),
                     part_text(difference->relative_interval->high), what, verdict);
}

}  // namespace suggestd::campaigns
