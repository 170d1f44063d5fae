#include "records/spelled_date.h"

#include <array>
#include <charconv>
#include <utility>

#include <fmt/format.h>

namespace suggestd {
namespace {

constexpr std::array<std::pair<std::string_view, DateOrder>, 3> kNames = {
    {{"year-first", DateOrder::year_first},
     {"day-first", DateOrder::day_first},
     {"month-first", DateOrder::month_first}}};

struct Spelled {
  std::array<unsigned, 3> date{};  // in the order of the text
  bool year_first = false;
  unsigned hour = 0, minute = 0, second = 0;
};

// Takes a number of at most `digits` digits off the front.
bool take_number(std::string_view& text, std::size_t digits, unsigned& value) {
  const std::string_view front = text.substr(0, digits);
  const auto [end, error] = std::from_chars(front.data(), front.data() + front.size(), value);
  if (error != std::errc{} || text.front() == '+') return false;
  text.remove_prefix(static_cast<std::size_t>(end - front.data()));
  return true;
}

bool take(std::string_view& text, char c) {
  if (!text.starts_with(c)) return false;
  text.remove_prefix(1);
  return true;
}

// The hour of a clock with two halves.
bool apply_half(std::string_view half, unsigned& hour) {
  const bool afternoon = half == "PM" || half == "pm";
  if (!afternoon && half != "AM" && half != "am") return false;
  if (hour < 1 || hour > 12) return false;
  hour = hour % 12 + (afternoon ? 12 : 0);
  return true;
}

bool read_clock(std::string_view text, Spelled& out) {
  if (text.empty()) return true;
  if (!take(text, ' ') && !take(text, 'T')) return false;
  if (!take_number(text, 2, out.hour) || !take(text, ':')) return false;
  const std::size_t left = text.size();
  if (!take_number(text, 2, out.minute) || left - text.size() != 2) return false;
  if (take(text, ':')) {
    const std::size_t before = text.size();
    if (!take_number(text, 2, out.second) || before - text.size() != 2) return false;
  }
  if (text.empty()) return true;
  return take(text, ' ') && apply_half(text, out.hour);
}

std::optional<Spelled> take_apart(std::string_view text) {
  constexpr std::size_t kYearDigits = 4;
  Spelled out;
  const std::size_t first = text.find_first_not_of("0123456789");
  if (first == std::string_view::npos || first == 0) return std::nullopt;
  out.year_first = first == kYearDigits;
  const char divider = text[first];
  if (divider != '-' && divider != '/' && divider != '.') return std::nullopt;
  for (std::size_t i = 0; i < out.date.size(); ++i) {
    const bool year = i == (out.year_first ? 0U : 2U);
    const std::size_t before = text.size();
    if (!take_number(text, year ? kYearDigits : 2, out.date[i])) return std::nullopt;
    const std::size_t digits = before - text.size();
    if (year && digits == 2) out.date[i] += 2000;
    if (year && digits != 2 && digits != kYearDigits) return std::nullopt;
    if (i < 2 && !take(text, divider)) return std::nullopt;
  }
  if (!read_clock(text, out)) return std::nullopt;
  return out;
}

}  // namespace

std::optional<DateOrder> parse_date_order(std::string_view word) {
  for (const auto& [name, order] : kNames) {
    if (name == word) return order;
  }
  return std::nullopt;
}

std::string_view date_order_name(DateOrder order) { return kNames.at(static_cast<std::size_t>(order)).first; }

std::optional<Timestamp> parse_spelled_date(std::string_view text, DateOrder order) {
  const auto spelled = take_apart(text);
  if (!spelled || (!spelled->year_first && order == DateOrder::year_first)) return std::nullopt;
  const auto& [a, b, c] = spelled->date;
  const unsigned year = spelled->year_first ? a : c;
  const unsigned month = spelled->year_first || order == DateOrder::day_first ? b : a;
  const unsigned day = spelled->year_first ? c : order == DateOrder::day_first ? a : b;
  const Result<Timestamp> time =
      parse_rfc3339(fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", year, month, day, spelled->hour,
                                spelled->minute, spelled->second));
  if (!time) return std::nullopt;
  return *time;
}

void DateOrderEvidence::add(std::string_view text) {
  constexpr unsigned kMonths = 12;
  const auto spelled = take_apart(text);
  if (!spelled || spelled->year_first) return;
  if (++open_ == 1) example_ = text;
  if (spelled->date[0] > kMonths && day_first_.empty()) day_first_ = text;
  if (spelled->date[1] > kMonths && month_first_.empty()) month_first_ = text;
}

Result<DateOrderFound> DateOrderEvidence::conclude() const {
  if (open_ == 0) return DateOrderFound{};
  if (day_first_.empty() && month_first_.empty()) {
    return invalid(fmt::format(
        "dates such as '{}' may begin with the day or with the month, and none of the {} tells; say which "
        "with --date-format day-first or --date-format month-first",
        example_, open_));
  }
  if (!day_first_.empty() && !month_first_.empty()) {
    return invalid(fmt::format(
        "'{}' begins with the day and '{}' with the month; say with --date-format which is right, and the "
        "other lines are left out",
        day_first_, month_first_));
  }
  const bool day = month_first_.empty();
  return DateOrderFound{day ? DateOrder::day_first : DateOrder::month_first,
                        fmt::format("'{}' can be nothing else", day ? day_first_ : month_first_)};
}

}  // namespace suggestd
