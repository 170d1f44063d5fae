#include "http/wire/connection.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "http/wire/limits.h"

namespace suggestd::http {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t kReceiveBytes = 16 * 1024;
// A head begins within the first kReceiveBytes, and behind it there is room for a piece of the body.
constexpr std::size_t kBufferBytes = kReceiveBytes + limits::kHeadBytes.most + kReceiveBytes;
constexpr std::size_t kLargeUse = 2 * kReceiveBytes;  // a buffer used beyond this is given back
constexpr std::size_t kFlushBytes = 64 * 1024;
constexpr milliseconds kLinger{500};
constexpr std::size_t kLingerBytes = 4 * 1024 * 1024;
constexpr milliseconds kLookAtClient{5};

// False when the deadline has passed.
bool wait_for(int socket, short what, Connection::Clock::time_point deadline) {
  for (;;) {
    const auto left = std::chrono::ceil<milliseconds>(deadline - Connection::Clock::now());
    if (left.count() <= 0) return false;
    pollfd waiting{socket, what, 0};
    const int ready = ::poll(&waiting, 1, static_cast<int>(std::min(left, milliseconds(60'000)).count()));
    if (ready > 0) return true;
    if (ready < 0 && errno != EINTR) return false;
  }
}

std::optional<IpAddress> peer_of(int socket) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  const auto* const any = reinterpret_cast<const sockaddr*>(&address);
  if (::getpeername(socket, reinterpret_cast<sockaddr*>(&address), &size) != 0) return std::nullopt;
  if (any->sa_family != AF_INET && any->sa_family != AF_INET6) return std::nullopt;
  return IpAddress::of(*any);
}

}  // namespace

Connection::Connection(int socket, milliseconds keep_alive, std::unique_ptr<TlsStream> tls)
    : socket_(socket),
      keep_alive_(keep_alive),
      peer_(peer_of(socket)),
      tls_(std::move(tls)),
      buffer_(new char[kBufferBytes]),
      pace_(keep_alive, 0, Clock::now()),
      waits_since_(Clock::now()) {
  // recv itself ends the wait for a request: no poll before it.
  timeval wait{};
  wait.tv_sec = keep_alive.count() / 1000;
  wait.tv_usec = (keep_alive.count() % 1000) * 1000;
  ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
}

Connection::~Connection() {
  if (socket_ < 0) return;
  tls_.reset();  // tells the client that this is the end
  ::shutdown(socket_, SHUT_RDWR);
  ::close(socket_);
}

// --- Input

bool Connection::wait_for_request() {
  make_room();
  waits_since_ = Clock::now();
  // Before interrupted_ is read: interrupt() sets and reads them the other way round.
  Phase expected = Phase::serving;
  if (phase_.compare_exchange_strong(expected, Phase::waiting)) used_.store(true, std::memory_order_relaxed);
  if (phase_ == Phase::gave_way) return false;
  if (taken_ < end_) return true;  // the client sent the next one already
  if (interrupted_ && !reading_ended_) interrupt();
  return receive_request();
}

bool Connection::receive_request() {
  if (tls_ != nullptr) return receive_tls(Clock::now() + keep_alive_) == Received::some;
  ssize_t got = 0;
  do {
    got = ::recv(socket_, buffer_.get() + end_, kReceiveBytes, 0);
  } while (got < 0 && errno == EINTR);
  if (got <= 0) return false;
  end_ += static_cast<std::size_t>(got);
  return true;
}

bool Connection::begin_request() {
  Phase expected = Phase::waiting;
  return phase_.compare_exchange_strong(expected, Phase::serving);
}

// Moves unread input to the front, unless it is still near: a client that sends many requests at once has
// each byte moved a few times only. A buffer that was used beyond kLargeUse is given back, not kept for its
// next large request.
void Connection::make_room() {
  if (output_.capacity() > kLargeUse) std::string().swap(output_);
  kept_ = 0;
  const std::size_t unread = end_ - taken_;
  if (end_ > kLargeUse && unread <= kReceiveBytes) {
    std::unique_ptr<char[]> fresh(new char[kBufferBytes]);
    std::memcpy(fresh.get(), buffer_.get() + taken_, unread);
    buffer_ = std::move(fresh);
  } else if (unread > 0 && taken_ > kReceiveBytes) {
    std::memmove(buffer_.get(), buffer_.get() + taken_, unread);
  } else if (unread > 0) {
    return;
  }
  taken_ = 0;
  end_ = unread;
}

Connection::Received Connection::receive(Clock::time_point deadline) {
  if (taken_ == end_) taken_ = end_ = kept_;
  if (tls_ != nullptr) return receive_tls(deadline);
  if (!wait_for(socket_, POLLIN, deadline)) return Received::late;
  return receive_now();
}

Connection::Received Connection::receive_now() {
  const std::size_t room = std::min(kReceiveBytes, kBufferBytes - end_);
  ssize_t got = 0;
  do {
    got = ::recv(socket_, buffer_.get() + end_, room, MSG_DONTWAIT);
  } while (got < 0 && errno == EINTR);
  if (got <= 0) return Received::ended;
  end_ += static_cast<std::size_t>(got);
  return Received::some;
}

// Part of a record, or a step of the handshake, makes the socket readable and gives no input yet.
Connection::Received Connection::receive_tls(Clock::time_point deadline) {
  Transfer got{0, POLLIN};
  bool ready = tls_->has_input();
  for (;;) {
    if (!ready && !wait_for(socket_, got.wait, deadline)) return Received::late;
    ready = false;
    got = tls_->receive(buffer_.get() + end_, std::min(kReceiveBytes, kBufferBytes - end_));
    if (got.bytes == 0 && got.wait != 0) continue;
    end_ += got.bytes;
    return got.bytes > 0 ? Received::some : Received::ended;
  }
}

// --- Output

bool Connection::write(std::string_view bytes) {
  if (broken_) return false;
  if (output_.size() + bytes.size() <= kFlushBytes) {
    output_ += bytes;
    return !write_through_ || flush();
  }
  // Large: the gathered bytes go first, and the rest is not copied.
  const bool sent = send_all(output_, MSG_MORE) && send_all(bytes, 0);
  output_.clear();
  return sent;
}

bool Connection::flush() {
  const bool sent = send_all(output_, 0);
  output_.clear();
  return sent;
}

void Connection::write_through(milliseconds patience) {
  write_through_ = true;
  pace_ = Pace(patience, 0, Clock::now());
}

bool Connection::send_all(std::string_view bytes, int flags) {
  if (write_through_) pace_.passed(0, Clock::now());  // the time before this write is not the client's
  while (!broken_ && !bytes.empty()) {
    const Transfer sent = send_some(bytes, flags);
    bytes.remove_prefix(sent.bytes);
    if (sent.wait != 0) {
      broken_ = !wait_for(socket_, sent.wait, pace_.deadline());
    } else if (sent.bytes == 0) {
      broken_ = true;
    } else if (!bytes.empty()) {
      pace_.passed(sent.bytes, Clock::now());
    }
  }
  return !broken_;
}

Transfer Connection::send_some(std::string_view bytes, int flags) {
  if (tls_ != nullptr) return tls_->send(bytes);
  ssize_t sent = 0;
  do {
    sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT | flags);
  } while (sent < 0 && errno == EINTR);
  if (sent >= 0) return {static_cast<std::size_t>(sent), 0};
  return {0, errno == EAGAIN || errno == EWOULDBLOCK ? short{POLLOUT} : short{0}};
}

void Connection::linger() {
  flush();
  if (tls_ != nullptr) tls_->end();
  ::shutdown(socket_, SHUT_WR);
  const auto end = Clock::now() + kLinger;
  for (std::size_t taken = 0; taken < kLingerBytes && wait_for(socket_, POLLIN, end);) {
    kept_ = taken_ = end_ = 0;
    if (receive_now() != Received::some) return;
    taken += end_;
  }
}

bool Connection::client_left() {
  if (client_left_ || broken_) return true;
  const auto now = Clock::now();
  if (now - looked_at_client_ < kLookAtClient) return false;
  looked_at_client_ = now;
  // Data that came before the end doesn't hide POLLRDHUP. An end that interrupt() made says nothing.
  const short end_of_input = reading_ended_ ? short{0} : short{POLLRDHUP};
  pollfd client{socket_, end_of_input, 0};
  client_left_ = ::poll(&client, 1, 0) > 0;
  return client_left_;
}

// --- Any thread

std::optional<Connection::Clock::time_point> Connection::waits_since() const {
  if (phase_ != Phase::waiting) return std::nullopt;
  return waits_since_.load();
}

bool Connection::give_way() {
  Phase expected = Phase::waiting;
  if (!phase_.compare_exchange_strong(expected, Phase::gave_way)) return false;
  ::shutdown(socket_, SHUT_RDWR);
  return true;
}

void Connection::interrupt() {
  interrupted_ = true;
  if (phase_ != Phase::waiting) return;
  reading_ended_ = true;
  ::shutdown(socket_, SHUT_RD);
}

void Connection::abort() { ::shutdown(socket_, SHUT_RDWR); }

}  // namespace suggestd::http
