// The mark: the lengths of log files that are known to be on disk, kept in a file beside the database.
//
// Idea     RocksDB can't know that the end of its newest write-ahead log is missing, or that the whole file
//          is: a shorter log looks like a crash. So the length of each log file at its last sync, and how
//          many records the shops' logs held by then, are noted outside of it. A store that has less is
//          damaged.
// Files    SYNCED: two slots of 4 KB, written in turn, each with its number and checksum; the newer whole one
//          counts. It lists write-ahead logs and MANIFESTs that RocksDB has not deleted yet.
// Order    after the sync that it tells of and before the answer: never ahead of the disk. A file's line
//          goes, in both slots and synced, before the file does.
// Cost     one pwrite of some 100 bytes for each synced write; an fdatasync when a log file is made or
//          deleted, and at most once a second besides (store/store_watch.h).
// Window   a killed process leaves it exact. A power cut may leave it as it was at its last sync, about a
//          second before: damage to bytes synced since then can't be told from a torn end.
// Threads  any.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <rocksdb/file_system.h>

#include "base/mutex.h"
#include "base/result.h"

namespace suggestd::store {

enum class LogFileKind : char { write_ahead = 'w', manifest = 'm' };

struct SyncedFile {
  LogFileKind kind = LogFileKind::write_ahead;
  std::uint64_t number = 0;
  std::uint64_t bytes = 0;  // at its last sync

  std::string name() const;  // "000012.log", "MANIFEST-000011"
};

// Nothing if it is no such file's name.
std::optional<SyncedFile> parse_log_file_name(std::string_view name);

struct SyncedState {
  std::uint64_t generation = 0;
  std::uint64_t records = 0;  // of all shops' logs
  std::vector<SyncedFile> files;
};

class SyncedMark {
 public:
  static constexpr std::string_view kFileName = "SYNCED";

  // Requires: `files` outlives the mark.
  SyncedMark(rocksdb::FileSystem& files, std::filesystem::path file)
      : files_(files), path_(std::move(file)) {}

  // Nothing if there is no file. Errors: corrupt if neither slot can be read; io.
  static Result<std::optional<SyncedState>> read(const std::filesystem::path& file);

  // Begins to keep the mark, from `state` on; makes the file if it is missing. Until then the calls below do
  // nothing. Writes nothing into a file that is there.
  Status begin(SyncedState state);
  // Begins anew from nothing: the content of the file does not hold any more.
  Status begin_anew();
  void end();

  void file_synced(const SyncedFile& file);
  void file_goes(const SyncedFile& file);
  // Notes the synced lengths, in the page cache; `records` if the caller knows it. Errors are told in the
  // log, once.
  void write(std::optional<std::uint64_t> records);
  // Takes the notes to the disk.
  void sync();

  std::vector<SyncedFile> files() const;
  std::optional<SyncedFile> newest_log() const;  // of the write-ahead logs
  std::uint64_t records() const;

 private:
  Status open_file() SUGGESTD_REQUIRES(mutex_);
  Status write_slot() SUGGESTD_REQUIRES(mutex_);
  void report(const Status& status) SUGGESTD_REQUIRES(mutex_);

  rocksdb::FileSystem& files_;
  const std::filesystem::path path_;
  mutable Mutex mutex_;
  std::unique_ptr<rocksdb::FSRandomRWFile> out_ SUGGESTD_GUARDED_BY(mutex_);
  SyncedState state_ SUGGESTD_GUARDED_BY(mutex_);
  bool changed_ SUGGESTD_GUARDED_BY(mutex_) = false;   // since the last write
  bool unsynced_ SUGGESTD_GUARDED_BY(mutex_) = false;  // written since the last sync
  bool reported_ SUGGESTD_GUARDED_BY(mutex_) = false;
};

}  // namespace suggestd::store
