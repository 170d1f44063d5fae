#include "store/database.h"

#include <algorithm>

#include <fmt/format.h>
#include <rocksdb/cache.h>
#include <rocksdb/convenience.h>
#include <rocksdb/env.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/table.h>

namespace suggestd::store {
namespace {

rocksdb::DBOptions database_options(const StoreOptions& options) {
  rocksdb::DBOptions db;
  db.create_if_missing = options.create_if_missing && !options.read_only;
  db.create_missing_column_families = true;
  if (options.env != nullptr) db.env = options.env;
  db.max_background_jobs = options.background_jobs;
  db.db_write_buffer_size = options.write_buffer_bytes;
  db.max_total_wal_size = options.write_buffer_bytes;
  // A torn end of the write-ahead log is what a crash leaves; anything torn before it is damage.
  db.wal_recovery_mode = rocksdb::WALRecoveryMode::kPointInTimeRecovery;
  // One committer writes; these would only add hand-overs between threads.
  db.allow_concurrent_memtable_write = false;
  db.enable_write_thread_adaptive_yield = false;
  db.bytes_per_sync = std::uint64_t{1} << 20;
  db.keep_log_file_num = 5;
  db.max_log_file_size = std::size_t{8} << 20;
  db.info_log_level = rocksdb::InfoLogLevel::WARN_LEVEL;
  return db;
}

rocksdb::ColumnFamilyOptions family_options(Family family, const StoreOptions& options,
                                            const std::shared_ptr<rocksdb::Cache>& cache) {
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = cache;
  table.block_size = 16 * 1024;
  table.format_version = 5;
  // Most look-ups ask whether an id is new, and most are.
  const bool asked_by_id = family == Family::orders || family == Family::once || family == Family::products;
  if (asked_by_id) table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));

  rocksdb::ColumnFamilyOptions cf;
  cf.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  cf.write_buffer_size = std::max<std::size_t>(options.write_buffer_bytes / 2, std::size_t{1} << 20);
  cf.compression = rocksdb::kLZ4Compression;
  cf.bottommost_compression = rocksdb::kZSTD;
  cf.level_compaction_dynamic_level_bytes = true;
  return cf;
}

bool names_missing_families(const rocksdb::Status& status) {
  return status.IsInvalidArgument() &&
         status.ToString().find("Column families not opened") != std::string::npos;
}

bool is_locked(const rocksdb::Status& status) {
  const std::string text = status.ToString();
  return status.IsIOError() &&
         (text.find("lock ") != std::string::npos || text.find("While lock file") != std::string::npos);
}

Error open_error(const rocksdb::Status& status, const std::filesystem::path& folder) {
  if (is_locked(status)) {
    return {ErrorKind::busy, fmt::format("{} is in use by another process", folder.string())};
  }
  if (names_missing_families(status)) {
    return {ErrorKind::unsupported,
            fmt::format("{} has parts that this version does not know; a newer suggestd wrote it",
                        folder.string())};
  }
  return to_error(status, fmt::format("opening {}", folder.string()));
}

}  // namespace

Error to_error(const rocksdb::Status& status, std::string_view what) {
  const std::string message = fmt::format("{}: {}", what, status.ToString());
  if (status.IsNoSpace()) return {ErrorKind::no_space, message};
  if (status.IsNotFound()) return not_found(message);
  if (status.IsCorruption()) return corrupt(message);
  if (status.IsBusy() || status.IsTimedOut() || status.IsTryAgain() || status.IsIncomplete()) {
    return {ErrorKind::busy, message};
  }
  if (status.IsNotSupported()) return {ErrorKind::unsupported, message};
  return io_error(message);
}

Result<std::unique_ptr<Database>> Database::open(const std::filesystem::path& folder,
                                                 const StoreOptions& options) {
  const auto cache = rocksdb::NewLRUCache(options.block_cache_bytes);
  std::vector<rocksdb::ColumnFamilyDescriptor> descriptors;
  descriptors.emplace_back(rocksdb::kDefaultColumnFamilyName, rocksdb::ColumnFamilyOptions());
  for (std::size_t i = 0; i < kFamilies; ++i) {
    const auto family = static_cast<Family>(i);
    descriptors.emplace_back(std::string(family_name(family)), family_options(family, options, cache));
  }

  rocksdb::DB* opened = nullptr;
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  const rocksdb::DBOptions db_options = database_options(options);
  const rocksdb::Status status =
      options.read_only
          ? rocksdb::DB::OpenForReadOnly(db_options, folder.string(), descriptors, &handles, &opened)
          : rocksdb::DB::Open(db_options, folder.string(), descriptors, &handles, &opened);
  if (!status.ok()) return open_error(status, folder);

  std::unique_ptr<Database> database(new Database);
  database->db_.reset(opened);
  database->folder_ = folder;
  database->read_only_ = options.read_only;
  database->unused_default_ = handles[0];
  std::copy(handles.begin() + 1, handles.end(), database->families_.begin());
  return database;
}

Database::~Database() {
  if (!db_) return;
  for (auto* handle : families_) (void)db_->DestroyColumnFamilyHandle(handle);
  (void)db_->DestroyColumnFamilyHandle(unused_default_);
  (void)db_->Close();
}

Result<bool> Database::get(Family in, std::string_view key, rocksdb::PinnableSlice& value) const {
  value.Reset();
  const rocksdb::Status status = db_->Get(rocksdb::ReadOptions(), family(in), slice(key), &value);
  if (status.ok()) return true;
  if (status.IsNotFound()) return false;
  return to_error(status, fmt::format("reading {}", family_name(in)));
}

std::unique_ptr<rocksdb::Iterator> Database::iterate(Family in) const {
  return std::unique_ptr<rocksdb::Iterator>(db_->NewIterator(rocksdb::ReadOptions(), family(in)));
}

Status Database::for_each(
    Family in, std::string_view prefix,
    const std::function<Status(std::string_view key, std::string_view value)>& visit) const {
  const auto rows = iterate(in);
  for (rows->Seek(slice(prefix)); rows->Valid() && rows->key().starts_with(slice(prefix)); rows->Next()) {
    Status visited = visit(view(rows->key()), view(rows->value()));
    if (!visited) return visited;
  }
  if (rows->status().ok()) return {};
  return to_error(rows->status(), fmt::format("reading {}", family_name(in)));
}

Status Database::write(rocksdb::WriteBatch& batch, bool synced) {
  if (read_only_) return Error(ErrorKind::denied, "the store is open read-only");
  rocksdb::WriteOptions options;
  options.sync = synced;
  rocksdb::Status status = db_->Write(options, &batch);
  if (status.IsNoSpace()) {
    // The database stops itself when the disk is full. If there is room again it only has to be told.
    if (resume_after_no_space()) status = db_->Write(options, &batch);
  }
  if (status.ok()) return {};
  return to_error(status, "writing");
}

Status Database::resume_after_no_space() {
  const rocksdb::Status status = db_->Resume();
  if (status.ok()) return {};
  return to_error(status, "resuming after a full disk");
}

Status Database::sync() {
  if (read_only_) return Error(ErrorKind::denied, "the store is open read-only");
  const rocksdb::Status status = db_->FlushWAL(true);
  if (status.ok()) return {};
  return to_error(status, "syncing");
}

Result<std::uint64_t> Database::free_bytes() const {
  std::uint64_t free = 0;
  const auto status = db_->GetEnv()->GetFreeSpace(folder_.string(), &free);
  if (!status.ok()) return to_error(status, "asking for free space");
  return free;
}

std::uint64_t Database::property(const std::string& name) const {
  std::uint64_t total = 0;
  for (auto* handle : families_) {
    std::uint64_t value = 0;
    if (db_->GetIntProperty(handle, name, &value)) total += value;
  }
  return total;
}

std::uint64_t Database::wal_bytes() const {
  rocksdb::VectorLogPtr files;
  if (!db_->GetSortedWalFiles(files).ok()) return 0;
  std::uint64_t total = 0;
  for (const auto& file : files) total += file->SizeFileBytes();
  return total;
}

std::uint64_t Database::block_cache_bytes() const {
  std::uint64_t bytes = 0;  // one cache for all families, so one answers for all
  (void)db_->GetIntProperty(families_[0], rocksdb::DB::Properties::kBlockCacheUsage, &bytes);
  return bytes;
}

bool Database::writes_stopped() const {
  std::uint64_t stopped = 0;
  (void)db_->GetIntProperty(families_[0], rocksdb::DB::Properties::kIsWriteStopped, &stopped);
  return stopped != 0;
}

}  // namespace suggestd::store
