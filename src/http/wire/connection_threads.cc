#include "http/wire/connection_threads.h"

#include <algorithm>
#include <chrono>
#include <exception>
#include <new>
#include <optional>
#include <utility>

#include "base/mutex.h"
#include "base/this_thread.h"

namespace suggestd::http {
namespace {

constexpr std::chrono::seconds kIdleThread{30};
// A client that has just connected has this long to send its first request.
constexpr std::chrono::milliseconds kSpared{250};

std::optional<IpAddress> network_of(const Connection& connection) {
  const std::optional<IpAddress>& peer = connection.peer();
  return peer ? std::optional(peer->network()) : std::nullopt;
}

}  // namespace

ConnectionThreads::ConnectionThreads(std::size_t max_connections, std::size_t max_streams, Serve serve,
                                     MostFrom most_from)
    : max_connections_(max_connections),
      max_streams_(max_streams),
      serve_(std::move(serve)),
      most_from_(std::move(most_from)) {}

ConnectionThreads::~ConnectionThreads() { shutdown(); }

ConnectionThreads::Taken ConnectionThreads::take(std::unique_ptr<Connection>& connection) {
  const auto network = network_of(*connection);
  const std::size_t most = network ? most_from_(*connection->peer()) : 0;
  {
    const MutexLock lock(mutex_);
    const auto held = network ? networks_.find(*network) : networks_.end();
    const bool one_too_many = most > 0 && held != networks_.end() && held->second >= most;
    if (one_too_many && !make_place(kSpared, &*network)) return Taken::address_full;
    if (stopping_ || (connections_ >= max_connections_ && !make_place(kSpared))) return Taken::full;
    // No more threads or memory can be had: the same as one connection too many.
    if (idle_ <= waiting_.size() && !begin_thread()) return Taken::full;
    if (!push(connection)) return Taken::full;
    ++connections_;
  }
  wake_.notify_one();
  return Taken::yes;
}

bool ConnectionThreads::end_longest_waiting() {
  const MutexLock lock(mutex_);
  return make_place(Connection::Clock::duration::zero());
}

bool ConnectionThreads::make_place(Connection::Clock::duration spared, const IpAddress* network) {
  // First those that were never used, then the longest waiting: who only opens connections takes no place
  // from a client that keeps one for its next request.
  using Rank = std::pair<bool, Connection::Clock::time_point>;
  const auto latest = Connection::Clock::now() - spared;
  std::optional<Rank> best;
  Connection* found = nullptr;
  for (Connection* connection : open_) {
    const auto since = connection->waits_since();
    if (!since || *since > latest) continue;
    if (network != nullptr && network_of(*connection) != *network) continue;
    const Rank rank(connection->was_used(), *since);
    if (best && rank >= *best) continue;
    best = rank;
    found = connection;
  }
  if (found == nullptr || !found->give_way()) return false;
  gave_way_.insert(found);
  leave(*found);
  return true;
}

// The connection is not counted any more.
void ConnectionThreads::leave(const Connection& connection) {
  --connections_;
  const auto network = network_of(connection);
  const auto held = network ? networks_.find(*network) : networks_.end();
  if (held != networks_.end() && --held->second == 0) networks_.erase(held);
}

bool ConnectionThreads::begin_thread() {
  try {
    threads_.emplace_back([this] {
      name_this_thread("connection");
      work();
    });
    return true;
  } catch (const std::exception&) {
    return false;
  }
}

// False without memory; the connection is the caller's then.
bool ConnectionThreads::push(std::unique_ptr<Connection>& connection) {
  const Connection* const added = connection.get();
  const auto network = network_of(*connection);
  try {
    open_.insert(connection.get());
    std::size_t* const held = network ? &networks_[*network] : nullptr;
    waiting_.push_back(std::move(connection));
    if (held != nullptr) ++*held;
    return true;
  } catch (const std::bad_alloc&) {
    std::erase_if(open_, [added](const Connection* open) { return open == added; });
    return false;
  }
}

void ConnectionThreads::work() {
  MutexLock lock(mutex_);
  for (;;) {
    ++idle_;
    const bool woken = wake_.wait_for(
        lock, kIdleThread, [this]() SUGGESTD_REQUIRES(mutex_) { return stopping_ || !waiting_.empty(); });
    --idle_;
    if (!waiting_.empty()) {
      std::unique_ptr<Connection> connection = std::move(waiting_.front());
      waiting_.pop_front();
      lock.unlock();
      serve(std::move(connection));
      lock.lock();
    } else if (!woken) {
      std::thread before = leave_threads();
      lock.unlock();
      if (before.joinable()) before.join();
      return;
    } else if (stopping_) {
      return;
    }
  }
}

void ConnectionThreads::serve(std::unique_ptr<Connection> connection) {
  serve_(*connection);
  {
    const MutexLock lock(mutex_);
    open_.erase(connection.get());
    if (gave_way_.erase(connection.get()) == 0) leave(*connection);
  }
  connection.reset();  // closes the socket
}

// The caller joins the one that left before, so that at most one stack waits to be given back.
std::thread ConnectionThreads::leave_threads() {
  const auto self = std::find_if(threads_.begin(), threads_.end(), [](const std::thread& thread) {
    return thread.get_id() == std::this_thread::get_id();
  });
  if (self == threads_.end()) return {};  // shutdown() joins it
  std::thread before = std::exchange(ended_, std::move(*self));
  threads_.erase(self);
  return before;
}

void ConnectionThreads::for_each(const std::function<void(Connection&)>& visit) {
  const MutexLock lock(mutex_);
  for (Connection* connection : open_) visit(*connection);
}

void ConnectionThreads::shutdown() {
  std::vector<std::thread> threads;
  std::thread ended;
  {
    const MutexLock lock(mutex_);
    stopping_ = true;
    threads.swap(threads_);
    ended.swap(ended_);
  }
  wake_.notify_all();
  for (std::thread& thread : threads) thread.join();
  if (ended.joinable()) ended.join();
}

bool ConnectionThreads::begin_stream() {
  const MutexLock lock(mutex_);
  if (streams_ >= max_streams_) return false;
  ++streams_;
  --connections_;
  return true;
}

void ConnectionThreads::end_stream() {
  const MutexLock lock(mutex_);
  --streams_;
  ++connections_;  // may pass the limit for a moment; new ones are refused meanwhile
}

std::size_t ConnectionThreads::connections() const {
  const MutexLock lock(mutex_);
  return connections_;
}

std::size_t ConnectionThreads::streams() const {
  const MutexLock lock(mutex_);
  return streams_;
}

}  // namespace suggestd::http
