#include "outbound/retry.h"

#include <curl/curl.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <string>

namespace suggestd::outbound {

using std::chrono::milliseconds;

milliseconds backoff(std::size_t tried, milliseconds base, double dice) {
  const double most = static_cast<double>(base.count()) * std::exp2(static_cast<double>(tried) - 1);
  return milliseconds(
      static_cast<milliseconds::rep>(dice * std::min(most, static_cast<double>(kLongestWait.count()))));
}

std::optional<milliseconds> retry_after(std::string_view header, Timestamp now) {
  std::int64_t seconds = 0;
  const auto [end, problem] = std::from_chars(header.data(), header.data() + header.size(), seconds);
  const bool number = problem == std::errc{} && end == header.data() + header.size();
  if (!number) {
    const std::time_t date = curl_getdate(std::string(header).c_str(), nullptr);
    if (date < 0) return std::nullopt;
    seconds = date - std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
  }
  return milliseconds(std::clamp<std::int64_t>(seconds, 0, kLongestWait.count() / 1000) * 1000);
}

bool may_pass(int status) {
  constexpr std::array kPassing = {408, 425, 429, 500, 502, 503, 504};
  return std::ranges::find(kPassing, status) != kPassing.end();
}

}  // namespace suggestd::outbound
