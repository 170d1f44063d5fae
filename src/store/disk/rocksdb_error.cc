#include "store/disk/rocksdb_error.h"

#include <string>

#include <fmt/format.h>

namespace suggestd::store {

Error to_error(const rocksdb::Status& status, std::string_view what) {
  const std::string message = fmt::format("{}: {}", what, status.ToString());
  // Told to callers, so without the path.
  if (status.IsNoSpace())
    return {ErrorKind::no_space,
            fmt::format("{}: the disk is full; reads go on, and writes will when there is room", what)};
  if (status.IsNotFound()) return not_found(message);
  if (status.IsCorruption()) return corrupt(message);
  if (status.IsBusy() || status.IsTimedOut() || status.IsTryAgain() || status.IsIncomplete()) {
    return {ErrorKind::busy, message};
  }
  if (status.IsNotSupported()) return {ErrorKind::unsupported, message};
  return io_error(message);
}

}  // namespace suggestd::store
