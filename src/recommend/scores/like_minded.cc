#include "recommend/scores/like_minded.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "lookup/bitmap.h"

namespace suggestd::recommend {
namespace {

struct Near {
  double likeness;
  UserRow row;
};

// Sums by row while one visitor is scored; all zero between two uses.
struct Scratch {
  std::vector<double> people;
  std::vector<double> products;
};

Scratch& scratch_for(const learn::Snapshot& snapshot) {
  thread_local Scratch scratch;
  if (scratch.people.size() < snapshot.people.size()) scratch.people.resize(snapshot.people.size(), 0.0);
  if (scratch.products.size() < snapshot.products.size())
    scratch.products.resize(snapshot.products.size(), 0.0);
  return scratch;
}

// count^-power for whole counts, from a table: calling pow() would be most of the time of the lane.
class WholePowers {
 public:
  double of(std::size_t count, double power) {
    if (power != power_) {
      power_ = power;
      known_.clear();
    }
    while (known_.size() <= std::min(count, kMost))
      known_.push_back(std::pow(static_cast<double>(known_.size()), -power));
    return count <= kMost ? known_[count] : std::pow(static_cast<double>(count), -power);
  }

 private:
  static constexpr std::size_t kMost = 1024;
  double power_ = 0;
  std::vector<double> known_;  // by count
};

// The row that counts for `row`: visitors who became known count as the person that they are now.
UserRow known_row(const learn::Snapshot& snapshot, UserRow row) {
  const learn::PersonState* state = snapshot.person(row);
  return state != nullptr && state->same_as != kNoUser ? state->same_as : row;
}

std::vector<Near> people_with_same(const learn::Snapshot& snapshot, const Visitor& visitor,
                                   std::vector<double>& sums) {
  std::vector<UserRow> met;
  for (const std::uint32_t column : visitor.learned().columns) {
    const auto buyers = snapshot.latest_buyers(static_cast<ProductRow>(column));
    const double weight =
        std::pow(static_cast<double>(buyers.size()), -snapshot.options.like_minded.product_power);
    for (const UserRow buyer : buyers) {
      const UserRow row = known_row(snapshot, buyer);
      if (sums[index(row)] == 0) met.push_back(row);
      sums[index(row)] += weight;
    }
  }
  std::vector<Near> near;
  near.reserve(met.size());
  thread_local WholePowers powers;
  for (const UserRow row : met) {
    const double shared = std::exchange(sums[index(row)], 0.0);
    const learn::PersonState* person = snapshot.person(row);
    if (person == nullptr || person == visitor.person || person->learned.columns.empty()) continue;
    const double share =
        powers.of(person->learned.columns.size(), snapshot.options.like_minded.history_power);
    near.push_back({shared * share, row});
  }
  return near;
}

void keep_nearest(std::vector<Near>& near, std::size_t count) {
  const auto nearer = [](const Near& a, const Near& b) {
    return a.likeness != b.likeness ? a.likeness > b.likeness : index(a.row) < index(b.row);
  };
  if (near.size() > count) {
    std::nth_element(near.begin(), near.begin() + static_cast<std::ptrdiff_t>(count), near.end(), nearer);
    near.resize(count);
  }
  std::sort(near.begin(), near.end(), nearer);
}

}  // namespace

std::vector<LikedProduct> like_minded(const learn::Snapshot& snapshot, const Visitor& visitor) {
  Scratch& scratch = scratch_for(snapshot);
  std::vector<Near> near = people_with_same(snapshot, visitor, scratch.people);
  keep_nearest(near, snapshot.options.like_minded.people);
  std::vector<ProductRow> rows;
  for (const Near& one : near) {
    const double weight = std::pow(one.likeness, snapshot.options.like_minded.sharpness);
    for (const std::uint32_t column : snapshot.person(one.row)->learned.columns) {
      if (scratch.products[column] == 0) rows.push_back(static_cast<ProductRow>(column));
      scratch.products[column] += weight;
    }
  }
  std::vector<LikedProduct> liked;
  liked.reserve(rows.size());
  // A bitmap sorts some thousand rows faster than a sort.
  for (const ProductRow row : lookup::Bitmap::of(snapshot.products.size(), rows).rows())
    liked.push_back({row, std::exchange(scratch.products[index(row)], 0.0)});
  return liked;
}

}  // namespace suggestd::recommend
