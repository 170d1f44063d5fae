#include "http/shop_terms.h"

#include <algorithm>
#include <chrono>
#include <string>

#include <fmt/format.h>

#include "http/problem.h"
#include "http/route.h"
#include "shop/shop.h"

namespace suggestd::http {
namespace {

constexpr std::string_view kTryAgain = "60";  // seconds; an operator ends it

bool is_bound_to_shop(const Request& request) { return !request.caller->shop.empty(); }

bool writes(const Route& route) {
  return route.scope == Scope::ingest || route.scope == Scope::collect ||
         route.log_place == LogPlace::written;
}

Response later(std::string detail) {
  return std::move(problem_response(503, std::move(detail)).header("Retry-After", std::string(kTryAgain)));
}

}  // namespace

std::optional<UnitTerms> unit_terms(const shop::Shop& shop, std::int64_t configured) {
  const std::shared_ptr<const shop::ShopSettings> settings = shop.settings();
  if (const auto most = settings->autoscale_units_per_second)
    return UnitTerms{std::max<std::int64_t>(1, *most / kAutoscaleRange), *most};
  const std::int64_t units = settings->units_per_second.value_or(configured);
  if (units == 0) return std::nullopt;
  return UnitTerms{units, units};
}

std::optional<Response> refuse_by_mode(const Request& request) {
  if (!is_bound_to_shop(request)) return std::nullopt;
  const std::string& name = request.shop->name();
  if (request.shop->suspended()) {
    return problem_response(
        403, fmt::format("the shop '{}' is suspended: its data is kept, and its keys open nothing until the "
                         "operator of this server resumes it",
                         name));
  }
  switch (request.shop->settings()->mode) {
    case shop::ShopMode::open:
      return std::nullopt;
    case shop::ShopMode::read_only:
      if (!writes(*request.route)) return std::nullopt;
      return later(fmt::format(
          "the shop '{}' is read only for now: keep what you want to write, and send it later", name));
    case shop::ShopMode::maintenance:
      return later(fmt::format("the shop '{}' is under maintenance: try again later", name));
  }
  return std::nullopt;
}

std::optional<std::size_t> most_body_bytes(const Request& request) {
  if (request.shop == nullptr || !is_bound_to_shop(request)) return std::nullopt;
  const std::optional<std::int64_t> bytes = request.shop->settings()->max_body_bytes;
  if (!bytes) return std::nullopt;
  return static_cast<std::size_t>(*bytes);
}

std::optional<UnitsOfRequest> ask_for_units(const Request& request, UnitShares& shares, const Terms& terms,
                                            UnitShare::Time now) {
  if (!is_bound_to_shop(request)) return std::nullopt;
  const std::optional<UnitTerms> allowed = unit_terms(*request.shop, terms.units_per_second);
  if (!allowed) return std::nullopt;
  UnitsOfRequest units{shares.ask(request.shop->id(), *allowed, terms.server_units_per_second, now), 0, {}};
  units.per_second = units.share->per_second();
  units.verdict = units.share->admit(units.per_second, now);
  return units;
}

Response out_of_units(const Request& request, const UnitsOfRequest& units) {
  const std::int64_t most = units.share->told().terms.most;
  const std::string more =
      most == units.per_second
          ? std::string()
          : fmt::format(" (it may have up to {} while the server has units to spare)", most);
  return problem_response(
      429, fmt::format("the shop '{}' has used up its {} units of work a second{}: wait as Retry-After says; "
                       "Suggestd-Cost tells what each request costs",
                       request.shop->name(), units.per_second, more));
}

std::int64_t units_per_day(const shop::Shop& shop, std::int64_t configured) {
  return shop.settings()->units_per_day.value_or(configured);
}

std::optional<DayOfRequest> ask_for_day(const Request& request, DayUnits& days, const Terms& terms,
                                        Timestamp now) {
  if (!is_bound_to_shop(request)) return std::nullopt;
  const std::int64_t most = units_per_day(*request.shop, terms.units_per_day);
  if (most == 0) return std::nullopt;
  DayOfRequest day{days.of(request.shop->id()), most, {}};
  day.verdict = day.count->admit(most, request.shop->settings()->zone(), now);
  return day;
}

Response out_of_day(const Request& request, const DayOfRequest& day, Timestamp now) {
  return problem_response(
      429,
      fmt::format("the shop '{}' has used up its {} units of work of this day: the next one begins at {}, "
                  "midnight in {}; Suggestd-Cost tells what each request costs",
                  request.shop->name(), day.most,
                  to_rfc3339(std::chrono::round<std::chrono::seconds>(now + day.verdict.reset)),
                  request.shop->settings()->zone().text()));
}

}  // namespace suggestd::http
