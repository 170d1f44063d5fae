#include "http/trace_context.h"

#include <algorithm>

#include "base/unique_id.h"

namespace suggestd::http {
namespace {

// version "-" trace-id "-" parent-id "-" flags, lower-case hex of 2, 32, 16 and 2 digits.
constexpr std::size_t kLength = 55;
constexpr std::size_t kSpanAt = 36;
constexpr std::size_t kSpanDigits = 16;

bool is_hex(std::string_view text) {
  return text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

bool all_zero(std::string_view text) { return text.find_first_not_of('0') == std::string_view::npos; }

}  // namespace

std::string continue_trace(std::string_view traceparent) {
  if (traceparent.size() != kLength || traceparent.substr(0, 2) != "00") return "";
  const std::string_view trace = traceparent.substr(3, 32);
  const std::string_view parent = traceparent.substr(kSpanAt, kSpanDigits);
  const bool dashes = traceparent[2] == '-' && traceparent[35] == '-' && traceparent[52] == '-';
  if (!dashes || !is_hex(trace) || !is_hex(parent) || !is_hex(traceparent.substr(53)) || all_zero(trace) ||
      all_zero(parent)) {
    return "";
  }
  std::string ours(traceparent);
  std::string random = make_uuid7().substr(19);  // its last 17 letters, without the time
  random.erase(std::remove(random.begin(), random.end(), '-'), random.end());
  ours.replace(kSpanAt, kSpanDigits, random);
  return ours;
}

}  // namespace suggestd::http
