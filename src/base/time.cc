#include "base/time.h"

#include <cctype>

#include <fmt/format.h>

namespace suggestd {
namespace {

using std::chrono::microseconds;

// Reads fixed-width numbers and literal characters from the front of a text.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : rest_(text) {}

  bool digits(std::size_t count, int& value) {
    if (rest_.size() < count) return false;
    value = 0;
    for (std::size_t i = 0; i < count; ++i) {
      if (!std::isdigit(static_cast<unsigned char>(rest_[i]))) return false;
      value = value * 10 + (rest_[i] - '0');
    }
    rest_.remove_prefix(count);
    return true;
  }

  bool one_of(std::string_view set, char& found) {
    if (rest_.empty() || set.find(rest_.front()) == std::string_view::npos) return false;
    found = rest_.front();
    rest_.remove_prefix(1);
    return true;
  }

  bool literal(char c) {
    char found = 0;
    return one_of(std::string_view(&c, 1), found);
  }

  // The digits after a point as microseconds; more than six are cut off.
  bool fraction(int& micros) {
    micros = 0;
    int scale = 100'000;
    std::size_t count = 0;
    for (; count < rest_.size() && std::isdigit(static_cast<unsigned char>(rest_[count])); ++count) {
      micros += (rest_[count] - '0') * scale;
      scale /= 10;
    }
    rest_.remove_prefix(count);
    return count > 0;
  }

  bool at_end() const { return rest_.empty(); }

 private:
  std::string_view rest_;
};

struct Parts {
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, micros = 0, offset_minutes = 0;
};

bool read_offset(Cursor& in, int& minutes) {
  char sign = 0;
  if (!in.one_of("Zz+-", sign)) return false;
  if (sign == 'Z' || sign == 'z') return true;
  int hours = 0;
  int rest = 0;
  if (!in.digits(2, hours) || !in.literal(':') || !in.digits(2, rest) || hours > 23 || rest > 59)
    return false;
  minutes = (hours * 60 + rest) * (sign == '-' ? -1 : 1);
  return true;
}

bool read_parts(std::string_view text, Parts& p) {
  Cursor in(text);
  char separator = 0;
  if (!in.digits(4, p.year) || !in.literal('-') || !in.digits(2, p.month) || !in.literal('-') ||
      !in.digits(2, p.day) || !in.one_of("Tt ", separator) || !in.digits(2, p.hour) || !in.literal(':') ||
      !in.digits(2, p.minute) || !in.literal(':') || !in.digits(2, p.second)) {
    return false;
  }
  if (in.literal('.') && !in.fraction(p.micros)) return false;
  return read_offset(in, p.offset_minutes) && in.at_end();
}

}  // namespace

Timestamp now() { return std::chrono::time_point_cast<microseconds>(std::chrono::system_clock::now()); }

std::string to_rfc3339(Timestamp time) {
  using namespace std::chrono;
  const auto day = floor<days>(time);
  const year_month_day date(day);
  const hh_mm_ss<microseconds> clock(time - day);
  std::string text = fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", static_cast<int>(date.year()),
                                 static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                                 clock.hours().count(), clock.minutes().count(), clock.seconds().count());
  if (clock.subseconds().count() != 0) {
    text += fmt::format(".{:06}", clock.subseconds().count());
    while (text.back() == '0') text.pop_back();
  }
  return text + "Z";
}

Result<Timestamp> parse_rfc3339(std::string_view text) {
  using namespace std::chrono;
  Parts p;
  if (!read_parts(text, p)) {
    return invalid(
        fmt::format("'{}' is no RFC 3339 time with a zone; one looks like 2011-12-09T12:50:00Z", text));
  }
  const year_month_day date{year(p.year), month(static_cast<unsigned>(p.month)),
                            day(static_cast<unsigned>(p.day))};
  const bool leap_second = p.second == 60;  // RFC 3339 allows it; it is read as the second before
  if (!date.ok() || p.hour > 23 || p.minute > 59 || p.second > 60 || p.year < 1970 || p.year > 2200) {
    return invalid(fmt::format("'{}' is no possible time between the years 1970 and 2200", text));
  }
  const auto local =
      sys_days(date) + hours(p.hour) + minutes(p.minute) + seconds(p.second - (leap_second ? 1 : 0));
  return Timestamp(local - minutes(p.offset_minutes) + microseconds(p.micros));
}

}  // namespace suggestd
