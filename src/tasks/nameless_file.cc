#include "tasks/nameless_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>

#include <fmt/format.h>

namespace suggestd::tasks {

Result<std::unique_ptr<NamelessFile>> NamelessFile::make() {
  std::error_code problem;
  const std::filesystem::path folder = std::filesystem::temp_directory_path(problem);
  if (problem) return errno_error("the folder for temporary files", problem.value());
  std::string name = (folder / "suggestd-XXXXXX").string();
  const int descriptor = ::mkostemp(name.data(), O_CLOEXEC);
  if (descriptor < 0) return errno_error(name, errno);
  ::unlink(name.c_str());
  return std::unique_ptr<NamelessFile>(new NamelessFile(descriptor));
}

NamelessFile::~NamelessFile() { ::close(descriptor_); }

Status NamelessFile::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno_error("a temporary file", errno);
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

std::string NamelessFile::path() const { return fmt::format("/proc/self/fd/{}", descriptor_); }

}  // namespace suggestd::tasks
