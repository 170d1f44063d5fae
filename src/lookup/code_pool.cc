#include "lookup/code_pool.h"

#include <sys/mman.h>

#include <algorithm>
#include <cassert>
#include <cstring>
#include <new>
#include <utility>

#include "base/aligned_vector.h"
#include "base/mutex.h"

namespace suggestd::lookup {
namespace {

constexpr std::size_t kHugePage = std::size_t{2} << 20;
// The first slabs are small, so that a small shop stays small: one of a dozen products fills one block.
constexpr std::size_t kFirstSlab = std::size_t{8} << 10;
constexpr std::size_t kLargestSlab = 4 * kHugePage;

std::size_t rounded_up_to(std::size_t value, std::size_t unit) { return (value + unit - 1) / unit * unit; }

std::uint8_t* map_memory(std::size_t size) {
  void* memory = ::operator new (size, std::align_val_t{size >= kHugePage ? kHugePage : kCacheLine});
  // The kernel may decline: without huge pages the scan is right and slower.
  if (size >= kHugePage) ::madvise(memory, size, MADV_HUGEPAGE);
  return static_cast<std::uint8_t*>(memory);
}

}  // namespace

void CodePool::Unmap::operator()(std::uint8_t* memory) const noexcept {
  ::operator delete (memory, std::align_val_t{size >= kHugePage ? kHugePage : kCacheLine});
}

CodePool::CodePool(std::size_t bytes) : bytes_(rounded_up_to(bytes, kCacheLine)) { assert(bytes > 0); }

std::uint8_t* CodePool::take() {
  const MutexLock lock(mutex_);
  if (free_.empty()) {
    const std::size_t wanted = std::min(kLargestSlab, kFirstSlab << std::min<std::size_t>(slabs_.size(), 16));
    const std::size_t size =
        rounded_up_to(std::max(wanted, bytes_), wanted >= kHugePage ? kHugePage : kCacheLine);
    slabs_.emplace_back(map_memory(size), Unmap{size});
    slots_ += size / bytes_;
    free_.reserve(slots_);  // so that give_back() never allocates
    for (std::size_t slot = size / bytes_; slot > 0; --slot) {
      free_.push_back(slabs_.back().get() + (slot - 1) * bytes_);
    }
  }
  std::uint8_t* slot = free_.back();
  free_.pop_back();
  return slot;
}

void CodePool::give_back(std::uint8_t* slot) noexcept {
  const MutexLock lock(mutex_);
  free_.push_back(slot);
}

Codes::Codes(std::shared_ptr<CodePool> pool) : pool_(std::move(pool)), slot_(pool_->take()) {
  std::memset(slot_, 0, pool_->bytes());
}

Codes::Codes(const Codes& other) : pool_(other.pool_) {
  if (pool_ == nullptr) return;
  slot_ = pool_->take();
  std::memcpy(slot_, other.slot_, pool_->bytes());
}

Codes& Codes::operator=(Codes other) noexcept {
  std::swap(pool_, other.pool_);
  std::swap(slot_, other.slot_);
  return *this;
}

Codes::~Codes() {
  if (pool_ != nullptr) pool_->give_back(slot_);
}

}  // namespace suggestd::lookup
