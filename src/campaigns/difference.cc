#include "campaigns/difference.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include <fmt/format.h>

namespace suggestd::campaigns {
namespace {

// The z beyond which, on both sides together, a normal number lies with a chance of `alpha`. Requires: 0 < alpha < 1.
double two_sided(double alpha) {
  double low = 0;
  double high = 40;
  for (int halving = 0; halving < 60; ++halving) {
    const double middle = (low + high) / 2;
    (std::erfc(middle / std::numbers::sqrt2) > alpha ? low : high) = middle;
  }
  return high;
}

std::string amount(double change, double base) {
  const double size = std::fabs(change);
  const std::string number =
      base > 0 ? fmt::format("{:.0f} %", 100 * size / base) : fmt::format("{:.2f}", size);
  return fmt::format("{} {}", number, change < 0 ? "less" : "more");
}

}  // namespace

double Sample::variance(std::uint64_t people) const {
  const auto n = static_cast<double>(people);
  return std::max(0.0, (squares_ - sum_ * sum_ / n) / (n - 1));
}

std::optional<Difference> difference(const GroupNumber& sent, const GroupNumber& held_out,
                                     std::size_t comparisons) {
  if (sent.people < 2 || held_out.people < 2) return std::nullopt;
  const double error =
      std::sqrt(sent.sample.variance(sent.people) / static_cast<double>(sent.people) +
                held_out.sample.variance(held_out.people) / static_cast<double>(held_out.people));
  Difference found;
  found.held_out_mean = held_out.sample.mean(held_out.people);
  found.mean = sent.sample.mean(sent.people) - found.held_out_mean;
  const double width = two_sided(0.05 / static_cast<double>(comparisons)) * error;
  found.low = found.mean - width;
  found.high = found.mean + width;
  return found;
}

bool is_beyond_chance(const std::optional<Difference>& difference) {
  return difference && (difference->low > 0 || difference->high < 0);
}

std::string sentence_of(const std::optional<Difference>& difference, std::string_view what) {
  if (!difference) return "Too few people were held out to say what the campaign brought.";
  const double base = difference->held_out_mean;
  const std::string_view verdict = difference->low > 0    ? "it brought more than chance explains"
                                   : difference->high < 0 ? "it brought less than chance explains"
                                                          : "too early to say";
  return fmt::format("Between {} and {} {} a person; {}.", amount(difference->low, base),
                     amount(difference->high, base), what, verdict);
}

}  // namespace suggestd::campaigns
