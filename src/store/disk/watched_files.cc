#include "store/disk/watched_files.h"

#include <atomic>
#include <string_view>
#include <utility>

namespace suggestd::store {
namespace {

// Counts the appended bytes, and tells the mark at each sync.
class FollowedFile final : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  FollowedFile(std::unique_ptr<rocksdb::FSWritableFile> file, SyncedFile which, SyncedMark& mark)
      : FSWritableFileOwnerWrapper(std::move(file)), which_(which), mark_(mark) {}

  rocksdb::IOStatus Append(const rocksdb::Slice& data, const rocksdb::IOOptions& options,
                           rocksdb::IODebugContext* debug) override {
    return counted(data.size(), FSWritableFileOwnerWrapper::Append(data, options, debug));
  }
  rocksdb::IOStatus Append(const rocksdb::Slice& data, const rocksdb::IOOptions& options,
                           const rocksdb::DataVerificationInfo& verification,
                           rocksdb::IODebugContext* debug) override {
    return counted(data.size(), FSWritableFileOwnerWrapper::Append(data, options, verification, debug));
  }
  rocksdb::IOStatus Sync(const rocksdb::IOOptions& options, rocksdb::IODebugContext* debug) override {
    const std::uint64_t length = length_.load();  // before the sync: later bytes may not be in it
    return told(length, FSWritableFileOwnerWrapper::Sync(options, debug));
  }
  rocksdb::IOStatus Fsync(const rocksdb::IOOptions& options, rocksdb::IODebugContext* debug) override {
    const std::uint64_t length = length_.load();
    return told(length, FSWritableFileOwnerWrapper::Fsync(options, debug));
  }

 private:
  rocksdb::IOStatus counted(std::size_t bytes, rocksdb::IOStatus status) {
    if (status.ok()) length_ += bytes;
    return status;
  }
  rocksdb::IOStatus told(std::uint64_t length, rocksdb::IOStatus status) {
    if (status.ok()) mark_.file_synced({which_.kind, which_.number, length});
    return status;
  }

  const SyncedFile which_;
  SyncedMark& mark_;
  std::atomic<std::uint64_t> length_{0};
};

}  // namespace

std::optional<SyncedFile> WatchedFiles::followed(const std::string& name) const {
  const std::string_view path = name;
  if (!path.starts_with(prefix_)) return std::nullopt;
  return parse_log_file_name(path.substr(prefix_.size()));
}

rocksdb::IOStatus WatchedFiles::NewWritableFile(const std::string& name, const rocksdb::FileOptions& options,
                                                std::unique_ptr<rocksdb::FSWritableFile>* file,
                                                rocksdb::IODebugContext* debug) {
  rocksdb::IOStatus status = FileSystemWrapper::NewWritableFile(name, options, file, debug);
  const std::optional<SyncedFile> which = followed(name);
  if (status.ok() && which) *file = std::make_unique<FollowedFile>(std::move(*file), *which, mark_);
  return status;
}

rocksdb::IOStatus WatchedFiles::DeleteFile(const std::string& name, const rocksdb::IOOptions& options,
                                           rocksdb::IODebugContext* debug) {
  if (const std::optional<SyncedFile> which = followed(name)) mark_.file_goes(*which);
  return FileSystemWrapper::DeleteFile(name, options, debug);
}

}  // namespace suggestd::store
