#include "base/published.h"

#include <vector>

#include <catch2/catch.hpp>

namespace suggestd {
namespace {

struct Pair {
  explicit Pair(int n) : first(n), second(n) { ++alive; }
  ~Pair() {
    first = second = -1;
    --alive;
  }
  Pair(const Pair&) = delete;
  Pair& operator=(const Pair&) = delete;

  int first;
  int second;
  static inline std::atomic<int> alive{0};
};

TEST_CASE("nothing is published at first, then always the last") {
  Published<Pair> published;
  CHECK(published.load() == nullptr);
  published.store(std::make_shared<const Pair>(1));
  const auto held = published.load();
  published.store(std::make_shared<const Pair>(2));
  CHECK(published.load()->first == 2);
  CHECK(held->first == 1);
}

TEST_CASE("what is replaced goes with its last reader") {
  Published<Pair> published;
  published.store(std::make_shared<const Pair>(1));
  published.store(std::make_shared<const Pair>(2));
  CHECK(Pair::alive == 1);
}

TEST_CASE("many readers see whole values, never an older one after a newer one") {
  Published<Pair> published;
  published.store(std::make_shared<const Pair>(0));
  constexpr int kLast = 20'000;
  std::atomic<int> torn{0};
  std::atomic<int> backwards{0};
  std::vector<std::thread> readers;
  for (int i = 0; i < 4; ++i) {
    readers.emplace_back([&] {
      for (int seen = 0; seen < kLast;) {
        const auto pair = published.load();
        if (pair->first != pair->second || pair->first < 0) ++torn;
        if (pair->first < seen) ++backwards;
        seen = pair->first;
      }
    });
  }
  for (int n = 1; n <= kLast; ++n) published.store(std::make_shared<const Pair>(n));
  for (std::thread& reader : readers) reader.join();
  CHECK(torn == 0);
  CHECK(backwards == 0);
}

}  // namespace
}  // namespace suggestd
