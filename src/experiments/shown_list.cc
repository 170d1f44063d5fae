#include "experiments/shown_list.h"

#include <algorithm>

#include <xxhash.h>

namespace suggestd::experiments {
namespace {

constexpr std::uint32_t kTeamBit = 1;

std::uint32_t hash_of_product(std::string_view product_id) {
  return static_cast<std::uint32_t>(XXH3_64bits(product_id.data(), product_id.size())) & ~kTeamBit;
}

}  // namespace

void ShownList::add(std::string_view product_id, Team team) {
  if (team == Team::none || products.size() == kMostProductsOfList) return;
  products.push_back(hash_of_product(product_id) | (team == Team::second ? kTeamBit : 0));
}

std::optional<Team> ShownList::team_of(std::string_view product_id) const {
  const std::uint32_t hash = hash_of_product(product_id);
  const auto found = std::find_if(products.begin(), products.end(),
                                  [&](std::uint32_t one) { return (one & ~kTeamBit) == hash; });
  if (found == products.end()) return std::nullopt;
  return (*found & kTeamBit) != 0 ? Team::second : Team::first;
}

}  // namespace suggestd::experiments
