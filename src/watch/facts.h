// Gathers what the conditions are decided from, and keeps what has to be remembered from look to look.
//
// Cost      a look reads what the shops' logs have gained, kRecordsOfLook records at most of each shop; the folder of
//           backups every kBackupsEvery; what is remembered of a shop is written every kSaveEvery, if it has changed.
// Threads   one.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "base/clock.h"
#include "base/ids.h"
#include "jobs/job_book.h"
#include "shop/shop.h"
#include "store/backup/backup_keeper.h"
#include "store/store.h"
#include "watch/condition.h"
#include "watch/error_rate.h"
#include "watch/shop_memory.h"
#include "watch/thresholds.h"

namespace suggestd::watch {

struct WatchParts {
  store::Store* store = nullptr;
  const jobs::JobBook* jobs = nullptr;
  const store::BackupKeeper* backups = nullptr;
  std::function<std::vector<std::shared_ptr<shop::Shop>>()> all_shops;
  std::function<LoadCounts()> load;
};

class Facts {
 public:
  static constexpr std::size_t kRecordsOfLook = 200'000;
  static constexpr std::chrono::minutes kBackupsEvery{5};
  static constexpr std::chrono::minutes kSaveEvery{5};

  Facts(WatchParts parts, const Clock& clock);

  store::MetaTable& meta() const { return parts_.store->meta(); }

  struct Look {
    std::vector<Finding> findings;
    bool whole = true;  // false: some of a shop could not be read, and is not among them
    RecentLoad load = {};
  };
  Look look(const Thresholds& thresholds);
  // Writes what is remembered of the shops. A failure is told in the log; it is learned anew then.
  void save();

 private:
  struct Remembered {
    ShopMemory memory;
    Position saved{};
  };

  std::vector<Finding> of_server(const Thresholds& thresholds);
  Status add_shop(const shop::Shop& shop, const Thresholds& thresholds, std::vector<Finding>& found);
  Result<Remembered*> remembered(const shop::Shop& shop);
  std::vector<jobs::Job> scheduled_jobs() const;
  std::optional<Timestamp> last_backup();

  const WatchParts parts_;
  const Clock& clock_;
  const Timestamp started_;
  ErrorRate errors_;
  std::map<ShopId, Remembered> shops_;
  std::optional<Timestamp> last_backup_;
  std::optional<std::chrono::steady_clock::time_point> backups_read_;
  std::chrono::steady_clock::time_point saved_;
};

}  // namespace suggestd::watch
