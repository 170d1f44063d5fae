#include "http/wire/listening_socket.h"

#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <memory>

#include <fmt/format.h>

#include "base/unix_address.h"

namespace suggestd::http {
namespace {

constexpr int kBacklog = 1024;

struct HostPort {
  std::string host;
  std::string port;
};

HostPort split_address(std::string_view address) {
  const std::size_t colon = address.rfind(':');
  std::string_view host = address.substr(0, colon);
  if (host.starts_with('[')) host = host.substr(1, host.size() - 2);
  return {std::string(host), std::string(address.substr(colon + 1))};
}

// -1, and errno says why.
int listen_at(const addrinfo& place) {
  const int socket = ::socket(place.ai_family, place.ai_socktype | SOCK_CLOEXEC, place.ai_protocol);
  if (socket < 0) return -1;
  const int yes = 1;
  const int no = 0;
  // An address that connections of an earlier process still hold can be had again at once. SO_REUSEPORT
  // would let a second server share the port in silence, and each would answer some of the requests.
  ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  if (place.ai_family == AF_INET6) ::setsockopt(socket, IPPROTO_IPV6, IPV6_V6ONLY, &no, sizeof no);
  if (::bind(socket, place.ai_addr, place.ai_addrlen) == 0 && ::listen(socket, kBacklog) == 0) return socket;
  const int why = errno;
  ::close(socket);
  errno = why;
  return -1;
}

bool somebody_answers(const UnixAddress& place) {
  const int socket = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (socket < 0) return false;
  const bool answers = ::connect(socket, place.get(), place.size()) == 0 || errno == EAGAIN;
  ::close(socket);
  return answers;
}

// -1, and errno says why.
int listen_at(const UnixAddress& place, ::mode_t mode) {
  const int socket = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (socket < 0) return -1;
  struct stat there {};
  if (::lstat(place.path().c_str(), &there) == 0 && S_ISSOCK(there.st_mode) && !somebody_answers(place))
    ::unlink(place.path().c_str());
  // Before it is bound: then the file has never had another mode.
  if (::fchmod(socket, mode) == 0 && ::bind(socket, place.get(), place.size()) == 0 &&
      ::chmod(place.path().c_str(), mode) == 0 && ::listen(socket, kBacklog) == 0)
    return socket;
  const int why = errno;
  ::close(socket);
  errno = why;
  return -1;
}

int port_of(int socket) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  if (::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size) != 0) return 0;
  return ntohs(address.ss_family == AF_INET6 ? reinterpret_cast<sockaddr_in6&>(address).sin6_port
                                             : reinterpret_cast<sockaddr_in&>(address).sin_port);
}

}  // namespace

Result<ListeningSocket> listen_on(std::string_view address, UnixAccess access) {
  const std::string what = fmt::format("cannot listen on {}", address);
  if (address.starts_with(kUnixScheme)) {
    const Result<UnixAddress> place = UnixAddress::of(std::string(address.substr(kUnixScheme.size())));
    if (!place) return place.error().with_context(what);
    const int socket = listen_at(*place, access == UnixAccess::group ? 0660 : 0600);
    return socket < 0 ? Result<ListeningSocket>(errno_error(what, errno))
                      : ListeningSocket{socket, std::string(address)};
  }
  const HostPort wanted = split_address(address);
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  addrinfo* found = nullptr;
  const int unknown = ::getaddrinfo(wanted.host.c_str(), wanted.port.c_str(), &hints, &found);
  if (unknown != 0) return io_error(fmt::format("{}: {}", what, ::gai_strerror(unknown)));
  const std::unique_ptr<addrinfo, void (*)(addrinfo*)> places(found, ::freeaddrinfo);
  int why = 0;
  for (const addrinfo* place = found; place != nullptr; place = place->ai_next) {
    const int socket = listen_at(*place);
    if (socket >= 0) {
      return ListeningSocket{socket,
                             fmt::format("{}:{}", address.substr(0, address.rfind(':')), port_of(socket))};
    }
    why = errno;
  }
  return errno_error(what, why);
}

}  // namespace suggestd::http
