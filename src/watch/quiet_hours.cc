#include "watch/quiet_hours.h"

#include <utility>

#include "jobs/schedule.h"

namespace suggestd::watch {

Result<QuietHours> QuietHours::parse(std::string_view hours, std::string_view zone) {
  const std::size_t dash = hours.find('-');
  const auto from = jobs::parse_at(hours.substr(0, dash));
  const auto until = jobs::parse_at(dash == std::string_view::npos ? "" : hours.substr(dash + 1));
  if (!from || !until || *from == *until) return invalid("must be two times of a day, such as 22:00-07:00");
  auto parsed = TimeZone::parse(zone);
  if (!parsed) return std::move(parsed).error();
  QuietHours quiet;
  quiet.from_ = *from;
  quiet.until_ = *until;
  quiet.zone_ = *std::move(parsed);
  return quiet;
}

bool QuietHours::hold(Timestamp at) const {
  const Timestamp local = zone_.local(at);
  const auto time =
      std::chrono::floor<std::chrono::minutes>(local - std::chrono::floor<std::chrono::days>(local));
  if (from_ <= until_) return from_ <= time && time < until_;
  return time >= from_ || time < until_;  // over midnight
}

}  // namespace suggestd::watch
