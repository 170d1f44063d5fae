// A value that one thread replaces now and then and many threads read all the time, without waiting.
//
// Why not  std::atomic<std::shared_ptr>: GCC 12's spins on a bit of the pointer, in load() too. When the
//          thread that holds the bit loses its processor, every reader burns its own until it is back: a
//          quarter of all processor time with 64 clients on two cores (decision 0059).
// Method   two places. A reader announces itself at the current place, looks again whether it still is the
//          current one, and copies. The writer fills the other place, which nobody reads, and makes it the
//          current one; then it waits until the last reader has left the old place and empties it. Readers
//          never wait; one that was overtaken tries again.
// Threads  load(): any; store(): one at a time.
#pragma once

#include <array>
#include <atomic>
#include <memory>
#include <thread>
#include <utility>

namespace suggestd {

template <class Value>
class Published {
 public:
  std::shared_ptr<const Value> load() const {
    for (;;) {
      const unsigned now = current_.load();
      const Place& place = places_[now];
      place.readers.fetch_add(1);
      // Sequentially consistent, as all operations here: a reader that still sees `now` after announcing
      // itself is seen by the writer before it touches the place again.
      const bool still = current_.load() == now;
      std::shared_ptr<const Value> copy;
      if (still) copy = place.value;
      place.readers.fetch_sub(1);
      if (still) return copy;
    }
  }

  void store(std::shared_ptr<const Value> value) {
    const unsigned now = current_.load();
    const unsigned other = 1 - now;
    wait_for_readers(places_[other]);
    places_[other].value = std::move(value);
    current_.store(other);
    wait_for_readers(places_[now]);
    places_[now].value.reset();
  }

 private:
  struct alignas(64) Place {
    std::shared_ptr<const Value> value;
    mutable std::atomic<unsigned> readers{0};
  };

  static void wait_for_readers(const Place& place) {
    while (place.readers.load() != 0) std::this_thread::yield();
  }

  std::array<Place, 2> places_;
  std::atomic<unsigned> current_{0};
};

}  // namespace suggestd
