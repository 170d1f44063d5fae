#include "base/time_zone.h"

#include <optional>

#include <fmt/format.h>

namespace suggestd {
namespace {

using Seconds = std::chrono::sys_time<std::chrono::seconds>;

constexpr std::size_t kLongestName = 64;

// "+01:00", "-0530".
std::optional<std::chrono::seconds> read_offset(std::string text) {
  if (text.size() == 6 && text[3] == ':') text.erase(3, 1);
  if (text.size() != 5 || (text[0] != '+' && text[0] != '-')) return {};
  if (text.find_first_not_of("0123456789", 1) != std::string::npos) return {};
  const int hours = (text[1] - '0') * 10 + (text[2] - '0');
  const int minutes = (text[3] - '0') * 10 + (text[4] - '0');
  if (hours > 14 || minutes > 59) return {};
  const std::chrono::minutes offset(hours * 60 + minutes);
  return text[0] == '-' ? -offset : offset;
}

// A name that leads to no file beside the machine's zones.
bool is_zone_name(std::string_view name) {
  return !name.empty() && name.size() <= kLongestName && name.find("..") == std::string_view::npos &&
         name.front() != '/' && name != "localtime" &&
         name.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+-/") ==
             std::string_view::npos;
}

cctz::civil_second civil(Seconds time) {
  return cctz::civil_second(1970, 1, 1) + time.time_since_epoch().count();
}

}  // namespace

Result<TimeZone> TimeZone::parse(std::string_view text) {
  TimeZone zone;
  zone.text_ = text;
  if (text == "UTC" || text == "Z") return zone;
  if (const auto offset = read_offset(zone.text_)) {
    zone.zone_ = cctz::fixed_time_zone(*offset);
    return zone;
  }
  if (is_zone_name(text) && cctz::load_time_zone(zone.text_, &zone.zone_)) return zone;
  return invalid(
      fmt::format("'{}' is no time zone of this machine; one looks like Europe/Berlin, +01:00 or UTC", text));
}

Timestamp TimeZone::moment(Timestamp local) const {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(local);
  const cctz::time_zone::civil_lookup found = zone_.lookup(civil(seconds));
  if (found.kind == cctz::time_zone::civil_lookup::SKIPPED) return found.trans;
  return Timestamp(found.pre) + (local - seconds);
}

Timestamp TimeZone::local(Timestamp moment) const {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(moment);
  const auto since_1970 = zone_.lookup(seconds).cs - cctz::civil_second(1970, 1, 1);
  return Timestamp(std::chrono::seconds(since_1970)) + (moment - seconds);
}

}  // namespace suggestd
