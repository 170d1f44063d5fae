#include "evaluate/hold_out.h"

#include <xxhash.h>

#include <algorithm>
#include <string>
#include <utility>

namespace suggestd::evaluate {
namespace {

std::uint64_t lot(const std::string& user, const std::string& item, std::uint64_t seed) {
  return XXH3_64bits_withSeed(item.data(), item.size(), XXH3_64bits_withSeed(user.data(), user.size(), seed));
}

// The items whose lots are smallest.
std::vector<std::string> drawn(const UserItems& user, std::size_t count, std::uint64_t seed) {
  std::vector<std::pair<std::uint64_t, std::string>> lots;
  for (const std::string& item : user.items) lots.emplace_back(lot(user.user, item, seed), item);
  std::sort(lots.begin(), lots.end());
  std::vector<std::string> items;
  for (std::size_t i = 0; i < count; ++i) items.push_back(std::move(lots[i].second));
  std::sort(items.begin(), items.end());
  return items;
}

}  // namespace

HeldOut hold_out(const std::vector<UserItems>& users, double share, std::uint64_t seed) {
  HeldOut parts;
  for (const UserItems& user : users) {
    UserItems kept = user;
    if (user.items.size() >= 2) {
      const auto wanted = static_cast<std::size_t>(share * static_cast<double>(user.items.size()));
      UserItems held{user.user, drawn(user, std::max<std::size_t>(1, wanted), seed)};
      std::erase_if(kept.items, [&](const std::string& item) {
        return std::binary_search(held.items.begin(), held.items.end(), item);
      });
      parts.held.push_back(std::move(held));
    }
    parts.kept.push_back(std::move(kept));
  }
  return parts;
}

}  // namespace suggestd::evaluate
