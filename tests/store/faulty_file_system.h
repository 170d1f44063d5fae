// A file system that breaks on purpose, under RocksDB: it forgets what was not synced, and can be full.
//
// Only file contents are forgotten, not names: a journalling file system keeps those. Threads: any.
#pragma once

#include <atomic>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include <rocksdb/env.h>
#include <rocksdb/file_system.h>

namespace suggestd::store {

class FaultyFileSystem final : public rocksdb::FileSystemWrapper {
 public:
  FaultyFileSystem() : FileSystemWrapper(rocksdb::FileSystem::Default()) {}

  const char* Name() const override { return "FaultyFileSystem"; }

  std::atomic<bool> full{false};  // every write fails for want of space

  // What a power cut leaves: each file as long as it was at its last sync. Requires: the store is closed.
  void forget_unsynced() {
    const std::lock_guard lock(mutex_);
    for (const auto& [name, synced] : synced_) {
      std::error_code gone;
      if (std::filesystem::file_size(name, gone) > synced && !gone)
        std::filesystem::resize_file(name, synced, gone);
    }
    synced_.clear();
  }

  // The power is gone: syncs, renames and deletions do nothing any more, while the store, which does not
  // know it yet, closes.
  std::atomic<bool> power_cut{false};

  rocksdb::IOStatus NewWritableFile(const std::string& name, const rocksdb::FileOptions& options,
                                    std::unique_ptr<rocksdb::FSWritableFile>* file,
                                    rocksdb::IODebugContext* debug) override {
    if (full) return rocksdb::IOStatus::NoSpace("the test's disk is full");
    auto status = FileSystemWrapper::NewWritableFile(name, options, file, debug);
    if (!status.ok()) return status;
    note_synced(name, 0);
    *file = std::make_unique<File>(std::move(*file), *this, name);
    return status;
  }

  rocksdb::IOStatus RenameFile(const std::string& from, const std::string& to,
                               const rocksdb::IOOptions& options, rocksdb::IODebugContext* debug) override {
    auto status = FileSystemWrapper::RenameFile(from, to, options, debug);
    const std::lock_guard lock(mutex_);
    if (auto moved = synced_.extract(from)) {
      moved.key() = to;
      synced_.erase(to);
      synced_.insert(std::move(moved));
    }
    return status;
  }

  rocksdb::IOStatus DeleteFile(const std::string& name, const rocksdb::IOOptions& options,
                               rocksdb::IODebugContext* debug) override {
    if (power_cut) return rocksdb::IOStatus::OK();
    {
      const std::lock_guard lock(mutex_);
      synced_.erase(name);
    }
    return FileSystemWrapper::DeleteFile(name, options, debug);
  }

 private:
  class File final : public rocksdb::FSWritableFileOwnerWrapper {
   public:
    File(std::unique_ptr<rocksdb::FSWritableFile> file, FaultyFileSystem& system, std::string name)
        : FSWritableFileOwnerWrapper(std::move(file)), system_(system), name_(std::move(name)) {}

    rocksdb::IOStatus Append(const rocksdb::Slice& data, const rocksdb::IOOptions& options,
                             rocksdb::IODebugContext* debug) override {
      if (system_.full) return rocksdb::IOStatus::NoSpace("the test's disk is full");
      auto status = FSWritableFileOwnerWrapper::Append(data, options, debug);
      if (status.ok()) length_ += data.size();
      return status;
    }
    rocksdb::IOStatus Append(const rocksdb::Slice& data, const rocksdb::IOOptions& options,
                             const rocksdb::DataVerificationInfo&, rocksdb::IODebugContext* debug) override {
      return Append(data, options, debug);
    }
    rocksdb::IOStatus Sync(const rocksdb::IOOptions& options, rocksdb::IODebugContext* debug) override {
      return synced(FSWritableFileOwnerWrapper::Sync(options, debug));
    }
    rocksdb::IOStatus Fsync(const rocksdb::IOOptions& options, rocksdb::IODebugContext* debug) override {
      return synced(FSWritableFileOwnerWrapper::Fsync(options, debug));
    }

   private:
    rocksdb::IOStatus synced(rocksdb::IOStatus status) {
      if (system_.full) return rocksdb::IOStatus::NoSpace("the test's disk is full");
      if (status.ok() && !system_.power_cut) system_.note_synced(name_, length_);
      return status;
    }

    FaultyFileSystem& system_;
    std::string name_;
    std::uint64_t length_ = 0;
  };

  void note_synced(const std::string& name, std::uint64_t length) {
    const std::lock_guard lock(mutex_);
    synced_[name] = length;
  }

  std::mutex mutex_;
  std::map<std::string, std::uint64_t> synced_;  // guarded by mutex_
};

}  // namespace suggestd::store
