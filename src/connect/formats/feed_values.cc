#include "connect/formats/feed_values.h"

#include <algorithm>
#include <array>
#include <vector>

#include <fmt/format.h>

#include "connect/formats/table_text.h"
#include "records/money.h"

namespace suggestd::cli {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

// --- Prices

// Marks that divide groups of digits, beside the comma and the point: blanks of several widths, apostrophes.
constexpr std::array<std::string_view, 8> kGroupMarks = {
    " ", "\xC2\xA0", "\xE2\x80\xAF", "\xE2\x80\x89", "\xE2\x80\x87", "'", "\xE2\x80\x99", "\xE2\x80\x88"};

// An amount as runs of digits and the marks between them: "1.299,00" is 1 . 299 , 00.
struct Amount {
  std::vector<std::string_view> digits;
  std::vector<std::string_view> marks;
};

std::optional<Amount> take_apart(std::string_view text) {
  Amount amount;
  while (true) {
    const std::size_t length = std::min(text.find_first_not_of("0123456789"), text.size());
    if (length == 0) return std::nullopt;
    amount.digits.push_back(text.substr(0, length));
    text.remove_prefix(length);
    if (text.empty()) return amount;
    std::string_view mark = text.substr(0, 1);
    if (mark != "," && mark != ".") {
      const auto* const found =
          std::ranges::find_if(kGroupMarks, [&](std::string_view known) { return text.starts_with(known); });
      if (found == kGroupMarks.end()) return std::nullopt;
      mark = *found;
    }
    amount.marks.push_back(mark);
    text.remove_prefix(mark.size());
  }
}

// The amount as plain decimal text. Errors: invalid, with the reason alone.
Result<std::string> plain_amount(std::string_view text, Currency currency) {
  constexpr std::size_t kGroup = 3;
  const std::optional<Amount> amount = take_apart(text);
  if (!amount) return invalid("it is no amount");
  const auto& [digits, marks] = *amount;
  if (marks.empty()) return std::string(text);

  const auto decimals = static_cast<std::size_t>(currency.digits());
  const bool pointed = marks.back() == "." || marks.back() == ",";
  const bool last_is_alone = std::ranges::count(marks, marks.back()) == 1;
  const bool groups_before = marks.size() > 1;
  bool decimal = pointed && last_is_alone && digits.back().size() != kGroup;
  if (pointed && last_is_alone && digits.back().size() == kGroup) {
    // "12.345 KWD" is what the feed's own rules write; elsewhere three digits may be thousands or a slip.
    if (groups_before || (decimals == kGroup && marks.back() == ".")) {
      decimal = decimals == kGroup;
    } else {
      return invalid("it may mean thousands or a fraction");
    }
  }
  const std::size_t whole = digits.size() - (decimal ? 1 : 0);
  for (std::size_t i = 1; i < whole; ++i) {
    if (digits[i].size() != kGroup || marks[i - 1] != marks[0])
      return invalid("its digits stand in no groups of three");
  }
  if (whole > 1 && (digits[0].size() > kGroup || digits[0] == "0"))
    return invalid("its digits stand in no groups of three");
  std::string plain;
  for (std::size_t i = 0; i < whole; ++i) plain += digits[i];
  if (!decimal) return plain;
  // Some shops write "12.3400".
  const std::string_view kept = digits.back().substr(0, decimals);
  if (digits.back().find_first_not_of('0', kept.size()) != std::string_view::npos)
    return invalid(fmt::format("{} has {} digits after the point", currency.code(), decimals));
  if (!kept.empty()) plain.append(".").append(kept);
  return plain;
}

// Takes three letters off the front or the back.
std::string take_currency(std::string_view& text) {
  constexpr std::string_view kEuro = "\xE2\x82\xAC";
  std::string code;
  const auto letters = [](std::string_view part) {
    return part.size() == 3 && std::ranges::all_of(part, is_letter);
  };
  if (text.size() > 3 && letters(text.substr(text.size() - 3)) && !is_letter(text[text.size() - 4])) {
    code = text.substr(text.size() - 3);
    text.remove_suffix(3);
  } else if (text.size() > 3 && letters(text.substr(0, 3)) && !is_letter(text[3])) {
    code = text.substr(0, 3);
    text.remove_prefix(3);
  } else if (text.starts_with(kEuro)) {
    code = "EUR";
    text.remove_prefix(kEuro.size());
  } else if (text.ends_with(kEuro)) {
    code = "EUR";
    text.remove_suffix(kEuro.size());
  }
  text = trim_cell(text);
  std::ranges::transform(code, code.begin(),
                         [](char c) { return c >= 'a' ? static_cast<char>(c - 'a' + 'A') : c; });
  return code;
}

Error no_price(std::string_view text, std::string_view why) {
  return invalid(
      fmt::format("price '{}' can't be read: {}; one looks like 9.99 EUR", made_visible(text), why));
}

// --- Times

bool take_number(std::string_view& text, std::size_t digits, int& value) {
  if (text.size() < digits ||
      !std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(digits), is_digit))
    return false;
  value = 0;
  for (const char c : text.substr(0, digits)) value = value * 10 + (c - '0');
  text.remove_prefix(digits);
  return true;
}

bool take(std::string_view& text, char c) {
  if (!text.starts_with(c)) return false;
  text.remove_prefix(1);
  return true;
}

// "+01:00", "+0100" or "+01" as RFC 3339 writes it; "" if it is none.
std::string rfc3339_offset(std::string_view text) {
  if (text == "Z" || text == "z" || text == "UTC" || text == "GMT") return "Z";
  int hours = 0;
  int minutes = 0;
  const bool negative = text.starts_with('-');
  if (!take(text, '+') && !take(text, '-')) return "";
  if (!take_number(text, 2, hours)) return "";
  take(text, ':');
  if (!text.empty() && !take_number(text, 2, minutes)) return "";
  if (!text.empty()) return "";
  return fmt::format("{}{:02}:{:02}", negative ? '-' : '+', hours, minutes);
}

Error no_time(std::string_view text) {
  return invalid(
      fmt::format("'{}' is no time; one looks like 2027-07-11T11:07+0100, or 2027-07-11 for the whole day",
                  made_visible(text)));
}

// "https://schema.org/OutOfStock" as "outofstock".
std::string availability_word(std::string_view text) {
  std::string word;
  for (const char c : text) {
    if (c == ' ' || c == '_' || c == '-') continue;
    word += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  for (const std::string_view prefix : {"http://", "https://", "www.", "schema.org/", "schema:"}) {
    if (word.starts_with(prefix)) word.erase(0, prefix.size());
  }
  return word;
}

}  // namespace

Result<FeedPrice> parse_feed_price(std::string_view text, Currency standard) {
  std::string_view rest = trim_cell(text);
  std::string code = take_currency(rest);
  if (code.empty()) code = standard.code();
  if (rest.empty()) return no_price(text, "it has no amount");
  if (code.empty()) return no_price(text, "it names no currency");
  const auto currency = Currency::parse(code);
  if (!currency) return no_price(text, currency.error().message());
  auto amount = plain_amount(rest, *currency);
  if (!amount) return no_price(text, amount.error().message());
  return FeedPrice{*std::move(amount), std::move(code)};
}

Result<FeedTime> parse_feed_time(std::string_view text, DayEdge edge, const TimeZone& zone) {
  std::string_view rest = trim_cell(text);
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
  if (!take_number(rest, 4, year) || !take(rest, '-') || !take_number(rest, 2, month) || !take(rest, '-') ||
      !take_number(rest, 2, day))
    return no_time(text);
  const bool timed = take(rest, 'T') || take(rest, 't') || take(rest, ' ');
  if (timed) {
    rest = trim_cell(rest);
    if (!take_number(rest, 2, hour) || !take(rest, ':') || !take_number(rest, 2, minute))
      return no_time(text);
    if (take(rest, ':') && !take_number(rest, 2, second)) return no_time(text);
    if (take(rest, '.')) rest.remove_prefix(std::min(rest.find_first_not_of("0123456789"), rest.size()));
  }
  rest = trim_cell(rest);
  const std::string offset = rest.empty() ? "Z" : rfc3339_offset(rest);
  const bool day_ends = timed && hour == 24 && minute == 0 && second == 0;  // ISO 8601's midnight
  const auto at = parse_rfc3339(fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}{}", year, month, day,
                                            day_ends ? 0 : hour, minute, second, offset));
  if (offset.empty() || !at) return no_time(text);
  const bool whole_day = !timed && edge == DayEdge::end;
  const Timestamp local = *at + std::chrono::hours(day_ends || whole_day ? 24 : 0);
  if (!rest.empty()) return FeedTime{local, true};
  return FeedTime{zone.moment(local), false};
}

Result<FeedPeriod> parse_feed_period(std::string_view text, const TimeZone& zone) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) {
    return invalid(fmt::format(
        "'{}' is no period; one looks like 2027-02-24T11:07+0100/2027-03-01T23:07+0100", made_visible(text)));
  }
  const auto begin = parse_feed_time(text.substr(0, slash), DayEdge::begin, zone);
  if (!begin) return begin.error();
  const auto end = parse_feed_time(text.substr(slash + 1), DayEdge::end, zone);
  if (!end) return end.error();
  if (begin->at >= end->at) return invalid(fmt::format("'{}' ends before it begins", made_visible(text)));
  return FeedPeriod{*begin, *end};
}

std::optional<bool> can_be_bought(std::string_view availability) {
  constexpr std::array<std::string_view, 12> kYes = {
      "instock",     "available",           "preorder",    "presale",    "backorder",   "backordered",
      "onbackorder", "limitedavailability", "instoreonly", "onlineonly", "madetoorder", "lowstock"};
  constexpr std::array<std::string_view, 10> kNo = {
      "outofstock", "soldout", "discontinued", "unavailable",           "notavailable",
      "notinstock", "nostock", "reserved",     "temporarilyoutofstock", "permanentlyoutofstock"};
  const std::string word = availability_word(trim_cell(availability));
  if (std::ranges::find(kYes, word) != kYes.end()) return true;
  if (std::ranges::find(kNo, word) != kNo.end()) return false;
  return std::nullopt;
}

}  // namespace suggestd::cli
