#include "http/connection_threads.h"

#include <system_error>

#include "base/this_thread.h"

namespace suggestd::http {
namespace {

thread_local bool refused = false;

}  // namespace

bool this_connection_is_refused() noexcept { return refused; }

ConnectionThreads::ConnectionThreads(std::size_t max_connections, std::size_t max_streams)
    : max_connections_(max_connections), max_streams_(max_streams) {}

ConnectionThreads::~ConnectionThreads() { shutdown(); }

void ConnectionThreads::enqueue(std::function<void()> job) {
  {
    const std::lock_guard lock(mutex_);
    if (connections_ < max_connections_ && !stopping_) {
      bool taken = idle_ > jobs_.size();
      if (!taken) {
        try {
          threads_.emplace_back([this] {
            name_this_thread("connection");
            work();
          });
          taken = true;
        } catch (const std::system_error&) {  // no more threads: the same as one connection too many
        }
      }
      if (taken) {
        ++connections_;
        jobs_.push_back(std::move(job));
        wake_.notify_one();
        return;
      }
    }
  }
  refused = true;  // on the accepting thread: a refusal is one short send
  job();
  refused = false;
}

void ConnectionThreads::shutdown() {
  std::vector<std::thread> threads;
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    threads.swap(threads_);
  }
  wake_.notify_all();
  for (std::thread& thread : threads) thread.join();
}

bool ConnectionThreads::begin_stream() {
  const std::lock_guard lock(mutex_);
  if (streams_ >= max_streams_) return false;
  ++streams_;
  --connections_;
  return true;
}

void ConnectionThreads::end_stream() {
  const std::lock_guard lock(mutex_);
  --streams_;
  ++connections_;  // may pass the limit for a moment; new ones are refused meanwhile
}

std::size_t ConnectionThreads::connections() const {
  const std::lock_guard lock(mutex_);
  return connections_;
}

std::size_t ConnectionThreads::streams() const {
  const std::lock_guard lock(mutex_);
  return streams_;
}

void ConnectionThreads::work() {
  std::unique_lock lock(mutex_);
  for (;;) {
    ++idle_;
    wake_.wait(lock, [this] { return stopping_ || !jobs_.empty(); });
    --idle_;
    if (jobs_.empty()) return;
    const std::function<void()> job = std::move(jobs_.front());
    jobs_.pop_front();
    lock.unlock();
    job();
    lock.lock();
    --connections_;
  }
}

}  // namespace suggestd::http
