#include "http/wire/spare_memory.h"

#include <malloc.h>

#include <atomic>
#include <chrono>

namespace suggestd::http {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kMappedBytes = 8 << 20;
constexpr int kArenaEndBytes = 8 << 20;
constexpr std::size_t kLargeBytes = std::size_t{256} << 10U;
constexpr std::chrono::seconds kQuiet{2};

std::atomic<bool> had_peak{false};
std::atomic<Clock::time_point> last_large{};

}  // namespace

void bound_spare_memory() noexcept {
  ::mallopt(M_MMAP_THRESHOLD, kMappedBytes);
  ::mallopt(M_TRIM_THRESHOLD, kArenaEndBytes);
}

void note_transfer(std::size_t bytes) noexcept {
  if (bytes < kLargeBytes) return;
  last_large.store(Clock::now(), std::memory_order_relaxed);
  had_peak.store(true, std::memory_order_release);
}

void give_back_spare_memory() noexcept {
  if (!had_peak.load(std::memory_order_acquire) || Clock::now() - last_large.load() < kQuiet) return;
  if (had_peak.exchange(false)) ::malloc_trim(0);
}

}  // namespace suggestd::http
