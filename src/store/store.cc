#include "store/store.h"

#include <map>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "base/log.h"
#include "base/mutex.h"
#include "store/commit/erased_ids.h"
#include "store/disk/database.h"
#include "store/disk/permissions.h"
#include "store/format_file.h"
#include "store/log/rocksdb_change_log.h"
#include "store/store_watch.h"
#include "store/tables/rocksdb_follower_state.h"

namespace suggestd::store {
namespace {

// True if the folder can't be meant for a store. Folders in it do no harm: a file system's lost+found, or the
// keys that were made before the first start. Files of a first start that was interrupted do no harm either.
Result<bool> holds_strangers(const std::filesystem::path& folder) {
  std::error_code problem;
  const bool interrupted = std::filesystem::exists(folder / kFormatInTheMaking, problem);
  for (const auto& entry : std::filesystem::directory_iterator(folder, problem)) {
    const auto name = entry.path().filename();
    const bool ours = name == "db" || name == SyncedMark::kFileName;
    const bool harmless = entry.is_directory() || entry.is_socket() || name == kFormatInTheMaking;
    if (ours ? !interrupted : !harmless) return true;
  }
  if (problem) return errno_error(fmt::format("reading {}", folder.string()), problem.value());
  return false;
}

// Makes the folder of a new store. FORMAT gets its name when the database is made: a folder with one of the
// two and without the other is damaged.
Status make_folder(const StoreOptions& options) {
  std::error_code problem;
  std::filesystem::create_directories(options.path, problem);
  if (problem) return errno_error(fmt::format("making {}", options.path.string()), problem.value());
  const Result<bool> strangers = holds_strangers(options.path);
  if (!strangers) return strangers.error();
  if (*strangers) {
    return invalid(fmt::format("{} holds other files and no suggestd store; give a folder of its own",
                               options.path.string()));
  }
  return begin_format_file(options.path);
}

// True if a new store is to be made.
Result<bool> prepare_folder(const StoreOptions& options) {
  Status format = check_format_file(options.path);
  if (format) return false;
  const bool missing = format.error().kind() == ErrorKind::not_found;
  if (!missing || !options.create_if_missing || options.read_only) return format.error();
  Status made = make_folder(options);
  if (!made) return made.error();
  return true;
}

// Takes the rights of others away, and warns if there were any; not for a new folder, which held nothing yet.
void keep_store_for_owner(const std::filesystem::path& folder, bool first) {
  const Result<std::size_t> changed = keep_for_owner(folder);
  if (!changed) {
    log_warning("others may read the store", {{"error", changed.error().message()}});
  } else if (*changed > 0 && !first) {
    log_warning("others could read the store; now its owner alone can",
                {{"store", folder.string()}, {"changed", std::uint64_t{*changed}}});
  }
}

// Makes the folder say that it is a store with a mark.
Status finish_folder(const std::filesystem::path& store) {
  if (!format_file_tells_of_mark(store)) return tell_of_mark_in_format_file(store);
  std::error_code ignored;
  std::filesystem::remove(store / kFormatInTheMaking, ignored);
  return {};
}

// Checks that the logs hold as many records as the mark says. The files were whole, so this is the second
// net.
Status check_records(const Database& database, std::uint64_t records, const std::filesystem::path& store) {
  if (records >= database.records_by_mark()) return {};
  return corrupt(
      fmt::format("the store in {} is damaged: its logs hold {} records, and held {} when they were last "
                  "synced. Restore a backup; 'suggestd salvage --store {}' tells what can be saved without",
                  store.string(), records, database.records_by_mark(), store.string()));
}

}  // namespace

struct Store::Parts {
  Parts(StoreOptions o, std::unique_ptr<Database> db, std::unique_ptr<RocksdbChangeLog> l)
      : options(std::move(o)),
        database(std::move(db)),
        log(std::move(l)),
        records(*database),
        meta(*database),
        consumers(meta, *log),
        retention(*database, *log) {}

  StoreOptions options;
  std::unique_ptr<Database> database;
  std::unique_ptr<RocksdbChangeLog> log;
  RecordReader records;
  Mutex follower_states_mutex;
  std::map<FollowerId, RocksdbFollowerState> follower_states SUGGESTD_GUARDED_BY(follower_states_mutex);
  MetaTable meta;
  Consumers consumers;
  Retention retention;
  std::optional<ShopRegistry> shops;
  std::unique_ptr<Repeats> repeats;
  std::unique_ptr<ErasedIds> erased;
  std::optional<Committer> committer;  // after all that it uses, so that it stops first
  std::optional<StoreWatch> watch;
};

Store::Store(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Store::~Store() = default;

Result<std::unique_ptr<Store>> Store::open(const StoreOptions& options) {
  const Result<bool> first = prepare_folder(options);
  if (!first) return first.error();
  if (Status there = *first ? Status() : check_database_is_there(options.path); !there) return there.error();
  StoreOptions opening = options;
  opening.create_if_missing = *first;
  if (!options.read_only) keep_store_for_owner(options.path, *first);
  Result<std::unique_ptr<Database>> database = Database::open(options.path / "db", opening);
  if (!database) return database.error();
  Result<std::unique_ptr<RocksdbChangeLog>> log = RocksdbChangeLog::open(**database);
  if (!log) return log.error().with_context(options.path.string());
  if (Status complete = check_records(**database, (*log)->records(), options.path); !complete)
    return complete.error();
  if (Status told = options.read_only ? Status() : finish_folder(options.path); !told) return told.error();

  auto parts = std::make_unique<Parts>(options, *std::move(database), *std::move(log));
  Result<ShopRegistry> shops = ShopRegistry::load(parts->meta, *parts->database);
  if (!shops) return shops.error().with_context(options.path.string());
  parts->shops.emplace(*std::move(shops));
  Result<std::unique_ptr<Repeats>> repeats = Repeats::open(*parts->database, parts->meta, *parts->shops);
  if (!repeats) return repeats.error().with_context(options.path.string());
  parts->repeats = *std::move(repeats);
  Result<std::unique_ptr<ErasedIds>> erased = ErasedIds::open(*parts->database);
  if (!erased) return erased.error().with_context(options.path.string());
  parts->erased = *std::move(erased);
  parts->committer.emplace(
      *parts->database, *parts->log, *parts->repeats, *parts->erased,
      CommitterOptions{options.buffered_sync_interval, options.queue_mutations, options.reserve_bytes});
  if (!options.read_only) parts->watch.emplace(*parts->database, *parts->committer);
  return std::unique_ptr<Store>(new Store(std::move(parts)));
}

Committer& Store::committer() noexcept { return *parts_->committer; }
ChangeLog& Store::log() noexcept { return *parts_->log; }
const RecordReader& Store::records() const noexcept { return parts_->records; }
FollowerState& Store::follower_state(FollowerId follower) {
  const MutexLock lock(parts_->follower_states_mutex);
  return parts_->follower_states.try_emplace(follower, *parts_->database, *parts_->log, follower)
      .first->second;
}
Consumers& Store::consumers() noexcept { return parts_->consumers; }
MetaTable& Store::meta() noexcept { return parts_->meta; }
ShopRegistry& Store::shops() noexcept { return *parts_->shops; }
Repeats& Store::repeats() noexcept { return *parts_->repeats; }
Retention& Store::retention() noexcept { return parts_->retention; }
Database& Store::database() noexcept { return *parts_->database; }
const StoreOptions& Store::options() const noexcept { return parts_->options; }

StoreCondition Store::condition() const {
  const Database& database = *parts_->database;
  return {database.damage(), parts_->committer->stats().disk_full, database.broken()};
}

StoreStats Store::stats() const {
  const Database& database = *parts_->database;
  StoreStats stats;
  stats.disk_bytes = database.property(rocksdb::DB::Properties::kTotalSstFilesSize) + database.wal_bytes();
  if (const Result<std::uint64_t> free = database.free_bytes()) stats.free_bytes = *free;
  stats.memory_bytes = database.property(rocksdb::DB::Properties::kCurSizeAllMemTables) +
                       database.property(rocksdb::DB::Properties::kEstimateTableReadersMem) +
                       database.block_cache_bytes();
  stats.pending_compaction_bytes =
      database.property(rocksdb::DB::Properties::kEstimatePendingCompactionBytes);
  stats.capacity_bytes = database.capacity_bytes();
  stats.writes_stopped = database.writes_stopped();
  stats.counts = database.counts();
  stats.committer = parts_->committer->stats();
  return stats;
}

}  // namespace suggestd::store
