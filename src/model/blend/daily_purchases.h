// The late sales of a product, counted by days: the same number in whatever order they are counted. The
// learned blend is fitted on purchases counted anew, and asked with purchases counted as they came.
//
// Formula  sum over days of purchases * 2^(-(today - day) / kHalfLifeDays); days older than kDays count
//          nothing.
// Memory   8 bytes for each of the last kMostDays days with a purchase. Copies share them. Not the last in
//          time: one day that a wrong clock has put years ahead must not take the place of all others.
// Threads  plain value.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace suggestd::model {

class DailyPurchases {
 public:
  static constexpr double kHalfLifeDays = 30;
  static constexpr std::int32_t kDays = 256;  // an older purchase would count less than 1/300

  static constexpr std::size_t kMostDays = 512;

  struct Day {
    std::int32_t day = 0;  // since 1970
    std::uint32_t purchases = 0;
    bool operator==(const Day&) const = default;
  };

  DailyPurchases() = default;
  // For the checkpoint. Requires: ascending days.
  explicit DailyPurchases(std::vector<Day> days);

  void add(std::int32_t day);
  // Takes back one purchase of that day; does nothing if there is none.
  void remove(std::int32_t day);
  double left_at(std::int32_t today) const;

  const std::vector<Day>& days() const noexcept;
  bool operator==(const DailyPurchases& other) const { return days() == other.days(); }

 private:
  std::shared_ptr<const std::vector<Day>> days_;  // never changed, but replaced; null: none
};

}  // namespace suggestd::model
