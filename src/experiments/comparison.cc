#include "experiments/comparison.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

namespace suggestd::experiments {
namespace {

Finding finding_of(const Interval& difference) {
  if (difference.holds(0)) return Finding::undecided;
  return difference.low > 0 ? Finding::more : Finding::less;
}

Comparison compare(const Sums& control, const Sums& variant, const Adjustment& adjustment,
                   const Certainty& certainty) {
  Comparison result;
  if (!enough_for_interval(control) || !enough_for_interval(variant)) return result;
  const Mean a = adjusted_mean(control, adjustment);
  const Mean b = adjusted_mean(variant, adjustment);
  const double width = sequence_width(a.n + b.n, certainty.tuned_to, certainty.alpha);
  result.difference = difference_interval(a, b, width);
  result.relative_interval = relative_interval(a, b, width);
  // Nobody buys less than nothing, so that cutting off what lies below loses no truth.
  if (result.relative_interval) result.relative_interval->low = std::max(result.relative_interval->low, -1.0);
  if (a.value > 0) result.relative = b.value / a.value - 1;
  result.finding = finding_of(*result.difference);
  return result;
}

// "2 % less", "9 % more", "0.4 % more"
std::string percent_text(double part) {
  const double percent = std::fabs(part) * 100;
  return fmt::format("{:.{}f} % {}", percent, percent < 10 ? 1 : 0, part < 0 ? "less" : "more");
}

std::string range_text(const Interval& interval) {
  const std::string low = percent_text(interval.low);
  const std::string high = percent_text(interval.high);
  if (interval.low < 0 && interval.high < 0) return fmt::format("between {} and {}", high, low);
  return fmt::format("between {} and {}", low, high);
}

}  // namespace

std::string_view finding_name(Finding finding) {
  constexpr std::array<std::string_view, 4> kNames{"too_few", "undecided", "more", "less"};
  return kNames.at(static_cast<std::size_t>(finding));
}

Comparisons compare_to_first(std::span<const Sums> variants, const Certainty& certainty) {
  Comparisons all;
  all.adjustment = adjustment_of(variants);
  const auto compared =
      std::count_if(variants.begin() + 1, variants.end(), [](const Sums& variant) { return variant.n > 0; });
  Certainty each = certainty;
  each.alpha /= static_cast<double>(std::max<std::ptrdiff_t>(1, compared));
  for (const Sums& variant : variants.subspan(1))
    all.others.push_back(compare(variants.front(), variant, all.adjustment, each));
  return all;
}

std::string sentence_of(const Comparison& comparison, std::string_view measure, std::string_view control) {
  if (comparison.finding == Finding::too_few) {
    return fmt::format(
        "too early to say: each variant needs {} visitors and {} buyers whose time is over before its {} can "
        "be "
        "compared",
        kFewestVisitors, kFewestBuyers, measure);
  }
  const bool decided = comparison.finding != Finding::undecided;
  if (!comparison.relative_interval) {
    return fmt::format("{} {} than in {}, by how much can't be said yet",
                       decided ? finding_name(comparison.finding) : "neither more nor less", measure,
                       control);
  }
  return fmt::format("{} {} than in {}{}", range_text(*comparison.relative_interval), measure, control,
                     decided ? "" : "; too early to say");
}

}  // namespace suggestd::experiments
