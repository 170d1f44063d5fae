#include "shop/feed.h"

#include <algorithm>

#include <fmt/format.h>
#include <xxhash.h>

namespace suggestd::shop {
namespace {

using store::ChangeLog;
using store::Page;
using Clock = std::chrono::steady_clock;

// A narrow filter may pass over much of the log. A page ends after this many records or bytes, with `next`
// moved on, so that no request holds a thread for long. kMostLatestLookedAt is smaller because it takes some
// 10 us to learn whether a record is the latest of its thing.
constexpr std::size_t kMostRecordsLookedAt = 100'000;
constexpr std::size_t kMostLatestLookedAt = 20'000;
constexpr std::size_t kMostBytesLookedAt = std::size_t{32} << 20U;

std::string_view person(const std::string& user_id, const std::string& anonymous_id) {
  return user_id.empty() ? anonymous_id : user_id;
}

struct PersonOrThing {
  const std::string& id;
  std::string_view operator()(const OrderChange& order) const {
    const std::string_view who = person(order.after.user_id, order.after.anonymous_id);
    return who.empty() ? std::string_view(order.after.email_hash) : who;
  }
  std::string_view operator()(const Event& event) const { return person(event.user_id, event.anonymous_id); }
  std::string_view operator()(const User& user) const { return user.user_id; }
  std::string_view operator()(const UserMerge& merge) const { return merge.into; }
  template <class Other>
  std::string_view operator()(const Other&) const {
    return id;
  }
};

bool wanted(const FeedRequest& request, const Change& change) {
  if (request.mode == FeedMode::latest && change.op == ChangeOp::deleted) return false;
  if (!request.kinds.empty() && std::ranges::find(request.kinds, change.kind) == request.kinds.end())
    return false;
  if (request.first_range == 0 && request.last_range == kFeedRanges - 1) return true;
  const std::uint32_t range = feed_range(change);
  return request.first_range <= range && range <= request.last_range;
}

Error too_old(Sequence after, Position oldest) {
  return {ErrorKind::gone,
          fmt::format("records after sequence {} are no longer all kept; the oldest is {}. Read "
                      "with mode=latest from the beginning, or go on from the oldest",
                      number(after), to_text(oldest))};
}

Result<Sequence> check_position(const ChangeLog& log, ShopId shop, FeedMode mode, Position since) {
  const Epoch epoch = log.epoch(shop);
  if (since.epoch != epoch) {
    return conflict(
        fmt::format("the position {} is of epoch {}, and the log is of epoch {}: it was restored from a "
                    "backup, and sequences were given out again. Read from the beginning",
                    to_text(since), number(since.epoch), number(epoch)));
  }
  const Sequence head = log.head(shop);
  if (since.sequence > head) {
    return conflict(fmt::format("the position {} is beyond the head {} of the log", to_text(since),
                                to_text(Position{epoch, head})));
  }
  const Sequence oldest = log.oldest(shop);
  if (mode == FeedMode::all && next(since.sequence) < oldest) return too_old(since.sequence, {epoch, oldest});
  return since.sequence;
}

// The wanted records after `after`, until a bound of the request, the head, or one of the bounds above.
Result<Page> collect(const ChangeLog& log, ShopId shop, const FeedRequest& request, Sequence after) {
  const bool latest = request.mode == FeedMode::latest;
  store::ReadBounds bounds;
  bounds.records = request.limit;
  bounds.bytes = request.bytes;
  bounds.looked_at = latest ? kMostLatestLookedAt : kMostRecordsLookedAt;
  bounds.bytes_looked_at = kMostBytesLookedAt;
  bounds.wanted = [&](const Change& change) { return wanted(request, change); };
  return latest ? log.read_latest(shop, after, bounds) : log.read(shop, after, bounds);
}

}  // namespace

std::uint32_t feed_range(const Change& change) {
  const std::string_view key = std::visit(PersonOrThing{change.id}, change.payload);
  return static_cast<std::uint32_t>(XXH3_64bits(key.data(), key.size()) % kFeedRanges);
}

Result<Sequence> resolve_start(const ChangeLog& log, ShopId shop, const FeedRequest& request) {
  if (std::holds_alternative<FromNow>(request.since)) return log.head(shop);
  if (const auto* time = std::get_if<Timestamp>(&request.since)) return log.position_at(shop, *time);
  if (const auto* position = std::get_if<Position>(&request.since)) {
    return check_position(log, shop, request.mode, *position);
  }
  // In mode all, "the beginning" is the beginning of what is kept; `oldest` in the answer says where.
  if (request.mode == FeedMode::latest) return Sequence{0};
  return Sequence{number(log.oldest(shop)) - 1};
}

Result<FeedPage> read_feed(const ChangeLog& log, ShopId shop, const FeedRequest& request) {
  Result<Sequence> start = resolve_start(log, shop, request);
  if (!start) return std::move(start).error();
  Sequence after = *start;
  FeedPage page;
  const Clock::time_point deadline = Clock::now() + request.wait;
  while (true) {
    Result<Page> read = collect(log, shop, request, after);
    if (!read) return std::move(read).error();
    after = read->next;
    page.changes = std::move(read->changes);
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now());
    if (!page.changes.empty() || left.count() <= 0) break;
    log.wait_beyond(shop, after, left);
  }
  const Epoch epoch = log.epoch(shop);
  page.next = {epoch, after};
  page.pending = number(log.head(shop)) - std::min(number(log.head(shop)), number(after));
  page.oldest = {epoch, log.oldest(shop)};
  return page;
}

}  // namespace suggestd::shop
