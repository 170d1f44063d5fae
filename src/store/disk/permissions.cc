#include "store/disk/permissions.h"

#include <system_error>

namespace suggestd::store {
namespace {

namespace fs = std::filesystem;

constexpr fs::perms kOthers = fs::perms::group_all | fs::perms::others_all;

// Takes the bits of others away; true if there were any.
Result<bool> tighten(const fs::path& path) {
  std::error_code problem;
  const fs::file_status status = fs::symlink_status(path, problem);
  // RocksDB and a running server may delete files meanwhile; a link's own bits mean nothing.
  if (problem || status.type() == fs::file_type::symlink ||
      (status.permissions() & kOthers) == fs::perms::none)
    return false;
  fs::permissions(path, kOthers, fs::perm_options::remove, problem);
  if (problem == std::errc::no_such_file_or_directory) return false;
  if (problem)
    return errno_error("making " + path.string() + " readable by its owner alone", problem.value());
  return true;
}

}  // namespace

Result<std::size_t> keep_for_owner(const fs::path& folder) {
  std::size_t changed = 0;
  const Result<bool> itself = tighten(folder);
  if (!itself) return itself.error();
  changed += *itself ? 1 : 0;
  std::error_code problem;
  for (fs::recursive_directory_iterator entry(folder, problem), end; !problem && entry != end;
       entry.increment(problem)) {
    const Result<bool> one = tighten(entry->path());
    if (!one) return one.error();
    changed += *one ? 1 : 0;
  }
  return changed;
}

}  // namespace suggestd::store
