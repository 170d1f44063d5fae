#include "shop/served_lists.h"

#include <algorithm>
#include <unordered_set>
#include <utility>

#include <xxhash.h>

#include "base/mutex.h"
#include "experiments/interleaved_answer.h"

namespace suggestd::shop {
namespace {

std::size_t shard_of(std::string_view key, std::size_t shards) {
  return XXH3_64bits(key.data(), key.size()) % shards;
}

// Puts `key` into a ring of at most `capacity` keys; returns the key that it pushes out, "" if none.
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

std::size_t bytes_of(const std::vector<std::string>& texts) {
  std::size_t bytes = texts.size() * sizeof(std::string);
  for (const std::string& text : texts) bytes += text.size();
  return bytes;
}

std::size_t bytes_of(const recommend::Context& context) {
  std::size_t bytes = 0;
  for (const auto& [name, value] : context.values)
    bytes += sizeof value + name.size() + value.text.size() + bytes_of(value.set);
  for (const auto& [name, text] : context.texts) bytes += sizeof text + name.size() + text.size();
  return bytes;
}

std::size_t bytes_of(const recommend::Request& request) {
  std::size_t bytes = sizeof request + request.filter.size() + request.booster.size();
  bytes += request.scenario_filter.size() + request.scenario_booster.size();
  bytes += bytes_of(request.candidates) + bytes_of(request.exclude) + bytes_of(request.shown) +
           bytes_of(request.shown_already) + bytes_of(request.context);
  for (const recommend::BasketItem& item : request.basket) bytes += sizeof item + item.product_id.size();
  for (const recommend::Rule& rule : request.rules)
    bytes += sizeof rule + rule.filter.size() + bytes_of(rule.products);
  return bytes;
}

// The memory that a list takes, in bytes, about.
std::size_t bytes_of(const ServedList& list) {
  // The products of a page are kept twice: in it, and among what all pages have shown.
  std::size_t bytes = sizeof(ServedList) + bytes_of(list.request) + 2 * bytes_of(list.shown);
  if (list.interleaved == nullptr) return bytes;
  for (const recommend::Request& request : list.interleaved->rankings) bytes += bytes_of(request);
  return bytes;
}

const std::string& visitor_of(const recommend::Request& request) {
  return request.user_id.empty() ? request.anonymous_id : request.user_id;
}

}  // namespace

ServedLists::ServedLists(std::size_t capacity, std::size_t bytes)
    : per_shard_(std::max<std::size_t>(1, capacity / kShards)), bytes_per_shard_(bytes / kShards) {}

void ServedLists::remember(std::string recommendation_id, ServedList list) {
  // Not make_shared(): the visitors' weak pointers would keep the list's memory.
  const Entry entry = std::make_unique<const ServedList>(std::move(list));
  ListShard& shard = lists_.at(shard_of(recommendation_id, kShards));
  {
    const MutexLock lock(shard.mutex);
    if (!shard.lists.emplace(recommendation_id, entry).second) return;
    shard.ids.push_back(std::move(recommendation_id));
    shard.bytes += bytes_of(*entry);
    // The newest stays, however large it is.
    while (shard.ids.size() > 1 && (shard.ids.size() > per_shard_ || shard.bytes > bytes_per_shard_)) {
      const auto oldest = shard.lists.find(shard.ids.front());
      shard.ids.pop_front();
      if (oldest == shard.lists.end()) continue;  // forgotten with its visitor
      shard.bytes -= bytes_of(*oldest->second);
      shard.lists.erase(oldest);
    }
  }
  const std::string& visitor = visitor_of(entry->request);
  // Whoever asks for the parts of a score looks at a list, and shows it to nobody.
  if (!visitor.empty() && !entry->request.trace) remember_visitor(visitor, entry);
}

void ServedLists::remember_visitor(const std::string& visitor, const Entry& entry) {
  VisitorShard& shard = visitors_.at(shard_of(visitor, kShards));
  const MutexLock lock(shard.mutex);
  const auto [place, is_new] = shard.lists.try_emplace(visitor);
  if (place->second.size() == kListsPerVisitor) place->second.erase(place->second.begin());
  place->second.push_back(entry);
  if (!is_new) return;
  const std::string gone = push_out(shard.ring, shard.oldest, per_shard_, visitor);
  if (!gone.empty()) shard.lists.erase(gone);
}

std::shared_ptr<const ServedList> ServedLists::find(std::string_view recommendation_id) const {
  const ListShard& shard = lists_.at(shard_of(recommendation_id, kShards));
  const MutexLock lock(shard.mutex);
  const auto found = shard.lists.find(std::string(recommendation_id));
  return found == shard.lists.end() ? nullptr : found->second;
}

// The ids stay in their order with nothing behind them, until they are pushed out.
void ServedLists::forget(std::string_view visitor) {
  for (ListShard& shard : lists_) {
    const MutexLock lock(shard.mutex);
    std::erase_if(shard.lists, [&](const auto& list) SUGGESTD_REQUIRES(shard.mutex) {
      const bool theirs = visitor_of(list.second->request) == visitor;
      if (theirs) shard.bytes -= bytes_of(*list.second);
      return theirs;
    });
  }
  VisitorShard& shard = visitors_.at(shard_of(visitor, kShards));
  const MutexLock lock(shard.mutex);
  shard.lists.erase(std::string(visitor));
  std::replace(shard.ring.begin(), shard.ring.end(), std::string(visitor), std::string());
}

std::vector<std::string> ServedLists::shown_to(std::string_view visitor, Timestamp since) const {
  std::vector<std::weak_ptr<const ServedList>> kept;
  {
    const VisitorShard& shard = visitors_.at(shard_of(visitor, kShards));
    const MutexLock lock(shard.mutex);
    const auto found = shard.lists.find(std::string(visitor));
    if (found != shard.lists.end()) kept = found->second;
  }
  std::vector<Entry> entries;
  for (const auto& one : kept) {
    if (Entry entry = one.lock()) entries.push_back(std::move(entry));
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
