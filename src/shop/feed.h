// A shop's change feed: the requests of a follower, and the pages that it gets. http/ makes the text of
// tokens.
//
// Delivery  at least once and in order: a follower that stores `next` together with what it applied
//           sees every record.
// Threads   any number of readers at the same time.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"
#include "records/change.h"
#include "store/log/change_log.h"

namespace suggestd::shop {

struct FromBeginning {};
struct FromNow {};
using FeedStart = std::variant<FromBeginning, FromNow, Timestamp, Position>;

enum class FeedMode {
  latest,  // the last version of each thing; works from the beginning for ever
  all,     // every record, deletes included; only as far back as retention keeps
};

// People are spread over 64 ranges by a hash of their id (products and rules by theirs); several
// readers share the work by taking some ranges each. The number is fixed: the same ranges become
// partitions when the log moves to Kafka.
inline constexpr std::uint32_t kFeedRanges = 64;

struct FeedRequest {
  FeedStart since = FromBeginning{};
  FeedMode mode = FeedMode::all;
  std::vector<ChangeKind> kinds;  // empty: all
  std::uint32_t first_range = 0;
  std::uint32_t last_range = kFeedRanges - 1;  // inclusive
  std::size_t limit = 100;                     // a page ends with the batch that reaches it,
  std::size_t bytes = std::size_t{2} << 20U;   // or with the one that reaches this, as stored
  std::chrono::milliseconds wait{0};           // how long to wait for a first record
};

struct FeedPage {
  std::vector<Change> changes;
  Position next;              // ask for this next time
  std::uint64_t pending = 0;  // records after `next`, before any filter
  Position oldest;            // first record kept
};

// The range of the person (or else the thing) that a change is about.
std::uint32_t feed_range(const Change& change);

// Where a request begins: the sequence after which it reads. Errors: conflict for a position of another
// epoch or beyond the head; gone for one older than what is kept, with the oldest in the message (mode all).
Result<Sequence> resolve_start(const store::ChangeLog& log, ShopId shop, const FeedRequest& request);

// One page. Errors: as resolve_start.
Result<FeedPage> read_feed(const store::ChangeLog& log, ShopId shop, const FeedRequest& request);

}  // namespace suggestd::shop
