#include "lookup/row_places.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numeric>

#include "lookup/scan_kernels.h"

namespace suggestd::lookup {
namespace {

constexpr std::uint32_t kBlockRows = kRowsPerBlock;
constexpr double kClassesPerOctave = 4;
constexpr double kMargin = 0.5;  // of a class
// All shorter rows share one class: those of float's smallest numbers and zero.
constexpr double kShortest = 1e-38;

double position_of(double length) { return kClassesPerOctave * std::log2(std::max(length, kShortest)); }

}  // namespace

RowPlaces::Move RowPlaces::put(ProductRow row, double length) {
  if (index(row) >= places_.size()) places_.resize(index(row) + 1, kNoPlace);
  std::uint32_t& place = places_[index(row)];
  const std::uint32_t before = place;
  const double position = position_of(length);
  if (before != kNoPlace) {
    const Block& block = blocks_[before / kBlockRows];
    const double lowest = block.length_class;
    if (position >= lowest - kMargin && position < lowest + 1 + kMargin) return {before, before};
    release(before);
  }
  place = free_place(static_cast<int>(std::floor(position)));
  return {before, place};
}

std::uint32_t RowPlaces::take_out(ProductRow row) {
  const std::uint32_t place = of(row);
  if (place == kNoPlace) return kNoPlace;
  release(place);
  places_[index(row)] = kNoPlace;
  return place;
}

std::uint32_t RowPlaces::of(ProductRow row) const noexcept {
  return index(row) < places_.size() ? places_[index(row)] : kNoPlace;
}

std::vector<std::uint32_t> RowPlaces::order() const {
  std::vector<std::uint32_t> order(blocks_.size());
  std::iota(order.begin(), order.end(), 0U);
  std::stable_sort(order.begin(), order.end(), [this](std::uint32_t a, std::uint32_t b) {
    return blocks_[a].length_class > blocks_[b].length_class;
  });
  return order;
}

std::uint32_t RowPlaces::free_place(int length_class) {
  std::vector<std::uint32_t>& free = free_[length_class];
  if (free.empty()) {
    if (empty_blocks_.empty()) {
      empty_blocks_.push_back(static_cast<std::uint32_t>(blocks_.size()));
      blocks_.emplace_back();
    }
    const std::uint32_t block = empty_blocks_.back();
    empty_blocks_.pop_back();
    blocks_[block].length_class = length_class;
    ++order_version_;
    for (std::uint32_t r = kBlockRows; r-- > 0;) free.push_back(block * kBlockRows + r);
  }
  const std::uint32_t place = free.back();
  free.pop_back();
  ++blocks_[place / kBlockRows].rows;
  return place;
}

// An empty block is free for any class.
void RowPlaces::release(std::uint32_t place) {
  const std::uint32_t at = place / kBlockRows;
  Block& block = blocks_[at];
  assert(block.rows > 0);
  std::vector<std::uint32_t>& free = free_[block.length_class];
  if (--block.rows > 0) return free.push_back(place);
  std::erase_if(free, [at](std::uint32_t other) { return other / kBlockRows == at; });
  empty_blocks_.push_back(at);
}

}  // namespace suggestd::lookup
