// The address of a Unix socket in the file system, for bind(2) and connect(2).
//
// Length   such an address holds 107 bytes. A longer path is reached through its folder, which is held open
//          meanwhile: /proc/self/fd/N/name.
// Threads  plain values.
#pragma once

#include <sys/socket.h>
#include <sys/un.h>

#include <string>
#include <string_view>

#include "base/result.h"

namespace suggestd {

inline constexpr std::string_view kUnixScheme = "unix:";

class UnixAddress {
 public:
  // Errors: io if the folder can't be opened; invalid if the name alone is too long.
  static Result<UnixAddress> of(const std::string& path);
  UnixAddress(UnixAddress&& other) noexcept;
  ~UnixAddress();
  UnixAddress& operator=(UnixAddress&&) = delete;

  const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&address_); }
  socklen_t size() const { return sizeof address_; }
  const std::string& path() const { return path_; }

 private:
  UnixAddress(std::string path, int folder);

  std::string path_;
  int folder_;  // -1: not needed
  sockaddr_un address_{};
};

}  // namespace suggestd
