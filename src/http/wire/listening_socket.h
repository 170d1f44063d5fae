// A socket that listens on an address: TCP, or a Unix socket of the file system.
//
// Threads  any.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace suggestd::http {

struct ListeningSocket {
  int socket = -1;      // the caller closes it
  std::string address;  // with the real port, if port 0 was asked for
};

// `address` is "127.0.0.1:8600", "localhost:0", "[::1]:8600" or "unix:/path/to/socket". Requires: the
// configuration has checked the form. A Unix socket takes the place of one that an earlier process has left, and of none
// at which somebody answers. Errors: io if the address can't be had; the message names it.
enum class UnixAccess { owner, group };
Result<ListeningSocket> listen_on(std::string_view address, UnixAccess access);

}  // namespace suggestd::http
