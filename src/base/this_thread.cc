#include "base/this_thread.h"

#include <pthread.h>
#include <sys/resource.h>
#include <unistd.h>

#include <condition_variable>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>

namespace suggestd {
namespace {

constexpr int kNicer = 10;

}  // namespace

void name_this_thread(const char* name) { ::pthread_setname_np(::pthread_self(), name); }

// Linux keeps the niceness by thread, which POSIX would keep by process: setpriority(2), "C library/kernel
// differences". If it fails the work is done all the same.
void let_other_threads_go_first() {
  const auto thread = static_cast<id_t>(::gettid());
  (void)::setpriority(PRIO_PROCESS, thread, ::getpriority(PRIO_PROCESS, thread) + kNicer);
}

void behind_other_threads(const char* name, const std::function<void()>& work) {
  std::thread behind;
  std::exception_ptr thrown;
  try {
    behind = std::thread([&] {
      name_this_thread(name);
      let_other_threads_go_first();
      try {
        work();
      } catch (...) {
        thrown = std::current_exception();
      }
    });
  } catch (const std::system_error&) {  // as many threads as there may be
    return work();
  }
  behind.join();
  if (thrown) std::rethrow_exception(thrown);
}

bool rest(std::chrono::milliseconds time, const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any asked;
  std::unique_lock lock(mutex);
  asked.wait_for(lock, stop, time, [] { return false; });
  return !stop.stop_requested();
}

}  // namespace suggestd
