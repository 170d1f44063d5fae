// Many threads asleep for one event, woken by one system call.
//
// Why not  std::atomic::wait: GCC 12's spins with sched_yield before it sleeps, which took a quarter of both
//          cores with 64 callers. A condition variable a waiter: one call for each of them made the committer
//          wait for the scheduler (docs/decisions/0052-wake-ups.md has the figures).
// Threads  any.
#pragma once

#include <atomic>
#include <cstdint>

namespace suggestd::store {

class WakeUp {
 public:
  // Take it before looking at the condition; an announcement after that ends the wait.
  std::uint32_t ticket() const noexcept { return round_.load(std::memory_order_acquire); }
  // Sleeps until announce() is called after the ticket was taken; may wake up without reason.
  void wait(std::uint32_t ticket) const noexcept;
  // Wakes all that sleep.
  void announce() noexcept;

 private:
  std::atomic<std::uint32_t> round_{0};
};

}  // namespace suggestd::store
