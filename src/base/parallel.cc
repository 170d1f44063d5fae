#include "base/parallel.h"

#include <algorithm>
#include <atomic>
#include <cassert>
#include <exception>
#include <thread>
#include <vector>

namespace suggestd {

std::size_t default_thread_count() { return std::max(1U, std::thread::hardware_concurrency()); }

std::size_t chunk_count(std::size_t count, std::size_t grain) {
  assert(grain > 0);
  return (count + grain - 1) / grain;
}

void parallel_for(std::size_t count, std::size_t grain, std::size_t threads,
                  const std::function<void(const Chunk&)>& body) {
  assert(threads > 0);
  const std::size_t chunks = chunk_count(count, grain);
  std::atomic<std::size_t> next_chunk{0};
  std::atomic<bool> failed{false};
  std::exception_ptr first;  // written by whoever sets `failed`, read when all have ended
  const auto work = [&](std::size_t worker) noexcept {
    try {
      for (std::size_t i = next_chunk++; i < chunks && !failed.load(); i = next_chunk++) {
        body({i, i * grain, std::min(count, (i + 1) * grain), worker});
      }
    } catch (...) {
      if (!failed.exchange(true)) first = std::current_exception();
    }
  };
  {
    std::vector<std::jthread> others;
    try {
      for (std::size_t worker = 1; worker < std::min(threads, chunks); ++worker)
        others.emplace_back(work, worker);
    } catch (const std::exception&) {
      // No thread or no memory to be had: the threads that there are do all the work.
    }
    work(0);
  }
  if (first != nullptr) std::rethrow_exception(first);
}

}  // namespace suggestd
