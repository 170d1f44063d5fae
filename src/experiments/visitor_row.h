// One visitor of one run, as the store keeps them until the run is over.
//
// Threads   plain values.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "experiments/interleave.h"
#include "experiments/shown_list.h"
#include "records/money.h"

namespace suggestd::experiments {

// A visitor's orders beyond this count nowhere: a row must not grow without end.
inline constexpr std::size_t kMostOrdersOfVisitor = 200;
// Nor do clicks on interleaved lists.
inline constexpr std::size_t kMostClicksOfVisitor = 200;

struct VisitorOrder {
  std::uint64_t order = 0;                         // a hash of its id
  Money revenue;                                   // of what is left of it
  std::array<std::int64_t, kRankings> credited{};  // of its lines, by the ranking whose list led to them
  bool operator==(const VisitorOrder&) const = default;
};

// The first click on a product of an interleaved list.
struct CreditedClick {
  IdBits list{};
  std::uint64_t product = 0;  // a hash of its id
  Team team = Team::first;
  Timestamp at{};
  bool operator==(const CreditedClick&) const = default;
};

struct VisitorRow {
  std::uint8_t variant = 0;
  Timestamp exposed_at{};
  std::int64_t before = 0;            // money before the exposure, in minor units of the run's currency
  std::vector<VisitorOrder> orders;   // of the window, until it is settled
  bool settled = false;               // the window is over: the sums hold what it was
  std::vector<ShownList> lists;       // the newest interleaved ones, oldest first, until it is settled
  std::vector<CreditedClick> clicks;  // on them, of the window, until it is settled
  std::string user;  // an anonymous id that became this user, under whom they count; "" if not
  bool operator==(const VisitorRow&) const = default;

  // Puts an order in place of its earlier version.
  void put(const VisitorOrder& order);
  void take_back(std::uint64_t order);
  std::int64_t revenue_in(Currency currency) const;

  // Keeps a list in place of the oldest, once there are kMostListsOfVisitor; one that is known already as it is.
  void keep(ShownList list);
  // Nothing happens to a click that is known.
  void put(const CreditedClick& click);
  std::array<std::int64_t, kRankings> clicks_by_team() const;
  std::array<std::int64_t, kRankings> purchases_by_team() const;
};

std::uint64_t product_hash(std::string_view product_id);

std::string encode(const VisitorRow& row);
// Errors: corrupt.
Result<VisitorRow> decode_visitor(std::string_view bytes);

}  // namespace suggestd::experiments
