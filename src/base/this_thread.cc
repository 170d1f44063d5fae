#include "base/this_thread.h"

#include <pthread.h>
#include <sys/resource.h>
#include <unistd.h>

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
  try {
    behind = std::thread([&] {
      name_this_thread(name);
      let_other_threads_go_first();
      work();
    });
  } catch (const std::system_error&) {  // as many threads as there may be
    return work();
  }
  behind.join();
}

}  // namespace suggestd
