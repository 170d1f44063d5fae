// Dates as spreadsheets write them, whose order of day and month only a whole column tells.
//
// Forms    "2010-12-01 08:26", "1/12/2010 8:26", "01-12-2010", "01.12.10 08:26:30", "12/1/2010 8:26 AM": year,
//          month and day divided by '-', '/' or '.', then hours and minutes or nothing. Two digits of a year are
//          20yy. All are read as UTC.
// Threads  plain values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"

namespace suggestd {

enum class DateOrder { year_first, day_first, month_first };

// "day-first"; nothing for another word.
std::optional<DateOrder> parse_date_order(std::string_view word);
std::string_view date_order_name(DateOrder order);

// Nothing for text that is no such date, or none in this order. A date that begins with the year is read in
// every order.
std::optional<Timestamp> parse_spelled_date(std::string_view text, DateOrder order);

struct DateOrderFound {
  DateOrder order = DateOrder::year_first;
  std::string why;  // "" if all dates begin with the year
};

// A column's dates, which together tell their order: a number above 12 is a day.
class DateOrderEvidence {
 public:
  void add(std::string_view text);
  // Errors: invalid if no date tells, or some tell one order and some the other.
  Result<DateOrderFound> conclude() const;

 private:
  std::uint64_t open_ = 0;  // dates that do not begin with the year
  std::string day_first_;   // the first date that can be nothing else, "" if there is none
  std::string month_first_;
  std::string example_;  // the first open one
};

}  // namespace suggestd
