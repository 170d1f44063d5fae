// Memory for the codes of many blocks, side by side.
//
// Idea     a scan reads codes of one block after the other; from a general allocator each block would
//          begin on pages of its own, and a million rows took five times as long
//          (docs/internals/lookup.md). A pool cuts huge pages into slots of one size, gives them out in
//          order, and takes a slot back when the last version that uses it is gone.
// Threads  any; a lock is held for a push or pop, never during a scan.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "base/mutex.h"

namespace suggestd::lookup {

class CodePool {
 public:
  // Slots of `bytes`, rounded up to cache lines. Requires: bytes > 0.
  explicit CodePool(std::size_t bytes);
  CodePool(const CodePool&) = delete;
  CodePool& operator=(const CodePool&) = delete;

  // A slot of bytes(), aligned to a cache line, its contents undefined.
  std::uint8_t* take();
  void give_back(std::uint8_t* slot) noexcept;

  std::size_t bytes() const noexcept { return bytes_; }

 private:
  struct Unmap {
    std::size_t size;
    void operator()(std::uint8_t* memory) const noexcept;
  };

  const std::size_t bytes_;
  Mutex mutex_;
  std::vector<std::unique_ptr<std::uint8_t, Unmap>> slabs_ SUGGESTD_GUARDED_BY(mutex_);
  std::size_t slots_ SUGGESTD_GUARDED_BY(mutex_) = 0;            // free or taken
  std::vector<std::uint8_t*> free_ SUGGESTD_GUARDED_BY(mutex_);  // the next to be taken last
};

// One slot of a pool, with the value semantics of an array: a copy has a slot of its own.
class Codes {
 public:
  Codes() = default;  // no slot
  // A slot of zeros.
  explicit Codes(std::shared_ptr<CodePool> pool);
  Codes(const Codes& other);
  Codes& operator=(Codes other) noexcept;
  ~Codes();

  std::uint8_t* data() noexcept { return slot_; }
  const std::uint8_t* data() const noexcept { return slot_; }

 private:
  std::shared_ptr<CodePool> pool_;  // null: no slot
  std::uint8_t* slot_ = nullptr;
};

}  // namespace suggestd::lookup
