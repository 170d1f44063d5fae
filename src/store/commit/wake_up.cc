#include "store/commit/wake_up.h"

#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <limits>

namespace suggestd::store {
namespace {

static_assert(sizeof(std::atomic<std::uint32_t>) == sizeof(std::uint32_t),
              "the kernel looks at the number itself");

long futex(const std::atomic<std::uint32_t>& word, int operation, std::uint32_t value) {
  return ::syscall(SYS_futex, &word, operation, value, nullptr, nullptr, 0);
}

}  // namespace

void WakeUp::wait(std::uint32_t ticket) const noexcept { (void)futex(round_, FUTEX_WAIT_PRIVATE, ticket); }

void WakeUp::announce() noexcept {
  round_.fetch_add(1, std::memory_order_release);
  (void)futex(round_, FUTEX_WAKE_PRIVATE, static_cast<std::uint32_t>(std::numeric_limits<int>::max()));
}

}  // namespace suggestd::store
