#include "shop/exchange_rates.h"

#include <cmath>

#include <fmt/format.h>

namespace suggestd::shop {
namespace {

// How much of it one unit of the common currency buys; nothing if that is not told, or no amount.
std::optional<double> rate_of(const ContextPoint& point, Currency currency) {
  const auto found = point.members.find(fmt::format("{}.{}", ExchangeRates::kSeries, currency.code()));
  if (found == point.members.end() || found->second.type != catalog::Type::number) return std::nullopt;
  const double rate = found->second.number;
  return rate > 0 && std::isfinite(rate) ? std::optional(rate) : std::nullopt;
}

// Far above the sum of any shop; WideMinor holds it, and many such.
constexpr double kMostMinor = 1e30;

}  // namespace

std::optional<WideMinor> ExchangeRates::convert(WideMinor minor, Currency from, Timestamp at) const {
  if (from == into_) return minor;
  const ContextPoint* point = series_ == nullptr ? nullptr : series_->at(at);
  if (point == nullptr) return std::nullopt;
  const auto bought = rate_of(*point, into_);
  const auto paid = rate_of(*point, from);
  if (!bought || !paid) return std::nullopt;
  const double scale = std::pow(10, into_.digits() - from.digits());
  const double amount = std::round(static_cast<double>(minor) * scale * (*bought / *paid));
  if (!(std::abs(amount) < kMostMinor)) return std::nullopt;
  return static_cast<WideMinor>(amount);
}

void ConvertedMoney::add(const std::map<Currency, WideMinor>& money, Timestamp at,
                         const ExchangeRates& rates) {
  for (const auto& [of, amount] : money) {
    if (const auto converted = rates.convert(amount, of, at)) {
      minor += *converted;
    } else {
      without_rate[of] += amount;
    }
  }
}

}  // namespace suggestd::shop
