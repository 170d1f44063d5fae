// Reading the change feed: what a follower asks for and gets. The text of tokens is made in http/.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/ids.h"
#include "base/time.h"
#include "records/change.h"

namespace suggestd::shop {

struct FromBeginning {};
struct FromNow {};
using FeedStart = std::variant<FromBeginning, FromNow, Timestamp, Position>;

enum class FeedMode {
  latest,  // the last version of each thing; works from the beginning for ever
  all,     // every record, deletes included; only as far back as retention keeps
};

// Users are spread over 64 ranges by a hash of their id; several readers share the work by taking some.
inline constexpr std::uint32_t kFeedRanges = 64;

struct FeedRequest {
  FeedStart since = FromBeginning{};
  FeedMode mode = FeedMode::all;
  std::vector<ChangeKind> kinds;  // empty: all
  std::uint32_t first_range = 0;
  std::uint32_t last_range = kFeedRanges - 1;
  std::size_t limit = 100;
  std::chrono::milliseconds wait{0};  // how long to wait for the first record
};

struct FeedPage {
  std::vector<Change> changes;
  Position next;              // ask for this next time
  std::uint64_t pending = 0;  // records after `next`, before any filter
  Position oldest;            // first record kept
};

struct ConsumerState {
  std::string name;
  Position position;
  std::string etag;
  std::uint64_t lag_records = 0;
  double lag_seconds = 0;
};

}  // namespace suggestd::shop
