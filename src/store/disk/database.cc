#include "store/disk/database.h"

#include <sys/stat.h>

#include <algorithm>
#include <cstdarg>
#include <cstdlib>
#include <exception>
#include <thread>

#include <fmt/format.h>
#include <rocksdb/cache.h>
#include <rocksdb/convenience.h>
#include <rocksdb/env.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/listener.h>
#include <rocksdb/sst_file_writer.h>
#include <rocksdb/table.h>

#include "base/log.h"
#include "base/memory.h"
#include "base/mutex.h"
#include "base/round.h"
#include "store/disk/folder_check.h"
#include "store/disk/watched_files.h"
#include "store/format_file.h"

namespace suggestd::store {
namespace {

constexpr std::string_view kTableBeingMade = ".part";

// Mark and files are compared this often when they disagree and the mark moves, before it is called damage.
constexpr int kLooksAtFolder = 20;

// Keeps RocksDB from resuming by itself after an error: it would go on with a write-ahead log whose writer
// has failed, and Debian's build aborts there by an assertion. The committer mends the database instead.
class NoSelfRecovery final : public rocksdb::EventListener {
 public:
  explicit NoSelfRecovery(const Database& database) : database_(database) {}
  void OnBackgroundError(rocksdb::BackgroundErrorReason, rocksdb::Status* status) override {
    if (status->IsCorruption()) (void)database_.read_error(*status, "rewriting table files");
  }
  void OnErrorRecoveryBegin(rocksdb::BackgroundErrorReason, rocksdb::Status, bool* auto_recovery) override {
    *auto_recovery = false;
  }

 private:
  const Database& database_;
};

// RocksDB leaves its queue of writers locked when an exception passes through it: every later write would
// wait for ever. So the process ends there; acknowledged writes are on the disk, and the next start reads
// them.
template <typename Call>
rocksdb::Status or_end_process(Call&& call) noexcept {
  try {
    return call();
  } catch (const std::exception& problem) {
    do_round("database", [&] {
      log_error("the process ends: the database met an exception while it wrote",
                {{"error", problem.what()}});
    });
    std::abort();
  }
}

// In place of RocksDB's own log file, which can't be written on a full disk; Debian's build aborts by an
// assertion when it writes to it again. Errors come back as a status anyway.
class NoInfoLog final : public rocksdb::Logger {
 public:
  using rocksdb::Logger::Logv;
  void Logv(const char*, va_list) override {}
};

rocksdb::DBOptions database_options(const StoreOptions& options) {
  rocksdb::DBOptions db;
  db.create_missing_column_families = true;
  db.max_background_jobs = options.background_jobs;
  db.max_open_files = static_cast<int>(options.open_files);
  db.db_write_buffer_size = options.write_buffer_bytes;
  db.max_total_wal_size = options.write_buffer_bytes;
  // Cuts the log at its first bad record. Before that folder_check has shown that everything is whole that
  // was synced by the mark: the part that is cut is a torn end that nobody was told of.
  db.wal_recovery_mode = rocksdb::WALRecoveryMode::kPointInTimeRecovery;
  // One committer writes; these would only add hand-overs between threads.
  db.allow_concurrent_memtable_write = false;
  db.enable_write_thread_adaptive_yield = false;
  db.bytes_per_sync = std::uint64_t{1} << 20;
  db.info_log = std::make_shared<NoInfoLog>();
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
  cf.compression = options.compress ? rocksdb::kLZ4Compression : rocksdb::kNoCompression;
  cf.bottommost_compression = options.compress ? rocksdb::kZSTD : rocksdb::kNoCompression;
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

Error lost_error() {
  return corrupt(
      "the store's files were taken away under the server; it takes no writes. Put the folder back and "
      "restart, or restore a backup");
}

std::uint64_t inode_of(const std::filesystem::path& file) {
  struct ::stat found {};
  return ::stat(file.c_str(), &found) == 0 ? found.st_ino : 0;
}

bool is_gone(const std::error_code& problem) {
  return problem == std::errc::no_such_file_or_directory || problem == std::errc::not_a_directory;
}

Error broken_error() {
  return {ErrorKind::no_space, "the store takes no writes since one has failed; it tries again by itself"};
}

Error closed_error() {
  return io_error("the database could not be opened again after a failed write; restart");
}

}  // namespace

Database::Database(std::filesystem::path folder, const StoreOptions& options)
    : folder_(std::move(folder)),
      options_(options),
      read_only_(options.read_only),
      files_below_((options.env != nullptr ? options.env : rocksdb::Env::Default())->GetFileSystem()),
      mark_(*files_below_, folder_.parent_path() / SyncedMark::kFileName),
      env_(rocksdb::NewCompositeEnv(std::make_shared<WatchedFiles>(files_below_, folder_.string(), mark_))),
      statistics_(rocksdb::CreateDBStatistics()) {
  statistics_->set_stats_level(
      rocksdb::StatsLevel::kExceptHistogramOrTimers);  // counts alone: they cost least
}

Result<std::unique_ptr<Database>> Database::open(const std::filesystem::path& folder,
                                                 const StoreOptions& options) {
  std::unique_ptr<Database> database(new Database(folder, options));
  std::error_code problem;
  const bool create = options.create_if_missing && !options.read_only &&
                      !std::filesystem::exists(folder / "CURRENT", problem);
  Status opened = database->open_database(options.read_only, create);
  if (!opened) return opened.error();
  return database;
}

// The mark of a database that is whole as far as the mark says. A server may write to it meanwhile: then the
// mark and the files are looked at again.
Result<SyncedState> Database::check_folder() const {
  const std::filesystem::path store = folder_.parent_path();
  const std::filesystem::path file = store / SyncedMark::kFileName;
  for (int tries = 1;; ++tries) {
    const Result<std::optional<SyncedState>> mark = SyncedMark::read(file);
    if (!mark && mark.error().kind() != ErrorKind::corrupt) return mark.error();
    if (!mark && tries == kLooksAtFolder)
      return damage_error({file, "is no mark that can be read", {}, {}}, store);
    if (!mark) continue;
    if (!*mark && format_file_tells_of_mark(store)) return damage_error({file, "is missing", {}, {}}, store);
    const Result<FolderReport> report = look_at_folder(folder_, *mark);
    if (!report) return report.error();
    if (!report->damage) {
      SyncedState state = *mark ? **mark : SyncedState();
      if (!report->mark_is_old) return state;
      log_warning("another version has written to the store since; what is on disk is noted anew",
                  {{"store", store.string()}});
      state.files.clear();
      return state;
    }
    const Result<std::optional<SyncedState>> again = SyncedMark::read(file);
    const bool moves = again && *again && *mark && (**again).generation != (**mark).generation;
    if (!moves || tries == kLooksAtFolder) return damage_error(*report->damage, store);
  }
}

// Requires: nobody else uses the database.
Status Database::begin_mark(bool create) {
  if (create || options_.accept_damage) return mark_.begin_anew();
  Result<SyncedState> state = check_folder();
  if (!state) return state.error();
  return mark_.begin(*std::move(state));
}

// Requires: nobody else uses the database.
Status Database::open_database(bool read_only, bool create) {
  if (read_only) {
    if (options_.accept_damage) return open_rocksdb(true, false);
    if (const Result<SyncedState> good = check_folder(); !good) return good.error();
    return open_rocksdb(true, false);
  }
  if (Status begun = begin_mark(create); !begun) return begun;
  Status opened = open_rocksdb(false, create);
  if (!opened) {
    mark_.end();
    return opened;
  }
  lock_inode_ = inode_of(folder_ / "LOCK");
  remove_tables_being_made();
  return {};
}

Status Database::open_rocksdb(bool read_only, bool create) {
  const auto cache = rocksdb::NewLRUCache(options_.block_cache_bytes);
  std::vector<rocksdb::ColumnFamilyDescriptor> descriptors;
  descriptors.emplace_back(rocksdb::kDefaultColumnFamilyName, rocksdb::ColumnFamilyOptions());
  for (std::size_t i = 0; i < kFamilies; ++i) {
    const auto family = static_cast<Family>(i);
    descriptors.emplace_back(std::string(family_name(family)), family_options(family, options_, cache));
  }

  rocksdb::DB* opened = nullptr;
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  rocksdb::DBOptions db_options = database_options(options_);
  db_options.env = environment();
  db_options.statistics = statistics_;
  db_options.create_if_missing = create;
  db_options.listeners.push_back(std::make_shared<NoSelfRecovery>(*this));
  const std::string folder = folder_.string();
  const rocksdb::Status status =
      read_only ? rocksdb::DB::OpenForReadOnly(db_options, folder, descriptors, &handles, &opened)
                : rocksdb::DB::Open(db_options, folder, descriptors, &handles, &opened);
  if (!status.ok()) return open_error(status, folder_);
  db_.reset(opened);
  unused_default_ = handles[0];
  std::copy(handles.begin() + 1, handles.end(), families_.begin());
  return {};
}

rocksdb::Env* Database::environment() const { return env_.get(); }

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
  mark_.sync();
  mark_.end();
}

Database::~Database() { close_database(); }

Result<bool> Database::get(Family in, std::string_view key, std::string& value) const {
  const auto held = hold();
  if (!db_) return closed_error();
  rocksdb::PinnableSlice found;
  const rocksdb::Status status = db_->Get(rocksdb::ReadOptions(), family(in), slice(key), &found);
  if (status.IsNotFound()) return false;
  if (!status.ok()) return read_error(status, fmt::format("reading {}", family_name(in)));
  value.assign(found.data(), found.size());
  return true;
}

// After damage nothing is mended: opening anew would meet it again.
Status Database::failed_write(const rocksdb::Status& status, std::string_view what) {
  if (status.IsCorruption()) return read_error(status, what);
  broken_ = true;
  return to_error(status, what);
}

// Requires: hold(). Where memory is short RocksDB is not asked: it does not survive an allocation that fails.
Status Database::takes_writes() const {
  if (!db_) return closed_error();
  if (lost_) return lost_error();
  if (broken_) return broken_error();
  if (!memory_is_to_be_had()) return out_of_memory();
  return {};
}

Status Database::write(rocksdb::WriteBatch& batch, bool synced, std::optional<std::uint64_t> log_records) {
  if (read_only_) return Error(ErrorKind::denied, "the store is open read-only");
  const auto held = hold();
  if (Status takes = takes_writes(); !takes) return takes;
  rocksdb::WriteOptions options;
  options.sync = synced;
  const rocksdb::Status status = or_end_process([&] { return db_->Write(options, &batch); });
  if (!status.ok()) return failed_write(status, "writing");
  return synced ? confirm_synced(log_records) : Status();
}

// Bytes that were synced into a file that nobody can find any more are not on disk.
Status Database::confirm_synced(std::optional<std::uint64_t> log_records) {
  mark_.write(log_records);
  const std::optional<SyncedFile> newest = mark_.newest_log();
  if (!newest || is_there(*newest)) return {};
  look_after_files();
  if (lost_) return lost_error();
  return {};
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
  if (Status takes = takes_writes(); !takes) return takes;
  const std::string file = (folder_ / fmt::format("{}{}", ++tables_, kTableBeingMade)).string();
  rocksdb::Status status = write_table(file, in, rows);
  // The family's rows in memory must go to disk before; here nobody waits for it.
  if (status.ok()) {
    status = or_end_process([&] { return db_->Flush(rocksdb::FlushOptions(), family(in)); });
    if (!status.ok()) (void)failed_write(status, "flushing");  // RocksDB refuses all later writes
  }
  if (status.ok()) {
    rocksdb::IngestExternalFileOptions options;
    options.move_files = true;
    options.failed_move_fall_back_to_copy = true;
    options.write_global_seqno = false;
    status = or_end_process([&] { return db_->IngestExternalFile(family(in), {file}, options); });
  }
  (void)environment()->DeleteFile(file);
  if (status.ok()) return {};
  return to_error(status, fmt::format("writing many rows of {}", family_name(in)));
}

Status Database::flush(Family in) {
  const auto held = hold();
  if (Status takes = takes_writes(); !takes) return takes;
  const rocksdb::Status status =
      or_end_process([&] { return db_->Flush(rocksdb::FlushOptions(), family(in)); });
  return status.ok() ? Status() : failed_write(status, fmt::format("flushing {}", family_name(in)));
}

// A flush of all families begins a new write-ahead log and leaves the older ones without use. The compaction down
// to the lowest level is forced: RocksDB would leave a table there as it is if nothing lies above it.
Status Database::rewrite_files() {
  const auto held = hold();
  if (Status takes = takes_writes(); !takes) return takes;
  std::uint64_t snapshots = 0;
  (void)db_->GetIntProperty(families_[0], rocksdb::DB::Properties::kNumSnapshots, &snapshots);
  if (snapshots > 0)
    return Error(ErrorKind::busy, "an export reads rows as they were; it keeps them until it ends");
  std::vector<rocksdb::ColumnFamilyHandle*> all(families_.begin(), families_.end());
  rocksdb::Status status = or_end_process([&] { return db_->Flush(rocksdb::FlushOptions(), all); });
  if (!status.ok()) return failed_write(status, "flushing");
  rocksdb::CompactRangeOptions options;
  options.exclusive_manual_compaction = false;
  options.bottommost_level_compaction = rocksdb::BottommostLevelCompaction::kForce;
  for (auto* const one : all) {
    status = or_end_process([&] { return db_->CompactRange(options, one, nullptr, nullptr); });
    if (!status.ok()) return to_error(status, "rewriting the files of the database");
  }
  return {};
}

// Writes an empty batch, so that it takes its turn among the writes and never syncs half of one's record.
Status Database::sync(std::optional<std::uint64_t> log_records) {
  rocksdb::WriteBatch nothing;
  return write(nothing, true, log_records);
}

// Opening writes table files for everything in the write-ahead log; if it fails there, even reads end. So
// this tries first whether the disk takes as much as that may be.
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
  look_after_files();
  if (lost_) return lost_error();
  Status room = probe_disk();
  if (!room) return room;
  const ExclusiveLock exclusive(mending_);
  return open_anew();
}

// Requires: mending_ is held exclusively, and the disk took a probe.
Status Database::open_anew() {
  close_database();
  Status opened = open_database(false, false);
  broken_ = !opened;
  if (opened) return {};
  if (opened.error().kind() == ErrorKind::corrupt) note_damage(opened.error());
  // Opens it for reading alone if it can, but not if something is damaged.
  (void)open_database(true, false);
  return opened;
}

Status Database::reopen(std::chrono::milliseconds patience) {
  if (Status room = probe_disk(); !room) return room;
  std::unique_lock exclusive(mending_, std::defer_lock);
  const auto until = std::chrono::steady_clock::now() + patience;
  while (!exclusive.try_lock()) {
    if (std::chrono::steady_clock::now() > until)
      return Error(ErrorKind::busy, "somebody reads from the database");
    std::this_thread::sleep_for(std::chrono::microseconds(200));
  }
  if (Status takes = takes_writes(); !takes) return takes;
  return open_anew();
}

std::optional<Error> Database::damage() const {
  const MutexLock lock(damage_mutex_);
  return damage_;
}

void Database::note_damage(const Error& error) const {
  {
    const MutexLock lock(damage_mutex_);
    if (damage_ && damage_->message() == error.message()) return;
    if (!damage_) damage_ = error;
  }
  log_error("the store is damaged", {{"error", error.message()}});
}

Error Database::read_error(const rocksdb::Status& status, std::string_view what) const {
  Error error = to_error(status, what);
  if (error.kind() == ErrorKind::corrupt) note_damage(error);
  return error;
}

// Only an error that says that the file is gone counts; others tell nothing.
bool Database::is_there(const SyncedFile& file) const {
  std::error_code problem;
  const std::uint64_t size = std::filesystem::file_size(folder_ / file.name(), problem);
  return problem ? !is_gone(problem) : size >= file.bytes;
}

void Database::note_loss(std::string_view what) const {
  note_damage(corrupt(
      fmt::format("{} {} while the server used it; it takes no more writes, and what was acknowledged "
                  "since may be lost. Put the store back and restart, or restore a backup",
                  folder_.string(), what)));
  lost_ = true;
}

// A file's line goes out of the mark before the file does, so a file that is still listed must be there.
void Database::look_after_files() {
  if (read_only_ || lost_) return;
  const std::vector<SyncedFile> before = mark_.files();
  for (const SyncedFile& file : before) {
    if (is_there(file)) continue;
    const std::vector<SyncedFile> now = mark_.files();
    const bool listed = std::any_of(now.begin(), now.end(), [&](const SyncedFile& other) {
      return other.kind == file.kind && other.number == file.number;
    });
    if (listed) return note_loss(fmt::format("lost {} or its end", file.name()));
  }
  std::error_code problem;
  const bool current = std::filesystem::exists(folder_ / "CURRENT", problem);
  if (!current && !problem) return note_loss("lost CURRENT");
  const std::uint64_t inode = inode_of(folder_ / "LOCK");
  if (lock_inode_ != 0 && inode != lock_inode_) return note_loss("was replaced or lost LOCK");
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

DatabaseCounts Database::counts() const {
  DatabaseCounts counts;
  counts.background_errors = property(rocksdb::DB::Properties::kBackgroundErrors) / kFamilies;  // one for all
  counts.stalled_microseconds = statistics_->getTickerCount(rocksdb::STALL_MICROS);
  counts.cache_hits = statistics_->getTickerCount(rocksdb::BLOCK_CACHE_HIT);
  counts.cache_misses = statistics_->getTickerCount(rocksdb::BLOCK_CACHE_MISS);
  counts.compacted_bytes = statistics_->getTickerCount(rocksdb::COMPACT_WRITE_BYTES);
  return counts;
}

std::uint64_t Database::capacity_bytes() const {
  std::error_code failed;
  const std::filesystem::space_info space = std::filesystem::space(folder_, failed);
  return failed ? 0 : space.capacity;
}

bool Database::writes_stopped() const {
  std::uint64_t stopped = 0;
  const auto held = hold();
  if (db_) (void)db_->GetIntProperty(families_[0], rocksdb::DB::Properties::kIsWriteStopped, &stopped);
  return stopped != 0;
}

}  // namespace suggestd::store
