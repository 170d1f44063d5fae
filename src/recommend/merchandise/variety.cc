#include "recommend/merchandise/variety.h"

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <unordered_map>

#include "lookup/scan_kernels.h"
#include "model/factors/factors.h"
#include "recommend/costs.h"

namespace suggestd::recommend {
namespace {

using lookup::Hit;

// The features of each product of the pool that are compared, looked up once, since each is compared with
// every chosen one.
class Pool {
 public:
  Pool(const learn::Snapshot& snapshot, const std::vector<Hit>& hits)
      : dimensions_(model::padded(snapshot.directions.dim())) {
    std::unordered_map<std::string_view, std::uint32_t> numbers;
    begins_.push_back(0);
    for (const Hit& hit : hits) {
      const bool known = snapshot.directions.contains(hit.row);
      directions_.push_back(known ? snapshot.directions.row(hit.row).data() : nullptr);
      for (const std::string& category : snapshot.catalog.product(hit.row).categories)
        categories_.push_back(numbers.try_emplace(category, numbers.size()).first->second);
      std::sort(categories_.begin() + begins_.back(), categories_.end());
      begins_.push_back(static_cast<std::ptrdiff_t>(categories_.size()));
    }
  }

  double likeness(std::size_t a, std::size_t b) const {
    double cosine = 0;
    if (directions_[a] != nullptr && directions_[b] != nullptr) {
      // Rows are padded with zeros where they stand.
      const double dot = lookup::usable_kernels().front().dot(directions_[a], directions_[b], dimensions_);
      cosine = static_cast<double>(static_cast<float>(dot));
    }
    return share_category(a, b) ? std::max(cosine, kSameCategory) : cosine;
  }

  std::size_t categories(std::size_t a) const {
    return static_cast<std::size_t>(begins_[a + 1] - begins_[a]);
  }

 private:
  bool share_category(std::size_t a, std::size_t b) const {
    auto left = begins_[a];
    auto right = begins_[b];
    while (left < begins_[a + 1] && right < begins_[b + 1]) {
      const std::uint32_t one = categories_[static_cast<std::size_t>(left)];
      const std::uint32_t other = categories_[static_cast<std::size_t>(right)];
      if (one == other) return true;
      (one < other ? left : right) += 1;
    }
    return false;
  }

  std::size_t dimensions_;
  std::vector<const float*> directions_;   // null: the product has none
  std::vector<std::uint32_t> categories_;  // numbers, ascending in each product
  std::vector<std::ptrdiff_t> begins_;     // of each product's categories, and the end
};

// The score's place between the pool's worst, 0, and its best, 1: scores of the blend may all be negative or
// lie close together, and their likeness is a cosine.
class Relevance {
 public:
  // Requires: the pool is not empty, and comes best first.
  explicit Relevance(const std::vector<Hit>& pool)
      : worst_(static_cast<double>(pool.back().score)),
        range_(static_cast<double>(pool.front().score) - worst_) {}

  double of(const Hit& hit) const {
    return range_ > 0 ? (static_cast<double>(hit.score) - worst_) / range_ : 1;
  }

 private:
  double worst_;
  double range_;
};

}  // namespace

std::vector<Hit> varied(const learn::Snapshot& snapshot, const std::vector<Hit>& pool, double diversity,
                        std::size_t k, WorkBudget& budget) {
  std::vector<Hit> chosen;
  if (pool.empty()) return chosen;
  const Pool compared(snapshot, pool);
  const Relevance relevance(pool);
  std::vector<double> nearest(pool.size(), 0.0);
  std::vector<std::size_t> left(pool.size());
  for (std::size_t i = 0; i < left.size(); ++i) left[i] = i;
  const auto value = [&](std::size_t i) {
    return (1 - diversity) * relevance.of(pool[i]) - diversity * nearest[i];
  };
  while (chosen.size() < k && !left.empty()) {
    const auto next = std::max_element(left.begin(), left.end(),
                                       [&](std::size_t a, std::size_t b) { return value(a) < value(b); });
    const std::size_t place = *next;
    chosen.push_back(pool[place]);
    left.erase(next);
    std::uint64_t categories = 0;
    for (const std::size_t i : left) {
      nearest[i] = std::max(nearest[i], compared.likeness(place, i));
      categories += compared.categories(i) + compared.categories(place);
    }
    const std::uint64_t cost = left.size() * kUnitsPerLikeness + categories / kCategoriesPerUnit;
    if (!budget.spend(cost, kDiversityWork)) break;
  }
  return chosen;
}

}  // namespace suggestd::recommend
