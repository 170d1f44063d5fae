// The threads that serve one listener's connections, one each, up to a limit.
//
// Grow     a thread is started when a connection comes and none is idle; threads are kept until the end.
// Refuse   beyond the limit a connection is handed to `refuse` at once: it never waits behind idle clients.
// Streams  a connection that turns into a followed feed moves out of the count of connections into that of
//          streams, so that followers can't take the places of requests.
// Threads  any.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "http/checked_httplib.h"

namespace suggestd::http {

// Set while the library's job of a connection runs that is one too many.
bool this_connection_is_refused() noexcept;

class ConnectionThreads final : public httplib::TaskQueue {
 public:
  ConnectionThreads(std::size_t max_connections, std::size_t max_streams);
  ~ConnectionThreads() override;

  // Called by the library with the job of a new connection, and at the end.
  void enqueue(std::function<void()> job) override;
  void shutdown() override;

  // Moves the caller's connection to the streams; false if there are too many.
  bool begin_stream();
  void end_stream();

  std::size_t connections() const;
  std::size_t streams() const;

 private:
  void work();

  const std::size_t max_connections_;
  const std::size_t max_streams_;

  mutable std::mutex mutex_;
  std::condition_variable wake_;
  // Guarded by mutex_.
  std::deque<std::function<void()>> jobs_;
  std::vector<std::thread> threads_;
  std::size_t idle_ = 0;
  std::size_t connections_ = 0;
  std::size_t streams_ = 0;
  bool stopping_ = false;
};

}  // namespace suggestd::http
