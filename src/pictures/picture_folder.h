// Pictures in a folder, bounded together: the one that nobody has asked for longest goes first.
//
// Files    named by the SHA-256 of the address that the picture came from, in hexadecimal. Each begins with a checksum
//          (XXH3, 64 bits, of all that follows) and the moment it was fetched (microseconds since 1970), both little-endian.
//          A damaged file counts as none and is removed; files of other names are left alone.
// Size     a file counts as whole blocks of a disk, so that many small ones are bounded too.
// Age      a picture older than `lifetime` is never given; it is removed within an hour of use. So is one that a clock which
//          went wrong has fetched in the future.
// Durable  no: it can be fetched again. A crash leaves whole files, or damaged ones that are found out.
// Threads  any. One process uses a folder.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/mutex.h"
#include "base/result.h"
#include "base/time.h"

namespace suggestd::pictures {

struct FolderOptions {
  std::filesystem::path path;  // made if it is missing, for its owner alone
  std::uint64_t most_bytes = 0;
  std::chrono::hours lifetime{0};
};

class PictureFolder {
 public:
  // Errors: io if the folder can't be made or read.
  static Result<std::unique_ptr<PictureFolder>> open(FolderOptions options, Timestamp now);

  std::optional<std::string> find(std::string_view address, Timestamp now);
  // Errors: io, no_space; the picture is then not kept.
  Status keep(std::string_view address, std::string_view picture, Timestamp now);

  std::uint64_t bytes() const;

 private:
  struct Entry {
    std::string name;
    std::uint64_t bytes = 0;
    Timestamp fetched;
  };
  using Entries = std::list<Entry>;  // the last used first

  PictureFolder(FolderOptions options, Timestamp now) : options_(std::move(options)), swept_(now) {}
  Status read_names();
  void add(Entry entry) SUGGESTD_REQUIRES(mutex_);
  void remove(Entries::iterator entry) SUGGESTD_REQUIRES(mutex_);
  void remove_old(Timestamp now) SUGGESTD_REQUIRES(mutex_);
  bool is_old(const Entry& entry, Timestamp now) const;

  const FolderOptions options_;
  mutable Mutex mutex_;
  Entries entries_ SUGGESTD_GUARDED_BY(mutex_);
  std::unordered_map<std::string_view, Entries::iterator> by_name_ SUGGESTD_GUARDED_BY(mutex_);
  std::uint64_t bytes_ SUGGESTD_GUARDED_BY(mutex_) = 0;
  Timestamp swept_ SUGGESTD_GUARDED_BY(mutex_);
};

}  // namespace suggestd::pictures
