#include "shop/draft_publisher.h"

#include <chrono>
#include <utility>

#include "base/log.h"
#include "base/round.h"
#include "base/this_thread.h"

namespace suggestd::shop {
namespace {

constexpr std::chrono::seconds kLookEvery{1};

}  // namespace

DraftPublisher::DraftPublisher(store::Store& store, FindShop find_shop, const Clock& clock)
    : store_(store), find_shop_(std::move(find_shop)), clock_(clock) {
  if (!store.options().read_only) thread_ = std::thread([this] { work(); });
}

DraftPublisher::~DraftPublisher() {
  {
    const MutexLock lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void DraftPublisher::work() {
  name_this_thread("drafts");
  let_other_threads_go_first();
  MutexLock lock(mutex_);
  while (!wake_.wait_for(lock, kLookEvery, [this]() SUGGESTD_REQUIRES(mutex_) { return stopping_; })) {
    lock.unlock();
    do_round("drafts", [this] { round(); });
    lock.lock();
  }
}

void DraftPublisher::round() {
  const Timestamp at = clock_.wall();
  const std::uint64_t writes = draft_writes();
  if (writes == seen_writes_ && (!next_ || *next_ > at)) return;
  const auto due = due_drafts(store_.meta(), at);
  if (!due) return log_error("planned drafts can't be read", {{"error", due.error().message()}});
  seen_writes_ = writes;
  // One whose time has come is looked at each round until it is published, or has lost its time.
  next_ = due->now.empty() ? due->next : at;
  for (const auto& [id, draft] : due->now) {
    const std::shared_ptr<Shop> shop = find_shop_(id);
    if (shop != nullptr && !shop->suspended()) publish(*shop, draft);
  }
}

void DraftPublisher::publish(Shop& shop, const ScenarioDraft& draft) {
  ScenarioDrafts drafts(store_.meta(), shop.id());
  WorkBudget budget;
  const Result<ScenarioWrite> done = drafts.publish(shop, draft.name, budget, {}, draft.saved_by);
  if (done) {
    log_info("a draft was published at its time",
             {{"shop", shop.name()}, {"scenario", draft.name}, {"version", done->version}});
    return;
  }
  if (passes_by_itself(done.error().kind())) return;  // the next round tries again
  log_warning("a draft could not be published at its time",
              {{"shop", shop.name()}, {"scenario", draft.name}, {"error", done.error().message()}});
  ScenarioDraft kept = draft;
  kept.publish_at.reset();
  kept.failure = done.error().message();
  // If it was saved anew meanwhile, the new one stands, with its own time.
  if (const auto put = drafts.put(kept, {true, draft}); !put && put.error().kind() != ErrorKind::conflict)
    log_error("why a draft was not published could not be kept", {{"error", put.error().message()}});
}

}  // namespace suggestd::shop
