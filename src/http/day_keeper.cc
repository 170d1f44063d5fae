#include "http/day_keeper.h"

#include <algorithm>
#include <utility>

#include "base/log.h"
#include "base/round.h"
#include "base/this_thread.h"

namespace suggestd::http {

DayKeeper::DayKeeper(DayUnits& units, AllShops all_shops, KeyRing& keys)
    : units_(units), all_shops_(std::move(all_shops)), keys_(keys), thread_([this] { work(); }) {}

DayKeeper::~DayKeeper() {
  {
    const MutexLock lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

void DayKeeper::work() {
  name_this_thread("days");
  bool stopped = false;
  while (!stopped) {
    {
      MutexLock lock(mutex_);
      stopped = wake_.wait_for(lock, kKeepEvery, [this]() SUGGESTD_REQUIRES(mutex_) { return stopping_; });
    }
    do_round("days", [this] { keep_shops(); });
    do_round("days of keys", [this] { keep_keys(); });
  }
}

void DayKeeper::keep_keys() {
  if (const Status kept = keys_.keep_days(); !kept)
    log_warning("the units that keys have used of their days could not be kept",
                {{"error", kept.error().message()}});
}

void DayKeeper::keep_shops() {
  const std::vector<ShopId> unsaved = units_.unsaved();
  if (unsaved.empty()) return;
  const auto shops = all_shops_();  // after `unsaved`: one that is missing here was deleted
  for (const ShopId id : unsaved) {
    const auto shop = std::ranges::find_if(shops, [id](const auto& one) { return one->id() == id; });
    if (shop == shops.end()) {
      units_.forget(id);
      continue;
    }
    const Status kept = (*shop)->while_open([&] { return units_.save(id); });
    if (!kept && kept.error().kind() != ErrorKind::gone)
      log_warning("the units that a shop has used of its day could not be kept",
                  {{"shop", (*shop)->name()}, {"error", kept.error().message()}});
  }
}

}  // namespace suggestd::http
