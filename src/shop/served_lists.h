// The lists answered lately, so that a next page repeats nothing and a returning visitor sees other
// products first.
//
// Kept     in memory, the newest `capacity` lists; a restart forgets them, and a page asked for after
//          that starts a new list. Nothing else depends on them.
// Threads  any. Each shard has a lock of its own, held for a few copies.
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/time.h"
#include "recommend/request.h"

namespace suggestd::shop {

// One list and the pages before it.
struct ServedList {
  std::string scenario;
  recommend::Request request;
  std::vector<std::string> shown;  // products of this and all earlier pages, in order
  Timestamp at{};
};

class ServedLists {
 public:
  explicit ServedLists(std::size_t capacity = 65'536);

  void remember(std::string recommendation_id, ServedList list);
  // Null if it was never answered, or is forgotten.
  std::shared_ptr<const ServedList> find(std::string_view recommendation_id) const;

  // Products that the visitor (user or anonymous id) was shown since `since`, most recent first, each once.
  std::vector<std::string> shown_to(std::string_view visitor, Timestamp since) const;

 private:
  using Entry = std::shared_ptr<const ServedList>;
  static constexpr std::size_t kShards = 16;
  static constexpr std::size_t kListsPerVisitor = 8;

  struct ListShard {
    mutable std::mutex mutex;
    std::unordered_map<std::string, Entry> lists;  // guarded by mutex
    std::vector<std::string> ring;                 // ids in the order they came; guarded by mutex
    std::size_t oldest = 0;                        // place in the ring; guarded by mutex
  };
  struct VisitorShard {
    mutable std::mutex mutex;
    std::unordered_map<std::string, std::vector<Entry>> lists;  // newest last; guarded by mutex
    std::vector<std::string> ring;                              // visitors in the order they came first
    std::size_t oldest = 0;
  };

  void remember_visitor(const std::string& visitor, const Entry& entry);

  std::size_t per_shard_;
  std::array<ListShard, kShards> lists_;
  std::array<VisitorShard, kShards> visitors_;
};

}  // namespace suggestd::shop
