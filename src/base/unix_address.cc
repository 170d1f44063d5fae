#include "base/unix_address.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

#include <fmt/format.h>

namespace suggestd {
namespace {

constexpr std::size_t kMostBytes = sizeof(sockaddr_un::sun_path) - 1;
constexpr std::size_t kFolderBytes = std::string_view("/proc/self/fd/2147483647/").size();

}  // namespace

Result<UnixAddress> UnixAddress::of(const std::string& path) {
  if (path.size() <= kMostBytes) return UnixAddress(path, -1);
  const std::filesystem::path whole(path);
  if (whole.filename().string().size() + kFolderBytes > kMostBytes)
    return invalid(fmt::format("the name of the socket '{}' is too long", whole.filename().string()));
  const int folder = ::open(whole.parent_path().c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) return errno_error(whole.parent_path().string(), errno);
  return UnixAddress(path, folder);
}

UnixAddress::UnixAddress(std::string path, int folder) : path_(std::move(path)), folder_(folder) {
  const std::string name = folder_ < 0 ? path_
                                       : fmt::format("/proc/self/fd/{}/{}", folder_,
                                                     std::filesystem::path(path_).filename().string());
  address_.sun_family = AF_UNIX;
  std::memcpy(address_.sun_path, name.c_str(), name.size() + 1);
}

UnixAddress::UnixAddress(UnixAddress&& other) noexcept
    : path_(std::move(other.path_)), folder_(std::exchange(other.folder_, -1)), address_(other.address_) {}

UnixAddress::~UnixAddress() {
  if (folder_ >= 0) ::close(folder_);
}

}  // namespace suggestd
