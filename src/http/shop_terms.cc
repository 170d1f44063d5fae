#include "http/shop_terms.h"

#include <fmt/format.h>

#include "base/mutex.h"
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

std::shared_ptr<UnitMeter> UnitMeters::of(ShopId shop) {
  {
    const SharedLock lock(mutex_);
    if (const auto found = meters_.find(shop); found != meters_.end()) return found->second;
  }
  const ExclusiveLock lock(mutex_);
  std::shared_ptr<UnitMeter>& meter = meters_[shop];
  if (meter == nullptr) meter = std::make_shared<UnitMeter>();
  return meter;
}

std::int64_t units_per_second(const shop::Shop& shop, std::int64_t configured) {
  return shop.settings()->units_per_second.value_or(configured);
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

std::optional<UnitsOfRequest> ask_for_units(const Request& request, UnitMeters& meters,
                                            std::int64_t configured, UnitMeter::Time now) {
  if (!is_bound_to_shop(request)) return std::nullopt;
  const std::int64_t per_second = units_per_second(*request.shop, configured);
  if (per_second == 0) return std::nullopt;
  UnitsOfRequest units{meters.of(request.shop->id()), per_second, {}};
  units.verdict = units.meter->admit(per_second, now);
  return units;
}

Response out_of_units(const Request& request, const UnitsOfRequest& units) {
  return problem_response(
      429, fmt::format("the shop '{}' has used up its {} units of work a second: wait as Retry-After says; "
                       "Suggestd-Cost tells what each request costs",
                       request.shop->name(), units.per_second));
}

}  // namespace suggestd::http
