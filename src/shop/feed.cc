#include "shop/feed.h"

#include <algorithm>

#include <fmt/format.h>
#include <xxhash.h>

namespace suggestd::shop {
namespace {

using store::Page;
using store::RocksdbChangeLog;
using Clock = std::chrono::steady_clock;

// A narrow filter may pass over much of the log; a page gives up after this many records, with `next`
// moved on, so that one request never holds a thread for long.
constexpr std::size_t kMostRecordsLookedAt = 100'000;

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

Result<Sequence> check_position(const RocksdbChangeLog& log, ShopId shop, FeedMode mode, Position since) {
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

// Adds the wanted records after `after` to `page`, until the limit, the head or the end of patience.
Status collect(const RocksdbChangeLog& log, ShopId shop, const FeedRequest& request, Sequence& after,
               std::vector<Change>& changes) {
  std::size_t looked_at = 0;
  while (changes.size() < request.limit && looked_at < kMostRecordsLookedAt) {
    const std::size_t ask = request.limit - changes.size();
    Result<Page> page =
        request.mode == FeedMode::latest ? log.read_latest(shop, after, ask) : log.read(shop, after, ask);
    if (!page) return std::move(page).error();
    if (page->next == after) return {};
    looked_at += number(page->next) - number(after);
    after = page->next;
    for (Change& change : page->changes) {
      if (wanted(request, change)) changes.push_back(std::move(change));
    }
  }
  return {};
}

}  // namespace

std::uint32_t feed_range(const Change& change) {
  const std::string_view key = std::visit(PersonOrThing{change.id}, change.payload);
  return static_cast<std::uint32_t>(XXH3_64bits(key.data(), key.size()) % kFeedRanges);
}

Result<Sequence> resolve_start(const RocksdbChangeLog& log, ShopId shop, const FeedRequest& request) {
  if (std::holds_alternative<FromNow>(request.since)) return log.head(shop);
  if (const auto* time = std::get_if<Timestamp>(&request.since)) return log.position_at(shop, *time);
  if (const auto* position = std::get_if<Position>(&request.since)) {
    return check_position(log, shop, request.mode, *position);
  }
  // In mode all, "the beginning" is the beginning of what is kept; `oldest` in the answer says where.
  if (request.mode == FeedMode::latest) return Sequence{0};
  return Sequence{number(log.oldest(shop)) - 1};
}

Result<FeedPage> read_feed(const RocksdbChangeLog& log, ShopId shop, const FeedRequest& request) {
  Result<Sequence> start = resolve_start(log, shop, request);
  if (!start) return std::move(start).error();
  Sequence after = *start;
  FeedPage page;
  const Clock::time_point deadline = Clock::now() + request.wait;
  while (true) {
    Status status = collect(log, shop, request, after, page.changes);
    if (!status) return std::move(status).error();
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
