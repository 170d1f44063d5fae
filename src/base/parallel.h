// A loop over [0, count) on several threads; its result does not depend on their number.
//
// Rule     [0, count) is cut into chunks of `grain`, the last one shorter; the cuts depend on `count` and
//          `grain` alone. Chunks are handed to any thread that is free, so the body may write only data of
//          its own chunk. To reduce, keep one partial result per chunk and join them in the order of the
//          chunks.
// Threads  the caller's thread works too; the others live for the length of the call, which costs some
//          50 us, so a loop should be worth a millisecond. `worker` is below the thread count and no
//          two running bodies have the same: it picks a workspace.
// Errors   an exception of a body ends the loop as soon as the chunks at hand are done, and is thrown to the
//          caller; of several the first. Without threads from the system the caller does all the work.
#pragma once

#include <cstddef>
#include <functional>

namespace suggestd {

struct Chunk {
  std::size_t index;  // 0, 1, 2, ...
  std::size_t begin;
  std::size_t end;
  std::size_t worker;
};

// The number of threads that are worth using on this machine; at least 1.
std::size_t default_thread_count();

// Requires: grain > 0, threads > 0.
std::size_t chunk_count(std::size_t count, std::size_t grain);
void parallel_for(std::size_t count, std::size_t grain, std::size_t threads,
                  const std::function<void(const Chunk&)>& body);

}  // namespace suggestd
