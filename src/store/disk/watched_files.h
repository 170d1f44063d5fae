// The file system that a store's RocksDB uses: it tells the mark which log files were synced, and how far.
//
// Only write-ahead logs and MANIFESTs of the database's own folder are followed; all else passes by.
//
// Threads  as rocksdb::FileSystem, any.
#pragma once

#include <memory>
#include <string>

#include <rocksdb/file_system.h>

#include "store/disk/synced_mark.h"

namespace suggestd::store {

class WatchedFiles final : public rocksdb::FileSystemWrapper {
 public:
  // Requires: `mark` outlives the files.
  WatchedFiles(const std::shared_ptr<rocksdb::FileSystem>& below, const std::string& folder, SyncedMark& mark)
      : FileSystemWrapper(below), prefix_(folder + "/"), mark_(mark) {}

  const char* Name() const override { return "WatchedFiles"; }

  rocksdb::IOStatus NewWritableFile(const std::string& name, const rocksdb::FileOptions& options,
                                    std::unique_ptr<rocksdb::FSWritableFile>* file,
                                    rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus DeleteFile(const std::string& name, const rocksdb::IOOptions& options,
                               rocksdb::IODebugContext* debug) override;

 private:
  std::optional<SyncedFile> followed(const std::string& name) const;

  const std::string prefix_;
  SyncedMark& mark_;
};

}  // namespace suggestd::store
