#include "shop/served_lists.h"

#include <algorithm>
#include <unordered_set>
#include <utility>

#include <xxhash.h>

namespace suggestd::shop {
namespace {

std::size_t shard_of(std::string_view key, std::size_t shards) {
  return XXH3_64bits(key.data(), key.size()) % shards;
}

// Puts `key` into a ring of at most `capacity`; returns the key that has to go, "" if none.
std::string push_out(std::vector<std::string>& ring, std::size_t& oldest, std::size_t capacity,
                     std::string key) {
  if (ring.size() < capacity) {
    ring.push_back(std::move(key));
    return {};
  }
  std::swap(ring[oldest], key);
  oldest = (oldest + 1) % capacity;
  return key;
}

const std::string& visitor_of(const recommend::Request& request) {
  return request.user_id.empty() ? request.anonymous_id : request.user_id;
}

}  // namespace

ServedLists::ServedLists(std::size_t capacity) : per_shard_(std::max<std::size_t>(1, capacity / kShards)) {}

void ServedLists::remember(std::string recommendation_id, ServedList list) {
  const auto entry = std::make_shared<const ServedList>(std::move(list));
  ListShard& shard = lists_.at(shard_of(recommendation_id, kShards));
  {
    const std::lock_guard lock(shard.mutex);
    if (!shard.lists.emplace(recommendation_id, entry).second) return;
    const std::string gone = push_out(shard.ring, shard.oldest, per_shard_, std::move(recommendation_id));
    if (!gone.empty()) shard.lists.erase(gone);
  }
  const std::string& visitor = visitor_of(entry->request);
  if (!visitor.empty()) remember_visitor(visitor, entry);
}

void ServedLists::remember_visitor(const std::string& visitor, const Entry& entry) {
  VisitorShard& shard = visitors_.at(shard_of(visitor, kShards));
  const std::lock_guard lock(shard.mutex);
  const auto [place, is_new] = shard.lists.try_emplace(visitor);
  if (place->second.size() == kListsPerVisitor) place->second.erase(place->second.begin());
  place->second.push_back(entry);
  if (!is_new) return;
  const std::string gone = push_out(shard.ring, shard.oldest, per_shard_, visitor);
  if (!gone.empty()) shard.lists.erase(gone);
}

std::shared_ptr<const ServedList> ServedLists::find(std::string_view recommendation_id) const {
  const ListShard& shard = lists_.at(shard_of(recommendation_id, kShards));
  const std::lock_guard lock(shard.mutex);
  const auto found = shard.lists.find(std::string(recommendation_id));
  return found == shard.lists.end() ? nullptr : found->second;
}

std::vector<std::string> ServedLists::shown_to(std::string_view visitor, Timestamp since) const {
  std::vector<Entry> entries;
  {
    const VisitorShard& shard = visitors_.at(shard_of(visitor, kShards));
    const std::lock_guard lock(shard.mutex);
    const auto found = shard.lists.find(std::string(visitor));
    if (found != shard.lists.end()) entries = found->second;
  }
  std::vector<std::string> shown;
  std::unordered_set<std::string_view> seen;  // of texts that `entries` keeps alive
  for (auto entry = entries.rbegin(); entry != entries.rend() && (*entry)->at >= since; ++entry) {
    for (const std::string& product : (*entry)->shown) {
      if (seen.insert(product).second) shown.push_back(product);
    }
  }
  return shown;
}

}  // namespace suggestd::shop
