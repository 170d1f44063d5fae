// The threads that serve one listener's connections, one each, up to a limit.
//
// Grow     a thread is started when a connection comes and none is idle; one that was idle for
//          kIdleThread ends.
// Full     a new connection takes the place of one that waits for a request and has waited for kSpared: one
//          that was never used, else the one that has waited longest. If there is none, it is not taken. It
//          never waits behind idle clients.
// Address  the connections of one client's network, streams among them, are bounded by MostFrom; one more takes the
//          place of one of its own, or is not taken.
// Streams  a connection that turns into a followed feed moves out of the count of connections into that of
//          streams, so that followers can't take the places of requests.
// Threads  any.
#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <thread>
#include <vector>

#include "base/mutex.h"
#include "http/wire/connection.h"

namespace suggestd::http {

class ConnectionThreads {
 public:
  using Serve = std::function<void(Connection&)>;
  // How many connections the network of an address may hold; 0: no limit.
  using MostFrom = std::function<std::size_t(const IpAddress&)>;

  // `serve` is called with each connection that was taken; it is closed afterwards.
  ConnectionThreads(
      std::size_t max_connections, std::size_t max_streams, Serve serve,
      MostFrom most_from = [](const IpAddress&) { return std::size_t{0}; });
  ~ConnectionThreads();  // shutdown()

  enum class Taken {
    yes,
    full,          // all places are used by connections that are being served, or shutdown() was called
    address_full,  // so are all that this connection's address may hold
  };
  // The caller still has the connection if it was not taken.
  Taken take(std::unique_ptr<Connection>& connection);
  // Ends the connection that has waited longest for a request; false if none waits.
  bool end_longest_waiting();

  // Each open connection, under a lock.
  void for_each(const std::function<void(Connection&)>& visit);

  // Takes no more, and returns when the last connection has been served.
  void shutdown();

  // Moves the caller's connection to the streams; false if there are too many.
  bool begin_stream();
  void end_stream();

  std::size_t connections() const;
  std::size_t streams() const;

 private:
  void work();
  bool begin_thread() SUGGESTD_REQUIRES(mutex_);
  bool push(std::unique_ptr<Connection>& connection) SUGGESTD_REQUIRES(mutex_);
  // Takes the place of any network, or of one alone.
  bool make_place(Connection::Clock::duration spared, const IpAddress* network = nullptr)
      SUGGESTD_REQUIRES(mutex_);
  void leave(const Connection& connection) SUGGESTD_REQUIRES(mutex_);
  void serve(std::unique_ptr<Connection> connection) SUGGESTD_EXCLUDES(mutex_);
  std::thread leave_threads() SUGGESTD_REQUIRES(mutex_);

  const std::size_t max_connections_;
  const std::size_t max_streams_;
  const Serve serve_;
  const MostFrom most_from_;

  mutable Mutex mutex_;
  ConditionVariable wake_;
  std::deque<std::unique_ptr<Connection>> waiting_ SUGGESTD_GUARDED_BY(mutex_);  // for a thread
  std::set<Connection*> open_ SUGGESTD_GUARDED_BY(mutex_);
  std::set<Connection*> gave_way_ SUGGESTD_GUARDED_BY(mutex_);  // still open, and not counted any more
  std::map<IpAddress, std::size_t> networks_
      SUGGESTD_GUARDED_BY(mutex_);  // connections and streams that are counted, of each network
  std::vector<std::thread> threads_ SUGGESTD_GUARDED_BY(mutex_);
  std::thread ended_ SUGGESTD_GUARDED_BY(mutex_);  // the last one that did; to be joined
  std::size_t idle_ SUGGESTD_GUARDED_BY(mutex_) = 0;
  std::size_t connections_ SUGGESTD_GUARDED_BY(mutex_) = 0;
  std::size_t streams_ SUGGESTD_GUARDED_BY(mutex_) = 0;
  bool stopping_ SUGGESTD_GUARDED_BY(mutex_) = false;
};

}  // namespace suggestd::http
