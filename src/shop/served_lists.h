// The lists answered lately, so that a next page repeats nothing and a returning visitor sees other
// products first.
//
// Kept     in memory, the newest `capacity` lists, and no more than `bytes` of them; a restart forgets them,
//          and a page asked for after that starts a new list. Nothing else depends on them.
// Threads  any. Each shard has a lock of its own, held for a few copies.
#pragma once

#include <array>
#include <cstddef>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/mutex.h"
#include "base/time.h"
#include "recommend/request.h"

namespace suggestd::experiments {
struct InterleavedRequest;  // experiments/interleaved_answer.h
}

namespace suggestd::shop {

// The products that a list and all its pages have shown, whichever of their ids the next one is asked by.
struct ListPages {
  Mutex mutex;  // held while a page is made, so that two at once repeat nothing
  std::vector<std::string> shown SUGGESTD_GUARDED_BY(mutex);
};

// One list and the pages before it.
struct ServedList {
  std::string scenario;
  recommend::Request request;
  std::vector<std::string> shown;  // products of this and all earlier pages, in order
  Timestamp at{};
  std::shared_ptr<ListPages> pages;
  // Both requests of a list that is interleaved, the first as above; null for other lists.
  std::shared_ptr<const experiments::InterleavedRequest> interleaved = {};
};

class ServedLists {
 public:
  explicit ServedLists(std::size_t capacity = 65'536, std::size_t bytes = std::size_t{128} << 20U);

  // A list that was asked for with its trace counts as shown to nobody: a merchant or a developer looks at it.
  void remember(std::string recommendation_id, ServedList list);
  // Null if it was never answered, or is forgotten.
  std::shared_ptr<const ServedList> find(std::string_view recommendation_id) const;

  // Forgets every list that was made for a visitor (user or anonymous id), and what it showed.
  void forget(std::string_view visitor);

  // Products that the visitor (user or anonymous id) was shown since `since`, most recent first, each once.
  std::vector<std::string> shown_to(std::string_view visitor, Timestamp since) const;

 private:
  using Entry = std::shared_ptr<const ServedList>;
  static constexpr std::size_t kShards = 16;
  static constexpr std::size_t kListsPerVisitor = 8;

  struct ListShard {
    mutable Mutex mutex;
    std::unordered_map<std::string, Entry> lists SUGGESTD_GUARDED_BY(mutex);
    std::deque<std::string> ids SUGGESTD_GUARDED_BY(mutex);  // in the order they came
    std::size_t bytes SUGGESTD_GUARDED_BY(mutex) = 0;        // of the lists
  };
  struct VisitorShard {
    mutable Mutex mutex;
    // Newest last. A list that is forgotten by its id is gone here, too.
    std::unordered_map<std::string, std::vector<std::weak_ptr<const ServedList>>> lists
        SUGGESTD_GUARDED_BY(mutex);
    std::vector<std::string> ring SUGGESTD_GUARDED_BY(mutex);  // visitors in the order they came first
    std::size_t oldest SUGGESTD_GUARDED_BY(mutex) = 0;
  };

  void remember_visitor(const std::string& visitor, const Entry& entry);

  std::size_t per_shard_;
  std::size_t bytes_per_shard_;
  std::array<ListShard, kShards> lists_;
  std::array<VisitorShard, kShards> visitors_;
};

}  // namespace suggestd::shop
