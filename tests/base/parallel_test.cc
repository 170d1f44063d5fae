#include "base/parallel.h"

#include <atomic>
#include <catch2/catch.hpp>
#include <chrono>
#include <new>
#include <numeric>
#include <thread>
#include <vector>

using namespace suggestd;

TEST_CASE("a parallel loop visits each index once, in the same chunks for any number of threads") {
  const std::size_t count = GENERATE(0, 1, 7, 64, 1000);
  const std::size_t threads = GENERATE(1, 2, 5);
  std::vector<int> visits(count, 0);
  std::vector<std::size_t> begins(chunk_count(count, 7), count);
  std::atomic<bool> in_range{true};
  parallel_for(count, 7, threads, [&](const Chunk& chunk) {
    begins[chunk.index] = chunk.begin;
    if (chunk.worker >= threads) in_range = false;
    for (std::size_t i = chunk.begin; i < chunk.end; ++i) ++visits[i];
  });
  CHECK(visits == std::vector<int>(count, 1));
  CHECK(in_range);
  for (std::size_t i = 0; i < begins.size(); ++i) CHECK(begins[i] == 7 * i);
}

TEST_CASE("what a body throws reaches the caller, whichever thread it was on") {
  const std::size_t threads = GENERATE(1, 4);
  std::atomic<int> ran{0};
  std::atomic<bool> throws{false};
  const auto loop = [&] {
    parallel_for(1'000, 1, threads, [&](const Chunk& chunk) {
      ++ran;
      if (chunk.index == 10) {
        throws = true;
        throw std::bad_alloc();
      }
      if (chunk.index < 10) return;
      // The others give the thrower time, however late a busy machine lets it go on.
      while (!throws) std::this_thread::yield();
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    });
  };
  CHECK_THROWS_AS(loop(), std::bad_alloc);
  CHECK(ran < 1'000);
}

TEST_CASE("partial results joined in the order of the chunks do not depend on the threads") {
  std::vector<float> values(10'000);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = 1.0F / static_cast<float>(i + 1);
  const auto sum_with = [&](std::size_t threads) {
    std::vector<float> partials(chunk_count(values.size(), 128));
    parallel_for(values.size(), 128, threads, [&](const Chunk& chunk) {
      for (std::size_t i = chunk.begin; i < chunk.end; ++i) partials[chunk.index] += values[i];
    });
    return std::accumulate(partials.begin(), partials.end(), 0.0F);
  };
  const float alone = sum_with(1);
  CHECK(sum_with(2) == alone);
  CHECK(sum_with(7) == alone);
}
