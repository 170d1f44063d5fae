// The outcome of one group of people: counts, and the sums from which it is compared with another.
//
// Orders    cancelled ones are not told to it; revenue is net of discounts and refunds (attribute/attribution.h,
//           revenue_left()), by currency.
// Threads   plain values.
#pragma once

#include <cstdint>
#include <map>
#include <string_view>

#include "campaigns/difference.h"
#include "campaigns/given_list.h"
#include "records/money.h"
#include "records/order.h"

namespace suggestd::campaigns {

// The purchases of one person.
struct Bought {
  std::uint64_t orders = 0;
  std::int64_t unit_thousandths = 0;
  std::map<Currency, WideMinor> revenue;

  // `product`: counts the order by its lines of this product alone, and not at all if it has none; "": all of it.
  void add(const Order& order, std::string_view product);
};

struct PersonReport {
  bool with_list = false;
  bool opened = false;
  bool clicked = false;
  Bought bought;
};

// The person as a whole, before any order.
PersonReport of_list(const GivenList& list);

struct GroupReport {
  std::uint64_t people = 0;
  std::uint64_t with_list = 0;
  std::uint64_t opened = 0;   // people, as far as tracked links and the picture tell
  std::uint64_t clicked = 0;  // people
  std::uint64_t buyers = 0;
  std::uint64_t orders = 0;
  std::int64_t unit_thousandths = 0;
  std::map<Currency, WideMinor> revenue;
  // By person.
  Sample order_sample;
  std::map<Currency, Sample> revenue_sample;  // in whole units of the currency

  void add(const PersonReport& person);
};

}  // namespace suggestd::campaigns
