// The threads that serve one listener's connections, one each, up to a limit.
//
// Grow     a thread is started when a connection comes and none is idle; one that was idle for
//          kIdleThread ends.
// Full     a new connection takes the place of one that waits for a request and has waited for kSpared: one
//          that was never used, else the one that has waited longest. If there is none, it is not taken. It
//          never waits behind idle clients.
// Streams  a connection that turns into a followed feed moves out of the count of connections into that of
//          streams, so that followers can't take the places of requests.
// Threads  any.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <thread>
#include <vector>

#include "http/wire/connection.h"

namespace suggestd::http {

class ConnectionThreads {
 public:
  using Serve = std::function<void(Connection&)>;

  // `serve` is called with each connection that was taken; it is closed afterwards.
  ConnectionThreads(std::size_t max_connections, std::size_t max_streams, Serve serve);
  ~ConnectionThreads();  // shutdown()

  // False if all places are used by connections that are being served, or shutdown() was called: the caller
  // still has it then.
  bool take(std::unique_ptr<Connection>& connection);
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
  bool begin_thread();
  bool push(std::unique_ptr<Connection>& connection);
  bool make_place(Connection::Clock::duration spared);
  void serve(std::unique_ptr<Connection> connection, std::unique_lock<std::mutex>& lock);
  void end_this_thread(std::unique_lock<std::mutex>& lock);

  const std::size_t max_connections_;
  const std::size_t max_streams_;
  const Serve serve_;

  mutable std::mutex mutex_;
  std::condition_variable wake_;
  // Guarded by mutex_.
  std::deque<std::unique_ptr<Connection>> waiting_;  // for a thread
  std::set<Connection*> open_;
  std::set<Connection*> gave_way_;  // still open, and not counted any more
  std::vector<std::thread> threads_;
  std::thread ended_;  // the last one that did; to be joined
  std::size_t idle_ = 0;
  std::size_t connections_ = 0;
  std::size_t streams_ = 0;
  bool stopping_ = false;
};

}  // namespace suggestd::http
