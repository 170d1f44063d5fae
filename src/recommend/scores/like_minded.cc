#include "recommend/scores/like_minded.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/prefetch.h"
#include "recommend/scores/marked_rows.h"

namespace suggestd::recommend {
namespace {

// A person's state, and the beginning of their history, is prefetched this many people before it is read.
constexpr std::size_t kPeopleAhead = 8;
constexpr std::size_t kBeginningBytes = 4 * kCacheLine;

struct Near {
  double likeness;
  UserRow row;
};

// Sums by row while one visitor is scored; all zero between two uses.
template <class Row>
class Sums {
 public:
  void grow(std::size_t rows) {
    met_.grow(rows);
    if (sums_.size() < rows) sums_.resize(rows, 0.0);
  }
  void add(Row row, double weight) {
    met_.mark(index(row));
    sums_[index(row)] += weight;
  }
  // The rows that something was added to, ascending.
  std::vector<Row> rows() {
    std::vector<Row> rows;
    met_.take(rows);
    return rows;
  }
  double take(Row row) { return std::exchange(sums_[index(row)], 0.0); }

 private:
  MarkedRows<Row> met_;
  std::vector<double> sums_;
};

struct Scratch {
  Sums<UserRow> people;
  Sums<ProductRow> products;
};

Scratch& scratch_for(const learn::Snapshot& snapshot) {
  thread_local Scratch scratch;
  scratch.people.grow(snapshot.people.size());
  scratch.products.grow(snapshot.products.size());
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

// Adds up by person how much of the visitor's history they have, and gives the people. Visitors who became known count
// as the person that they are now.
std::vector<UserRow> add_up_people(const learn::Snapshot& snapshot, const Visitor& visitor,
                                   Sums<UserRow>& sums) {
  const std::vector<std::uint32_t>& columns = visitor.learned().columns;
  snapshot.expect_buyers(columns);
  for (const std::uint32_t column : columns) {
    const auto buyers = snapshot.latest_buyers(static_cast<ProductRow>(column));
    const double weight =
        std::pow(static_cast<double>(buyers.size()), -snapshot.options.like_minded.product_power);
    for (const UserRow buyer : buyers) sums.add(buyer, weight);
  }
  const std::vector<UserRow> met = sums.rows();
  for (std::size_t i = 0; i < met.size(); ++i) {
    if (i + kPeopleAhead < met.size()) snapshot.expect_person(met[i + kPeopleAhead]);
    const learn::PersonState* person = snapshot.person(met[i]);
    const bool became_known = person != nullptr && person->same_as != kNoUser;
    sums.add(became_known ? person->same_as : met[i], became_known ? sums.take(met[i]) : 0.0);
  }
  return sums.rows();
}

std::vector<Near> people_with_same(const learn::Snapshot& snapshot, const Visitor& visitor,
                                   Sums<UserRow>& sums) {
  std::vector<Near> near;
  const std::vector<UserRow> met = add_up_people(snapshot, visitor, sums);
  near.reserve(met.size());
  thread_local WholePowers powers;
  for (const UserRow row : met) {
    const double shared = sums.take(row);
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
  const auto history = [&](std::size_t i) -> std::span<const std::uint32_t> {
    return snapshot.person(near[i].row)->learned.columns;
  };
  for (std::size_t i = 0; i < near.size(); ++i) {
    if (i + kPeopleAhead < near.size()) prefetch(history(i + kPeopleAhead), kBeginningBytes);
    const double weight = std::pow(near[i].likeness, snapshot.options.like_minded.sharpness);
    for (const std::uint32_t column : history(i))
      scratch.products.add(static_cast<ProductRow>(column), weight);
  }
  const std::vector<ProductRow> rows = scratch.products.rows();
  std::vector<LikedProduct> liked;
  liked.reserve(rows.size());
  for (const ProductRow row : rows) liked.push_back({row, scratch.products.take(row)});
  return liked;
}

}  // namespace suggestd::recommend
