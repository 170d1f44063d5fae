#include "cli/bench/connection.h"

#include <netdb.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <system_error>

#include <fmt/format.h>

namespace suggestd::cli {
namespace {

constexpr std::string_view kScheme = "http://";
constexpr int kLongestWait = 30'000;  // milliseconds

Error system_failure(std::string_view what) {
  return io_error(fmt::format("{}: {}", what, std::generic_category().message(errno)));
}

// The value of a header; names are compared without regard to case, as the standard asks.
std::string_view header_value(std::string_view head, std::string_view name) {
  for (std::size_t at = head.find("\r\n"); at != std::string_view::npos; at = head.find("\r\n", at)) {
    at += 2;
    const std::string_view line = head.substr(at, head.find("\r\n", at) - at);
    if (line.size() > name.size() && line[name.size()] == ':' &&
        strncasecmp(line.data(), name.data(), name.size()) == 0) {
      const std::size_t begin = line.find_first_not_of(' ', name.size() + 1);
      return begin == std::string_view::npos ? std::string_view{} : line.substr(begin);
    }
  }
  return {};
}

std::size_t to_number(std::string_view digits) {
  std::size_t number = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return number;
}

// A connected socket, or -1 with errno set.
int connect_to(const addrinfo& address) {
  const int descriptor = socket(address.ai_family, address.ai_socktype, address.ai_protocol);
  if (descriptor < 0) return -1;
  if (connect(descriptor, address.ai_addr, address.ai_addrlen) == 0) {
    const int on = 1;
    setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return descriptor;
  }
  const int reason = errno;
  close(descriptor);
  errno = reason;
  return -1;
}

}  // namespace

Result<ServerAddress> parse_server_address(std::string_view url) {
  const Error wrong = invalid(fmt::format("'{}' must be like http://127.0.0.1:8600", url));
  if (!url.starts_with(kScheme)) return wrong;
  std::string_view rest = url.substr(kScheme.size());
  if (rest.ends_with('/')) rest.remove_suffix(1);
  const std::size_t colon = rest.rfind(':');
  if (colon == std::string_view::npos || rest.find('/') != std::string_view::npos) return wrong;
  std::string_view host = rest.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  if (host.empty() || colon + 1 == rest.size()) return wrong;
  return ServerAddress{std::string(host), std::string(rest.substr(colon + 1))};
}

Result<std::unique_ptr<LoadConnection>> LoadConnection::open(const ServerAddress& address) {
  addrinfo wanted{};
  wanted.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const int failed = getaddrinfo(address.host.c_str(), address.port.c_str(), &wanted, &found);
  if (failed != 0)
    return io_error(fmt::format("{}:{}: {}", address.host, address.port, gai_strerror(failed)));
  int descriptor = -1;
  for (const addrinfo* one = found; one != nullptr && descriptor < 0; one = one->ai_next)
    descriptor = connect_to(*one);
  freeaddrinfo(found);
  if (descriptor < 0) return system_failure(fmt::format("{}:{}", address.host, address.port));
  return std::unique_ptr<LoadConnection>(new LoadConnection(descriptor));
}

LoadConnection::~LoadConnection() { close(descriptor_); }

Status LoadConnection::send(std::string_view request) {
  buffer_.clear();
  while (!request.empty()) {
    const ssize_t written = ::send(descriptor_, request.data(), request.size(), MSG_NOSIGNAL);
    if (written < 0) return system_failure("sending a request");
    request.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

Result<bool> LoadConnection::receive() {
  std::array<char, 64 * 1024> chunk;
  const ssize_t got = recv(descriptor_, chunk.data(), chunk.size(), MSG_DONTWAIT);
  if (got == 0) return io_error("the server closed the connection");
  if (got < 0) {
    if (errno == EAGAIN || errno == EINTR) return false;
    return system_failure("reading an answer");
  }
  buffer_.append(chunk.data(), static_cast<std::size_t>(got));
  return parse();
}

bool LoadConnection::parse() {
  const std::size_t head_end = buffer_.find("\r\n\r\n");
  if (head_end == std::string::npos) return false;
  const std::string_view head = std::string_view(buffer_).substr(0, head_end + 2);
  const std::size_t length = to_number(header_value(head, "Content-Length"));
  if (buffer_.size() < head_end + 4 + length) return false;
  answer_.status = static_cast<int>(to_number(head.substr(sizeof "HTTP/1.1", 3)));
  answer_.body = std::string_view(buffer_).substr(head_end + 4, length);
  return true;
}

Status LoadConnection::ask(std::string_view request) {
  if (Status sent = send(request); !sent) return sent;
  pollfd readable{descriptor_, POLLIN, 0};
  while (poll(&readable, 1, kLongestWait) > 0) {
    const Result<bool> complete = receive();
    if (!complete) return complete.error();
    if (*complete) return expect_success(answer_);
  }
  return io_error(fmt::format("no answer within {} s", kLongestWait / 1000));
}

bool is_refusal(const LoadAnswer& answer) noexcept { return answer.status == 429 || answer.status == 503; }

Status expect_success(const LoadAnswer& answer) {
  if (answer.status >= 200 && answer.status <= 299) return {};
  return io_error(fmt::format("the server answered {}: {}", answer.status, answer.body));
}

}  // namespace suggestd::cli
