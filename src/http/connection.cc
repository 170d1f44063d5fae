#include "http/connection.h"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace suggestd::http {
namespace {

constexpr std::size_t kInputBytes = 16 * 1024;
constexpr std::size_t kFlushBytes = 64 * 1024;
constexpr std::chrono::milliseconds kLinger{500};
constexpr std::size_t kLingerBytes = 4 * 1024 * 1024;

bool wait_readable(socket_t socket, std::chrono::milliseconds timeout) {
  pollfd waiting{socket, POLLIN, 0};
  int ready = 0;
  do {
    ready = ::poll(&waiting, 1, static_cast<int>(timeout.count()));
  } while (ready < 0 && errno == EINTR);
  return ready > 0;
}

}  // namespace

Connection::Connection(socket_t socket) : socket_(socket), input_(kInputBytes) {}

bool Connection::wait_for_request(std::chrono::milliseconds timeout) {
  if (read_at_ < input_end_) return true;  // the client sent the next one already
  if (!flush()) return false;
  waiting_ = true;  // before interrupted_ is read: interrupt() sets and reads them the other way round
  const bool begun = !interrupted_ && wait_readable(socket_, timeout) && receive() > 0;
  waiting_ = false;
  return begun;
}

void Connection::begin_request(std::size_t bytes) noexcept {
  budget_ = bytes;
  over_budget_ = false;
}

bool Connection::flush() {
  std::size_t sent = 0;
  while (sent < output_.size()) {
    const ssize_t now = ::send(socket_, output_.data() + sent, output_.size() - sent, MSG_NOSIGNAL);
    if (now < 0 && errno == EINTR) continue;
    if (now <= 0) break;
    sent += static_cast<std::size_t>(now);
  }
  const bool all = sent == output_.size();
  output_.clear();
  return all;
}

void Connection::linger() {
  flush();
  ::shutdown(socket_, SHUT_WR);
  const auto end = std::chrono::steady_clock::now() + kLinger;
  for (std::size_t taken = 0; taken < kLingerBytes;) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
    if (left.count() <= 0 || !wait_readable(socket_, left)) return;
    const ssize_t got = ::recv(socket_, input_.data(), input_.size(), 0);
    if (got <= 0) return;
    taken += static_cast<std::size_t>(got);
  }
}

void Connection::interrupt() {
  interrupted_ = true;
  if (waiting_) ::shutdown(socket_, SHUT_RD);  // what has arrived can still be read
}

void Connection::abort() { ::shutdown(socket_, SHUT_RDWR); }

bool Connection::is_readable() const {
  return read_at_ < input_end_ || wait_readable(socket_, std::chrono::milliseconds(0));
}

bool Connection::is_writable() const {
  pollfd waiting{socket_, POLLOUT, 0};
  return ::poll(&waiting, 1, 0) > 0 && (waiting.revents & (POLLERR | POLLHUP)) == 0;
}

ssize_t Connection::read(char* to, std::size_t size) {
  if (budget_ == 0) {
    over_budget_ = true;
    return -1;
  }
  if (read_at_ == input_end_) {
    if (!flush()) return -1;  // "100 Continue" may be waiting in there
    if (const ssize_t got = receive(); got <= 0) return got;
  }
  const std::size_t count = std::min({size, input_end_ - read_at_, budget_});
  std::memcpy(to, input_.data() + read_at_, count);
  read_at_ += count;
  budget_ -= count;
  return static_cast<ssize_t>(count);
}

ssize_t Connection::write(const char* from, std::size_t size) {
  output_.append(from, size);
  if ((write_through_ || output_.size() >= kFlushBytes) && !flush()) return -1;
  return static_cast<ssize_t>(size);
}

// The library copies both into headers of every request; nothing of ours reads them.
void Connection::get_remote_ip_and_port(std::string& ip, int& port) const {
  ip.clear();
  port = 0;
}

void Connection::get_local_ip_and_port(std::string& ip, int& port) const { get_remote_ip_and_port(ip, port); }

ssize_t Connection::receive() {
  ssize_t got = 0;
  do {
    got = ::recv(socket_, input_.data(), input_.size(), 0);
  } while (got < 0 && errno == EINTR);
  read_at_ = 0;
  input_end_ = got > 0 ? static_cast<std::size_t>(got) : 0;
  return got;
}

}  // namespace suggestd::http
