// A file system under RocksDB that breaks on purpose: it forgets data that was not synced, and can be full.
//
// Only file contents are forgotten, not names: a journalling file system keeps those. Threads: any.
#pragma once

#include <atomic>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <rocksdb/env.h>
#include <rocksdb/file_system.h>

#include "base/mutex.h"

namespace suggestd::store {

class FaultyFileSystem final : public rocksdb::FileSystemWrapper {
 public:
  FaultyFileSystem() : FileSystemWrapper(rocksdb::FileSystem::Default()) {}

  const char* Name() const override { return "FaultyFileSystem"; }

  std::atomic<bool> full{false};  // every write fails for want of space

  // Cuts each file to its length at the last sync, as a power cut does. Requires: the store is closed.
  void forget_unsynced() {
    const MutexLock lock(mutex_);
    for (const auto& [name, synced] : synced_) {
      std::error_code gone;
      if (std::filesystem::file_size(name, gone) > synced && !gone)
        std::filesystem::resize_file(name, synced, gone);
    }
    synced_.clear();
    // Unsynced writes in place may be on disk or not after a power cut: each case in turn.
    if (std::exchange(overwrites_lost_, !overwrites_lost_)) {
      for (auto undo = overwritten_.rbegin(); undo != overwritten_.rend(); ++undo) {
        std::fstream file(undo->name, std::ios::in | std::ios::out | std::ios::binary);
        file.seekp(static_cast<std::streamoff>(undo->offset));
        file.write(undo->before.data(), static_cast<std::streamsize>(undo->before.size()));
      }
    }
    overwritten_.clear();
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

  rocksdb::IOStatus NewRandomRWFile(const std::string& name, const rocksdb::FileOptions& options,
                                    std::unique_ptr<rocksdb::FSRandomRWFile>* file,
                                    rocksdb::IODebugContext* debug) override {
    auto status = FileSystemWrapper::NewRandomRWFile(name, options, file, debug);
    if (status.ok()) *file = std::make_unique<OverwrittenFile>(std::move(*file), *this, name);
    return status;
  }

  rocksdb::IOStatus RenameFile(const std::string& from, const std::string& to,
                               const rocksdb::IOOptions& options, rocksdb::IODebugContext* debug) override {
    auto status = FileSystemWrapper::RenameFile(from, to, options, debug);
    const MutexLock lock(mutex_);
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
      const MutexLock lock(mutex_);
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

  // A file that is written in place: remembers the bytes that stood there until it is synced.
  class OverwrittenFile final : public rocksdb::FSRandomRWFileOwnerWrapper {
   public:
    OverwrittenFile(std::unique_ptr<rocksdb::FSRandomRWFile> file, FaultyFileSystem& system, std::string name)
        : FSRandomRWFileOwnerWrapper(std::move(file)), system_(system), name_(std::move(name)) {}

    rocksdb::IOStatus Write(std::uint64_t offset, const rocksdb::Slice& data,
                            const rocksdb::IOOptions& options, rocksdb::IODebugContext* debug) override {
      if (system_.full) return rocksdb::IOStatus::NoSpace("the test's disk is full");
      if (system_.power_cut) return rocksdb::IOStatus::OK();
      std::string before(data.size(), '\0');
      std::ifstream in(name_, std::ios::binary);
      in.seekg(static_cast<std::streamoff>(offset));
      in.read(before.data(), static_cast<std::streamsize>(before.size()));
      const MutexLock lock(system_.mutex_);
      system_.overwritten_.push_back({name_, offset, std::move(before)});
      return FSRandomRWFileOwnerWrapper::Write(offset, data, options, debug);
    }
    rocksdb::IOStatus Sync(const rocksdb::IOOptions& options, rocksdb::IODebugContext* debug) override {
      if (system_.power_cut) return rocksdb::IOStatus::OK();
      const MutexLock lock(system_.mutex_);
      std::erase_if(system_.overwritten_, [&](const Overwritten& one) { return one.name == name_; });
      return FSRandomRWFileOwnerWrapper::Sync(options, debug);
    }

   private:
    FaultyFileSystem& system_;
    std::string name_;
  };

  struct Overwritten {
    std::string name;
    std::uint64_t offset = 0;
    std::string before;
  };

  void note_synced(const std::string& name, std::uint64_t length) {
    const MutexLock lock(mutex_);
    synced_[name] = length;
  }

  Mutex mutex_;
  std::map<std::string, std::uint64_t> synced_ SUGGESTD_GUARDED_BY(mutex_);
  std::vector<Overwritten> overwritten_ SUGGESTD_GUARDED_BY(mutex_);  // oldest first
  bool overwrites_lost_ SUGGESTD_GUARDED_BY(mutex_) = true;
};

}  // namespace suggestd::store
