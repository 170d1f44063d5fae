// The requests that wait for the committer, and the choice of those that are committed together next.
//
// Order    small requests go before large ones: a customer waits for an order, nobody for line 70,000 of an
//          import. Within each of the two, first come, first served; a caller's own requests follow each
//          other anyway, since it waits for each.
// Groups   all small requests that wait, up to kMaxGroup mutations, and at least one large one, so that large
//          ones are never starved. While small ones keep coming, a group takes no more than one large one,
//          because requests that come during a group wait for its end.
// Threads  one.
#pragma once

#include <cstddef>
#include <deque>
#include <utility>
#include <vector>

#include "store/commit/write_size.h"

namespace suggestd::store {

// Mutations that one sync may carry. More would make the first in a group wait for the last.
inline constexpr std::size_t kMaxGroup = 4'096;

// This many groups after the last small request, groups are filled with large ones again.
inline constexpr unsigned kGroupsUntilQuiet = 64;

template <class Request>
class WaitingLine {
 public:
  void push(Request request, std::size_t mutations) {
    (size_of(mutations) == WriteSize::small ? small_ : large_).push_back({std::move(request), mutations});
  }

  bool empty() const noexcept { return small_.empty() && large_.empty(); }

  // The next group; empty if nothing waits.
  std::vector<Request> take_group() {
    Group group;
    group.requests.reserve(small_.size() + large_.size());  // all that may throw, before anything is moved
    groups_without_small_ = small_.empty() ? groups_without_small_ + 1 : 0;
    while (!small_.empty() && group.mutations < kMaxGroup) move_first(small_, group);
    const bool quiet = groups_without_small_ > kGroupsUntilQuiet;
    if (!large_.empty()) move_first(large_, group);
    while (quiet && !large_.empty() && group.mutations < kMaxGroup) move_first(large_, group);
    return std::move(group.requests);
  }

 private:
  struct Waiting {
    Request request;
    std::size_t mutations;
  };

  struct Group {
    std::vector<Request> requests;
    std::size_t mutations = 0;
  };

  static void move_first(std::deque<Waiting>& from, Group& group) {
    group.requests.push_back(std::move(from.front().request));
    group.mutations += from.front().mutations;
    from.pop_front();
  }

  std::deque<Waiting> small_;
  std::deque<Waiting> large_;
  unsigned groups_without_small_ = kGroupsUntilQuiet;  // an import into a quiet store is fast at once
};

}  // namespace suggestd::store
