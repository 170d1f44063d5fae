#include "http/key_day.h"

#include <chrono>

#include <fmt/format.h>

#include "http/problem.h"
#include "http/services.h"
#include "shop/shop.h"

namespace suggestd::http {

TimeZone zone_of_keys(const std::string& shop, const Services& services) {
  if (shop.empty()) return TimeZone();
  const std::shared_ptr<shop::Shop> found = services.find_shop(shop);
  return found == nullptr ? TimeZone() : found->settings()->zone();
}

std::optional<DayOfRequest> ask_for_key_day(const KeyRing::Entry& key, const Services& services,
                                            Timestamp now) {
  if (key.day == nullptr) return std::nullopt;
  DayOfRequest day{key.day, *key.record.units_per_day, {}};
  day.verdict = day.count->admit(day.most, zone_of_keys(key.record.caller.shop, services), now);
  return day;
}

Response out_of_key_day(const KeyRing::Entry& key, const DayOfRequest& day, const Services& services,
                        Timestamp now) {
  const Caller& caller = key.record.caller;
  return problem_response(
      429,
      fmt::format(
          "the key {} has used up the {} units of work of its own quota of this day, which is not {}: the "
          "next day begins at {}, midnight in {}; Suggestd-Cost tells what each request costs",
          caller.key_id, day.most,
          caller.shop.empty() ? std::string("the server's")
                              : fmt::format("that of the shop '{}'", caller.shop),
          to_rfc3339(std::chrono::round<std::chrono::seconds>(now + day.verdict.reset)),
          zone_of_keys(caller.shop, services).text()));
}

void write_day_use(JsonWriter& out, std::int64_t most, const DayUse& use) {
  out.begin_object().member("units", most).member("used", use.units).member("ends_at", to_rfc3339(use.ends));
  out.end_object();
}

}  // namespace suggestd::http
