#include "base/memory.h"

#include <malloc.h>
#include <sys/mman.h>

#include <atomic>
#include <new>

namespace suggestd {
namespace {

constexpr std::size_t kProbe = std::size_t{64} << 20;

std::atomic<void*> room{nullptr};
std::atomic<bool> given_up{false};
std::atomic<std::chrono::steady_clock::rep> given_back_at{0};

// Maps addresses; null if there are none. Pages that are never written to take no memory.
void* map(std::size_t bytes) noexcept {
  void* const place = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  return place == MAP_FAILED ? nullptr : place;
}

[[noreturn]] void give_up_and_throw() {
  if (void* const mine = room.exchange(nullptr)) {
    given_up.store(true);
    ::munmap(mine, kEmergencyBytes);
  }
  throw std::bad_alloc();
}

}  // namespace

void keep_emergency_memory() noexcept {
  room.store(map(kEmergencyBytes));
  given_up.store(room.load() == nullptr);
  std::set_new_handler(give_up_and_throw);
}

void restore_emergency_memory() noexcept {
  if (!given_up.load(std::memory_order_relaxed)) return;
  if (!given_up.exchange(false)) return;  // another thread does it
  void* const again = map(kEmergencyBytes);
  room.store(again);
  if (again == nullptr) given_up.store(true);
}

Error out_of_memory() {
  return {ErrorKind::busy, "the server has too little memory for this now; try again later"};
}

bool memory_is_to_be_had() noexcept {
  restore_emergency_memory();
  if (given_up.load()) return false;
  void* const probe = map(kProbe);
  if (probe == nullptr) return false;
  ::munmap(probe, kProbe);
  return true;
}

void give_back_memory(std::chrono::steady_clock::time_point since) noexcept {
  auto last = given_back_at.load();
  if (last >= since.time_since_epoch().count()) return;
  const auto now = std::chrono::steady_clock::now().time_since_epoch().count();
  if (given_back_at.compare_exchange_strong(last, now)) (void)::malloc_trim(0);
}

}  // namespace suggestd
