#include "shop/erasure_worker.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "base/log.h"
#include "base/mutex.h"
#include "base/round.h"
#include "base/this_thread.h"
#include "follow/followers.h"
#include "shop/exports.h"
#include "store/erasure/eraser.h"
#include "store/erasure/ledger.h"
#include "store/tables/receipt.h"

namespace suggestd::shop {
namespace {

using Clock = std::chrono::steady_clock;

// The pause between two looks at an erasure that waits for a follower's checkpoint, and after one that failed.
constexpr std::chrono::milliseconds kLookAgain{200};
constexpr std::chrono::seconds kTryAgain{10};

std::vector<FollowerId> follower_ids() {
  std::vector<FollowerId> ids;
  for (const follow::FollowerKind& follower : follow::kFollowers) ids.push_back(follower.id);
  return ids;
}

}  // namespace

ErasureWorker::ErasureWorker(store::Store& store, ErasureOptions options)
    : store_(store), options_(std::move(options)) {
  if (!store.options().read_only) thread_ = std::thread([this] { work(); });
}

ErasureWorker::~ErasureWorker() {
  stop_.request_stop();
  {
    const MutexLock lock(mutex_);
    asked_ = true;
  }
  woken_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void ErasureWorker::wake() {
  {
    const MutexLock lock(mutex_);
    asked_ = true;
  }
  woken_.notify_all();
}

void ErasureWorker::work() {
  name_this_thread("erasure");
  let_other_threads_go_first();
  bool idle = false;
  std::chrono::milliseconds pause = kLookAgain;
  while (!stop_.stop_requested()) {
    {
      MutexLock lock(mutex_);
      const auto woken = [this]() SUGGESTD_REQUIRES(mutex_) { return asked_; };
      if (idle) {
        woken_.wait(lock, woken);
      } else {
        woken_.wait_for(lock, pause, woken);
      }
      asked_ = false;
    }
    if (stop_.stop_requested()) return;
    idle = false;
    pause = kTryAgain;
    do_round("erasure", [&] {
      const Result<bool> done = round();
      idle = done.ok() && *done;
      if (done) pause = kLookAgain;
      if (!done && !stop_.stop_requested() && done.error().kind() != ErrorKind::busy)
        log_error("an erasure could not go on; it tries again", {{"error", done.error().message()}});
    });
  }
}

Status ErasureWorker::keep_ledgers() {
  if (Status kept = store::write_ledger(store_, store_.options().path); !kept) return kept;
  std::error_code problem;
  if (options_.backups.empty() || !std::filesystem::is_directory(options_.backups, problem)) return {};
  return store::write_ledger(store_, options_.backups);
}

Result<bool> ErasureWorker::advance(store::Eraser& eraser, ShopId shop) {
  const auto open = eraser.open_receipts(shop);
  if (!open) return open.error();
  if (open->empty()) return true;
  if (open->back().phase == store::ErasurePhase::stubbing) {
    if (Status kept = keep_ledgers(); !kept) return std::move(kept).error();
  }
  return eraser.advance(shop);
}

// The receipt is on disk with the names before the files go, so that a crash in between loses none of them.
Result<bool> ErasureWorker::leave_exports(ShopId shop, const store::ErasureReceipt& person,
                                          const std::function<Status()>& forget) {
  const auto told = [&]() -> Result<bool> {
    if (Status forgotten = forget(); !forgotten) return std::move(forgotten).error();
    return true;
  };
  const auto shops = store_.shops().all();
  const auto entry =
      std::find_if(shops.begin(), shops.end(), [&](const auto& one) { return one.id == shop; });
  if (options_.exports == nullptr || entry == shops.end()) return told();
  const Exports::Turn turn = options_.exports->try_begin_looking(shop);
  if (turn == nullptr) return false;
  const auto holding = options_.exports->holding(entry->name, person, stop_.get_token());
  if (!holding) return holding.error();
  if (!holding->empty()) {
    auto receipt = store::read_receipt(store_.meta(), shop, person.id);
    if (!receipt) return std::move(receipt).error();
    auto& names = receipt->exports_removed;
    names.insert(names.end(), holding->begin(), holding->end());
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    if (Status kept =
            store_.meta().put(store::receipt_key(shop, receipt->id), store::encode_receipt(*receipt));
        !kept)
      return std::move(kept).error();
    if (Status gone = options_.exports->remove(entry->name, *holding); !gone) return std::move(gone).error();
  }
  return told();
}

// One shop's trouble holds up no other's erasures; it is told at the end.
Result<bool> ErasureWorker::round() {
  const std::vector<FollowerId> followers = follower_ids();
  store::Eraser eraser(
      store_, followers,
      [this](ShopId shop, const store::ErasureReceipt& person, const std::function<Status()>& forget) {
        return leave_exports(shop, person, forget);
      },
      stop_.get_token());
  std::vector<ShopId> shops;
  std::optional<Error> trouble;
  bool all = true;
  for (const store::ShopEntry& shop : store_.shops().all()) {
    const Result<bool> advanced = advance(eraser, shop.id);
    if (!advanced) trouble = advanced.error().with_context(shop.name);
    all = all && advanced.ok() && *advanced;
    shops.push_back(shop.id);
  }
  const Result<bool> rewritten = rewrite(eraser, shops);
  if (!rewritten) return rewritten.error();
  if (trouble) return *trouble;
  return all && *rewritten;
}

// False while it rests. Also after a rewriting that failed, because it has cost as much.
Result<bool> ErasureWorker::rewrite(store::Eraser& eraser, const std::vector<ShopId>& shops) {
  const auto begun = Clock::now();
  if (begun < rewrite_after_) return false;
  Status written = eraser.rewrite(shops);
  rewrite_after_ = Clock::now() + kRestAfterRewrite * (Clock::now() - begun);
  if (!written) return std::move(written).error();
  return true;
}

}  // namespace suggestd::shop
