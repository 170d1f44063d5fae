// An interleaved list as its visitor's row keeps it: which ranking each product counts for.
//
// Size      31 bits of each product's id and one for the ranking: that two products of one list are taken for each other
//           happens in one list of a million.
// Threads   plain values.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/unique_id.h"
#include "experiments/interleave.h"

namespace suggestd::experiments {

// A visitor's newest lists are kept, and of each its beginning: a row must not grow without end.
inline constexpr std::size_t kMostListsOfVisitor = 20;
inline constexpr std::size_t kMostProductsOfList = 100;

struct ShownList {
  IdBits id{};
  std::vector<std::uint32_t> products;  // those that count for a ranking, in the order of the list

  bool operator==(const ShownList&) const = default;

  // Products beyond kMostProductsOfList, and those that count for none, are passed over.
  void add(std::string_view product_id, Team team);
  // Nothing if the product counts for none.
  std::optional<Team> team_of(std::string_view product_id) const;
};

}  // namespace suggestd::experiments
