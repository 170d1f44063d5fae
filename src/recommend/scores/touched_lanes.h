// The sparse lanes' scores, for the learned blend, of the products that a visitor's history names
// ("touched").
//
// Lanes    sums over the history's rows, each divided by its root mean square over all products that have a
//          vector (model/blend/blend_features.h); a product that is not touched has 0 in all.
// Memory   some hundred kilobytes a request, taken from the thread's last one and given back at the end.
// Threads  one; points into the snapshot and the visitor.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "base/ids.h"
#include "learn/snapshot.h"
#include "model/blend/blend_features.h"
#include "model/blend/person_past.h"
#include "recommend/visitor.h"

namespace suggestd::recommend {

enum class SparseLane : std::uint8_t { linear, recent_linear, cooccurrence, basket_linear, next_basket };
inline constexpr std::size_t kSparseLanes = 5;

// The share of one product of the history in a lane's score of another product.
struct LaneShare {
  SparseLane lane;
  ProductRow source;
  double share;
};

class TouchedLanes {
 public:
  // Requires: snapshot.blend holds a blend; all outlive this.
  TouchedLanes(const learn::Snapshot& snapshot, const Visitor& visitor, const model::PersonPast& past);
  ~TouchedLanes();
  TouchedLanes(const TouchedLanes&) = delete;
  TouchedLanes& operator=(const TouchedLanes&) = delete;

  // The touched products, ascending; places below are places among them.
  std::span<const ProductRow> rows() const noexcept { return memory_->rows; }
  std::span<const float> of(SparseLane lane) const noexcept {
    return memory_->lanes[static_cast<std::size_t>(lane)];
  }
  bool bought(std::size_t place) const noexcept { return memory_->bought[place] != 0; }

  std::optional<std::size_t> find(ProductRow row) const;
  // All lanes of one product; `factors` is left 0.
  model::SeenLanes seen(std::size_t place) const;
  // The shares of the products of the history in each lane's score of a product; they add up to the score.
  std::vector<LaneShare> shares_of(ProductRow row) const;
  // The factor from a lane's raw sums to the values here.
  double scale(SparseLane lane) const noexcept { return scales_[static_cast<std::size_t>(lane)]; }

 private:
  struct Memory {
    std::vector<ProductRow> rows;
    std::array<std::vector<float>, kSparseLanes> lanes;
    std::vector<std::uint8_t> bought;
  };
  // A row of a sparse lane that one product of the history adds.
  struct Source {
    SparseLane lane;
    std::uint32_t item;
    float weight;
    std::span<const model::Neighbour> row;
  };
  using Spare = std::vector<std::unique_ptr<Memory>>;

  static Spare& spare();
  static std::unique_ptr<Memory> take_memory();

  std::vector<Source> find_sources() const;
  void add_basket_sources(std::vector<Source>& sources) const;
  void touch(std::span<const Source> sources, std::size_t products);
  void add_up(std::span<const Source> sources);
  void divide(std::size_t vectors);

  const learn::Snapshot& snapshot_;
  const Visitor& visitor_;
  const learn::ServedBlend& blend_;
  const model::PersonPast& past_;
  std::unique_ptr<Memory> memory_;
  std::array<double, kSparseLanes> scales_{};
};

}  // namespace suggestd::recommend
