// An invented shop of habits: each person buys their staple every week, and with it two of the many products
// that go with it, seldom the same again. The lanes therefore find products similar that nobody buys next,
// and a blend must be learned; enough people come back for that.
#pragma once

#include <fmt/format.h>

#include <random>
#include <string>
#include <vector>

#include "learn/sample_log.h"

namespace suggestd::learn {

inline constexpr unsigned kStaples = 40;
inline constexpr unsigned kKinds = 10;
inline constexpr unsigned kExtras = 30;

// Person p's staple is "staple{p % 40}"; the products that go with it are "extra{p % 10}-0" to "-29".
inline std::vector<Change> habit_log(unsigned people, unsigned weeks) {
  std::mt19937 random(11);
  std::vector<Change> changes;
  const auto place = [&](unsigned week, unsigned person, const std::vector<std::string>& products) {
    changes.push_back(order_change(fmt::format("w{}-{}", week, person), fmt::format("p{}", person), products,
                                   day(static_cast<int>(7 * week + random() % 3))));
  };
  for (unsigned week = 0; week < weeks; ++week) {
    for (unsigned person = 0; person < people; ++person) {
      const unsigned kind = person % kKinds;
      const auto extra = static_cast<unsigned>(random() % kExtras);
      place(week, person,
            {fmt::format("staple{}", person % kStaples), fmt::format("extra{}-{}", kind, extra),
             fmt::format("extra{}-{}", kind, (extra + 7) % kExtras)});
    }
  }
  return changes;
}

}  // namespace suggestd::learn
