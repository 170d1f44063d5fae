#include "base/owner_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

namespace suggestd {

namespace {

bool write_all(int file, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(file, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

}  // namespace

Status write_owner_file(const std::filesystem::path& path, std::string_view text) {
  const std::filesystem::path draft = path.string() + ".draft";
  const int file = ::open(draft.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (file < 0) return errno_error(draft.string(), errno);
  const bool written = write_all(file, text) && ::fsync(file) == 0;
  const int reason = errno;
  ::close(file);
  if (!written) return errno_error(draft.string(), reason);
  if (::rename(draft.c_str(), path.c_str()) != 0) return errno_error(path.string(), errno);
  return {};
}

}  // namespace suggestd
