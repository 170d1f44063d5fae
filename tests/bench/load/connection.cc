#include "load/connection.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <stdexcept>

namespace load {
namespace {

[[noreturn]] void fail(const std::string& what) {
  throw std::runtime_error(what + ": " + std::strerror(errno));
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

std::uint64_t to_number(std::string_view digits) {
  std::uint64_t number = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return number;
}

}  // namespace

Connection::Connection(std::uint16_t port) {
  descriptor_ = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (descriptor_ < 0 || connect(descriptor_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
    fail("connect");
  }
  const int on = 1;
  setsockopt(descriptor_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

Connection::~Connection() { close(descriptor_); }

void Connection::send(std::string_view request) {
  buffer_.clear();
  while (!request.empty()) {
    const ssize_t written = ::send(descriptor_, request.data(), request.size(), MSG_NOSIGNAL);
    if (written < 0) fail("send");
    request.remove_prefix(static_cast<std::size_t>(written));
  }
}

bool Connection::receive() {
  std::array<char, 64 * 1024> chunk;
  const ssize_t got = recv(descriptor_, chunk.data(), chunk.size(), MSG_DONTWAIT);
  if (got == 0) throw std::runtime_error("the server closed the connection");
  if (got < 0) {
    if (errno == EAGAIN || errno == EINTR) return false;
    fail("recv");
  }
  buffer_.append(chunk.data(), static_cast<std::size_t>(got));
  return parse();
}

bool Connection::parse() {
  const std::size_t head_end = buffer_.find("\r\n\r\n");
  if (head_end == std::string::npos) return false;
  const std::string_view head = std::string_view(buffer_).substr(0, head_end + 2);
  const std::size_t length = to_number(header_value(head, "Content-Length"));
  if (buffer_.size() < head_end + 4 + length) return false;
  response_.status = static_cast<int>(to_number(head.substr(sizeof "HTTP/1.1", 3)));
  response_.head = head;
  response_.body = std::string_view(buffer_).substr(head_end + 4, length);
  return true;
}

const Response& Connection::ask(std::string_view request) {
  send(request);
  pollfd readable{descriptor_, POLLIN, 0};
  do {
    if (poll(&readable, 1, 30'000) <= 0) throw std::runtime_error("no answer within 30 s");
  } while (!receive());
  return response_;
}

std::uint64_t header_sequence(std::string_view head, std::string_view name) {
  const std::string_view value = header_value(head, name);
  const std::size_t colon = value.find(':');
  return colon == std::string_view::npos ? 0 : to_number(value.substr(colon + 1));
}

}  // namespace load
