#include "http/wire/acceptor.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <new>

#include <fmt/format.h>

#include "base/log.h"
#include "base/metrics.h"
#include "base/round.h"
#include "base/this_thread.h"
#include "http/wire/spare_memory.h"

namespace suggestd::http {
namespace {

using Clock = std::chrono::steady_clock;

// The last descriptors are the store's, even if more connections were planned than there is room for
// (base/open_files.h plans). A process that may open few keeps an eighth of them.
constexpr std::uint64_t kReserve = 64;
constexpr std::uint64_t kReserveShare = 8;
constexpr std::size_t kMostRefused = 64;                // sockets of refused clients at a time
constexpr std::chrono::milliseconds kRefusedTime{500};  // for a refused client to read its answer
constexpr std::chrono::milliseconds kTick{1000};
constexpr std::chrono::milliseconds kPause{50};  // when accept fails for want of anything

std::uint64_t descriptor_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return INT_MAX;
  return std::min<std::uint64_t>(limit.rlim_cur, INT_MAX);
}

int open_spare() { return ::open("/dev/null", O_RDONLY | O_CLOEXEC); }

std::string_view busy_name(Busy reason) {
  switch (reason) {
    case Busy::connections:
      return "connections";
    case Busy::descriptors:
      return "descriptors";
    case Busy::address:
      return "address";
  }
  return "connections";
}

void close_if_open(int& descriptor) {
  if (descriptor >= 0) ::close(descriptor);
  descriptor = -1;
}

}  // namespace

Acceptor::Acceptor(AcceptorOptions options, ConnectionThreads& threads, BusyAnswer busy_answer)
    : options_(std::move(options)), threads_(threads), busy_answer_(std::move(busy_answer)) {}

Acceptor::~Acceptor() { stop(); }

Status Acceptor::start(int socket) {
  listening_ = socket;
  ::fcntl(listening_, F_SETFL, ::fcntl(listening_, F_GETFL) | O_NONBLOCK);
  wake_ = ::eventfd(0, EFD_CLOEXEC);
  spare_ = open_spare();
  refused_.reserve(kMostRefused);  // so that no socket is lost for want of memory
  if (wake_ < 0 || spare_ < 0) return errno_error("cannot watch for connections", errno);
  const std::uint64_t limit = descriptor_limit();
  first_reserved_ = static_cast<int>(limit - std::min(kReserve, limit / kReserveShare));
  thread_ = std::thread([this] {
    name_this_thread("listener");
    run();
  });
  return {};
}

void Acceptor::stop() {
  if (thread_.joinable()) {
    stopping_ = true;
    const std::uint64_t one = 1;
    (void)!::write(wake_, &one, sizeof one);
    thread_.join();
  }
  close_all();
}

void Acceptor::close_all() {
  end_refused(true);
  close_if_open(listening_);
  close_if_open(wake_);
  close_if_open(spare_);
}

void Acceptor::run() {
  while (!stopping_) {
    wait();
    if (stopping_) return;
    do_round("listener", [this] {
      accept_all();
      end_refused(false);
    });
    give_back_spare_memory();
  }
}

void Acceptor::wait() {
  std::array<pollfd, kMostRefused + 2> watched{};
  watched[0] = {listening_, POLLIN, 0};
  watched[1] = {wake_, POLLIN, 0};
  std::size_t count = 2;
  for (const Refused& refused : refused_) watched[count++] = {refused.socket, POLLIN, 0};
  ::poll(watched.data(), count, static_cast<int>((refused_.empty() ? kTick : kRefusedTime / 4).count()));
}

void Acceptor::accept_all() {
  while (!stopping_ && accept_one()) {
  }
}

bool Acceptor::accept_one() {
  const int socket = ::accept4(listening_, nullptr, nullptr, SOCK_CLOEXEC);
  if (socket >= 0) {
    admit(socket);
    return true;
  }
  switch (errno) {
    case EINTR:
    case ECONNABORTED:
    case EPROTO:
      return true;
    case EMFILE:
    case ENFILE:
      refuse_without_descriptors();
      return false;
    case EAGAIN:
      return false;
    default:  // memory, buffers: they come back, and the loop must not spin until then
      std::this_thread::sleep_for(kPause);
      return false;
  }
}

void Acceptor::admit(int socket) {
  if (store_needs(socket)) return refuse(socket, Busy::descriptors);
  const int yes = 1;
  ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  std::unique_ptr<Connection> connection;
  try {
    connection = std::make_unique<Connection>(socket, options_.keep_alive, begin_tls(socket));
  } catch (const std::bad_alloc&) {
    ::close(socket);
    return;
  }
  const ConnectionThreads::Taken taken = threads_.take(connection);
  if (taken == ConnectionThreads::Taken::yes) return;
  const bool full = taken == ConnectionThreads::Taken::full;
  refuse(connection->release(), full ? Busy::connections : Busy::address);
}

std::unique_ptr<TlsStream> Acceptor::begin_tls(int socket) const {
  if (options_.tls == nullptr) return nullptr;
  ::fcntl(socket, F_SETFL, ::fcntl(socket, F_GETFL) | O_NONBLOCK);
  return options_.tls->accept(socket);
}

// The kernel gives the lowest free number, so one from first_reserved_ on tells that all below are in use.
bool Acceptor::store_needs(int socket) {
  if (socket < first_reserved_ || threads_.end_longest_waiting()) return false;
  if (!told_reserve_)
    log_warning("no descriptors are left for connections; new ones are refused. Raise LimitNOFILE",
                {{"listener", options_.listener}});
  told_reserve_ = true;
  return true;
}

void Acceptor::refuse(int socket, Busy reason) {
  do_round("listener", [&] {
    counter("suggestd_http_refused_total", {{"listener", options_.listener}, {"reason", busy_name(reason)}})
        .add();
    if (options_.tls != nullptr) return;
    const std::string answer = busy_answer_(reason);
    ::send(socket, answer.data(), answer.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
  });
  ::shutdown(socket, SHUT_WR);
  if (refused_.size() == kMostRefused) {
    ::close(refused_.front().socket);
    refused_.erase(refused_.begin());
  }
  refused_.push_back({socket, Clock::now() + kRefusedTime});
}

// Closes refused connections whose client has read the answer or has had its time: closing earlier would
// reset the connection and could cost the client the answer.
void Acceptor::end_refused(bool all) {
  const auto now = Clock::now();
  std::array<char, 4096> waste{};
  std::erase_if(refused_, [&](const Refused& refused) {
    const ssize_t got = ::recv(refused.socket, waste.data(), waste.size(), MSG_DONTWAIT);
    const bool gone = got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR);
    if (!all && !gone && now < refused.until) return false;
    ::close(refused.socket);
    return true;
  });
}

void Acceptor::refuse_without_descriptors() {
  if (!told_reserve_)
    log_warning("no descriptors are left at all; new connections are refused. Raise LimitNOFILE",
                {{"listener", options_.listener}});
  told_reserve_ = true;
  if (threads_.end_longest_waiting()) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));  // its thread closes it
    return;
  }
  close_if_open(spare_);
  const int socket = ::accept4(listening_, nullptr, nullptr, SOCK_CLOEXEC);
  if (socket >= 0) {
    refuse(socket, Busy::descriptors);
    end_refused(true);
  }
  spare_ = open_spare();
  std::this_thread::sleep_for(kPause);
}

}  // namespace suggestd::http
