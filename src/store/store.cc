#include "store/store.h"

#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "store/database.h"
#include "store/format_file.h"
#include "store/rocksdb_model_state.h"

namespace suggestd::store {
namespace {

// True if the folder can't be meant for a store. Folders in it do no harm: a file system's lost+found, or
// the keys that were made before the first start.
Result<bool> holds_strangers(const std::filesystem::path& folder) {
  std::error_code problem;
  for (const auto& entry : std::filesystem::directory_iterator(folder, problem)) {
    const auto name = entry.path().filename();
    if (name == "db" || (!entry.is_directory() && name != "FORMAT.new")) return true;
  }
  if (problem) return errno_error(fmt::format("reading {}", folder.string()), problem.value());
  return false;
}

// Makes the folder of a new store. The format file comes first: a folder with a database but without it
// is damaged, one with it and without a database is new.
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
  return write_format_file(options.path);
}

Status prepare_folder(const StoreOptions& options) {
  Status format = check_format_file(options.path);
  const bool missing = !format && format.error().kind() == ErrorKind::not_found;
  if (!missing || !options.create_if_missing || options.read_only) return format;
  return make_folder(options);
}

// Without its file CURRENT a database looks new to RocksDB, which would then delete the old table files.
Status refuse_headless_database(const std::filesystem::path& folder) {
  std::error_code problem;
  if (!std::filesystem::is_directory(folder, problem) ||
      std::filesystem::exists(folder / "CURRENT", problem)) {
    return {};
  }
  for (const auto& entry : std::filesystem::directory_iterator(folder, problem)) {
    if (entry.path().extension() != ".sst") continue;
    return corrupt(fmt::format("{} has table files but no file CURRENT; restore a backup", folder.string()));
  }
  return {};
}

}  // namespace

struct Store::Parts {
  Parts(StoreOptions o, std::unique_ptr<Database> db, std::unique_ptr<RocksdbChangeLog> l)
      : options(std::move(o)),
        database(std::move(db)),
        log(std::move(l)),
        records(*database),
        model_state(*database, *log, Follower::learner),
        attribution_state(*database, *log, Follower::attribution),
        meta(*database),
        consumers(meta, *log),
        retention(*database, *log) {}

  StoreOptions options;
  std::unique_ptr<Database> database;
  std::unique_ptr<RocksdbChangeLog> log;
  RecordReader records;
  RocksdbModelState model_state;
  RocksdbModelState attribution_state;
  MetaTable meta;
  Consumers consumers;
  Retention retention;
  std::optional<ShopRegistry> shops;
  std::optional<Committer> committer;  // last, so that it stops first
};

Store::Store(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Store::~Store() = default;

Result<std::unique_ptr<Store>> Store::open(const StoreOptions& options) {
  Status prepared = prepare_folder(options);
  if (!prepared) return prepared.error();
  Status complete = refuse_headless_database(options.path / "db");
  if (!complete) return complete.error();
  Result<std::unique_ptr<Database>> database = Database::open(options.path / "db", options);
  if (!database) return database.error();
  Result<std::unique_ptr<RocksdbChangeLog>> log = RocksdbChangeLog::open(**database);
  if (!log) return log.error().with_context(options.path.string());

  auto parts = std::make_unique<Parts>(options, *std::move(database), *std::move(log));
  Result<ShopRegistry> shops = ShopRegistry::load(parts->meta);
  if (!shops) return shops.error().with_context(options.path.string());
  parts->shops.emplace(*std::move(shops));
  parts->committer.emplace(
      *parts->database, *parts->log,
      CommitterOptions{options.relaxed_sync_interval, options.queue_mutations, options.reserve_bytes});
  return std::unique_ptr<Store>(new Store(std::move(parts)));
}

Committer& Store::committer() noexcept { return *parts_->committer; }
RocksdbChangeLog& Store::log() noexcept { return *parts_->log; }
const RecordReader& Store::records() const noexcept { return parts_->records; }
ModelState& Store::model_state() noexcept { return parts_->model_state; }
ModelState& Store::attribution_state() noexcept { return parts_->attribution_state; }
Consumers& Store::consumers() noexcept { return parts_->consumers; }
MetaTable& Store::meta() noexcept { return parts_->meta; }
ShopRegistry& Store::shops() noexcept { return *parts_->shops; }
Retention& Store::retention() noexcept { return parts_->retention; }
Database& Store::database() noexcept { return *parts_->database; }
const StoreOptions& Store::options() const noexcept { return parts_->options; }

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
  stats.writes_stopped = database.writes_stopped();
  stats.committer = parts_->committer->stats();
  return stats;
}

}  // namespace suggestd::store
