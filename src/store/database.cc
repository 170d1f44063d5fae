#include "store/database.h"

#include <algorithm>
#include <cstdarg>

#include <fmt/format.h>
#include <rocksdb/cache.h>
#include <rocksdb/convenience.h>
#include <rocksdb/env.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/listener.h>
#include <rocksdb/sst_file_writer.h>
#include <rocksdb/table.h>

namespace suggestd::store {
namespace {

constexpr std::string_view kTableBeingMade = ".part";

// Keeps RocksDB from resuming by itself after an error: it would go on with a write-ahead log whose writer
// has failed, and Debian's build aborts there by an assertion. The committer mends the database instead.
class NoSelfRecovery final : public rocksdb::EventListener {
 public:
  void OnErrorRecoveryBegin(rocksdb::BackgroundErrorReason, rocksdb::Status, bool* auto_recovery) override {
    *auto_recovery = false;
  }
};

// In place of RocksDB's own log file: that one can't be written on a full disk, and Debian's build aborts by
// an assertion when it writes to it again. What matters comes back as a status.
class NoInfoLog final : public rocksdb::Logger {
 public:
  using rocksdb::Logger::Logv;
  void Logv(const char*, va_list) override {}
};

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
  db.info_log = std::make_shared<NoInfoLog>();
  db.listeners.push_back(std::make_shared<NoSelfRecovery>());
  db.max_bgerror_resume_count = 0;
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
  const Error error = to_error(status, fmt::format("opening {}", folder.string()));
  if (error.kind() != ErrorKind::corrupt) return error;
  return corrupt(error.message() + "; nothing was changed. Put the file back, or restore a backup");
}

Error broken_error() {
  return {ErrorKind::no_space, "the store takes no writes since one has failed; it tries again by itself"};
}

Error closed_error() {
  return io_error("the database could not be opened again after a failed write; restart");
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
  std::unique_ptr<Database> database(new Database(folder, options));
  Status opened = database->open_database(options.read_only);
  if (!opened) return opened.error();
  return database;
}

// Requires: nobody else uses the database.
Status Database::open_database(bool read_only) {
  const auto cache = rocksdb::NewLRUCache(options_.block_cache_bytes);
  std::vector<rocksdb::ColumnFamilyDescriptor> descriptors;
  descriptors.emplace_back(rocksdb::kDefaultColumnFamilyName, rocksdb::ColumnFamilyOptions());
  for (std::size_t i = 0; i < kFamilies; ++i) {
    const auto family = static_cast<Family>(i);
    descriptors.emplace_back(std::string(family_name(family)), family_options(family, options_, cache));
  }

  rocksdb::DB* opened = nullptr;
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  const rocksdb::DBOptions db_options = database_options(options_);
  const std::string folder = folder_.string();
  const rocksdb::Status status =
      read_only ? rocksdb::DB::OpenForReadOnly(db_options, folder, descriptors, &handles, &opened)
                : rocksdb::DB::Open(db_options, folder, descriptors, &handles, &opened);
  if (!status.ok()) return open_error(status, folder_);
  db_.reset(opened);
  if (!read_only) remove_tables_being_made();
  unused_default_ = handles[0];
  std::copy(handles.begin() + 1, handles.end(), families_.begin());
  return {};
}

rocksdb::Env* Database::environment() const {
  return options_.env != nullptr ? options_.env : rocksdb::Env::Default();
}

// A crash may leave one half made.
void Database::remove_tables_being_made() const {
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(folder_, ignored)) {
    if (entry.path().extension() == kTableBeingMade) (void)environment()->DeleteFile(entry.path().string());
  }
}

void Database::close_database() {
  if (!db_) return;
  for (auto* handle : families_) (void)db_->DestroyColumnFamilyHandle(handle);
  (void)db_->DestroyColumnFamilyHandle(unused_default_);
  (void)db_->Close();
  db_.reset();
}

Database::~Database() { close_database(); }

Result<bool> Database::get(Family in, std::string_view key, std::string& value) const {
  const auto held = hold();
  if (!db_) return closed_error();
  rocksdb::PinnableSlice found;
  const rocksdb::Status status = db_->Get(rocksdb::ReadOptions(), family(in), slice(key), &found);
  if (status.IsNotFound()) return false;
  if (!status.ok()) return to_error(status, fmt::format("reading {}", family_name(in)));
  value.assign(found.data(), found.size());
  return true;
}

Rows Database::iterate(Family in) const {
  auto held = hold();
  rocksdb::Iterator* rows =
      db_ ? db_->NewIterator(rocksdb::ReadOptions(), family(in))
          : rocksdb::NewErrorIterator(rocksdb::Status::IOError("the database is closed"));
  return {std::move(held), std::unique_ptr<rocksdb::Iterator>(rows)};
}

Status Database::for_each(
    Family in, std::string_view prefix,
    const std::function<Status(std::string_view key, std::string_view value)>& visit) const {
  const Rows rows = iterate(in);
  for (rows->Seek(slice(prefix)); rows->Valid() && rows->key().starts_with(slice(prefix)); rows->Next()) {
    Status visited = visit(view(rows->key()), view(rows->value()));
    if (!visited) return visited;
  }
  if (rows->status().ok()) return {};
  return to_error(rows->status(), fmt::format("reading {}", family_name(in)));
}

Status Database::failed_write(const rocksdb::Status& status, std::string_view what) {
  broken_ = true;
  return to_error(status, what);
}

Status Database::write(rocksdb::WriteBatch& batch, bool synced) {
  if (read_only_) return Error(ErrorKind::denied, "the store is open read-only");
  const auto held = hold();
  if (!db_) return closed_error();
  if (broken_) return broken_error();
  rocksdb::WriteOptions options;
  options.sync = synced;
  const rocksdb::Status status = db_->Write(options, &batch);
  if (status.ok()) return {};
  return failed_write(status, "writing");
}

rocksdb::Status Database::write_table(const std::string& file, Family in, const TableRows& rows) const {
  rocksdb::SstFileWriter table(rocksdb::EnvOptions(), db_->GetOptions(family(in)), family(in));
  rocksdb::Status status = table.Open(file);
  for (auto row = rows.begin(); status.ok() && row != rows.end(); ++row)
    status = row->second.empty() ? table.Delete(row->first) : table.Put(row->first, slice(row->second));
  return status.ok() ? table.Finish() : status;
}

Status Database::ingest(Family in, const TableRows& rows) {
  if (read_only_) return Error(ErrorKind::denied, "the store is open read-only");
  const auto held = hold();
  if (!db_) return closed_error();
  if (broken_) return broken_error();
  const std::string file = (folder_ / fmt::format("{}{}", ++tables_, kTableBeingMade)).string();
  rocksdb::Status status = write_table(file, in, rows);
  // What the family holds in memory must go to disk before; here nobody waits for it.
  if (status.ok()) {
    status = db_->Flush(rocksdb::FlushOptions(), family(in));
    if (!status.ok()) (void)failed_write(status, "flushing");  // RocksDB refuses all later writes
  }
  if (status.ok()) {
    rocksdb::IngestExternalFileOptions options;
    options.move_files = true;
    options.failed_move_fall_back_to_copy = true;
    options.write_global_seqno = false;
    status = db_->IngestExternalFile(family(in), {file}, options);
  }
  (void)environment()->DeleteFile(file);
  if (status.ok()) return {};
  return to_error(status, fmt::format("writing many rows of {}", family_name(in)));
}

Status Database::sync() {
  if (read_only_) return Error(ErrorKind::denied, "the store is open read-only");
  const auto held = hold();
  if (!db_) return closed_error();
  if (broken_) return broken_error();
  const rocksdb::Status status = db_->FlushWAL(true);
  if (status.ok()) return {};
  return failed_write(status, "syncing");
}

// Opening writes table files for all that is in the write-ahead log; if it fails there, even reads end.
// So it is tried first whether the disk takes as much as that may be.
Status Database::probe_disk() const {
  const std::uint64_t needed = 2 * options_.write_buffer_bytes;
  const Result<std::uint64_t> free = free_bytes();
  if (!free) return free.error();
  const std::uint64_t wal = wal_bytes() * 2 + (std::uint64_t{2} << 20);
  if (*free < std::min(needed, wal)) {
    return Error(ErrorKind::no_space,
                 fmt::format("the disk is full: {} MB are free; reads go on, and writes will "
                             "when there is room",
                             *free >> 20));
  }
  rocksdb::Env* env = environment();
  const std::string file = (folder_ / "probe.tmp").string();
  std::unique_ptr<rocksdb::WritableFile> probe;
  rocksdb::Status status = env->NewWritableFile(file, &probe, rocksdb::EnvOptions());
  if (status.ok()) status = probe->Append(std::string(std::size_t{64} << 10, 'x'));
  if (status.ok()) status = probe->Sync();
  if (probe) (void)probe->Close();
  (void)env->DeleteFile(file);
  if (status.ok()) return {};
  return to_error(status, "the disk takes no writes");
}

Status Database::mend() {
  Status room = probe_disk();
  if (!room) return room;
  const std::unique_lock exclusive(mending_);
  close_database();
  Status opened = open_database(false);
  if (opened) {
    broken_ = false;
    return {};
  }
  // Better to be read than to be gone.
  (void)open_database(true);
  return opened;
}

Result<std::uint64_t> Database::free_bytes() const {
  std::uint64_t free = 0;
  const auto status = environment()->GetFreeSpace(folder_.string(), &free);
  if (!status.ok()) return to_error(status, "asking for free space");
  return free;
}

std::uint64_t Database::property(const std::string& name) const {
  const auto held = hold();
  std::uint64_t total = 0;
  if (!db_) return total;
  for (auto* handle : families_) {
    std::uint64_t value = 0;
    if (db_->GetIntProperty(handle, name, &value)) total += value;
  }
  return total;
}

std::uint64_t Database::wal_bytes() const {
  const auto held = hold();
  rocksdb::VectorLogPtr files;
  if (!db_ || !db_->GetSortedWalFiles(files).ok()) return 0;
  std::uint64_t total = 0;
  for (const auto& file : files) total += file->SizeFileBytes();
  return total;
}

std::uint64_t Database::block_cache_bytes() const {
  std::uint64_t bytes = 0;  // one cache for all families, so one answers for all
  const auto held = hold();
  if (db_) (void)db_->GetIntProperty(families_[0], rocksdb::DB::Properties::kBlockCacheUsage, &bytes);
  return bytes;
}

bool Database::writes_stopped() const {
  std::uint64_t stopped = 0;
  const auto held = hold();
  if (db_) (void)db_->GetIntProperty(families_[0], rocksdb::DB::Properties::kIsWriteStopped, &stopped);
  return stopped != 0;
}

}  // namespace suggestd::store
