// The costs that one request may have: units of work while it is served, and bytes of its answer.
//
// Unit     meant as 100 ns of one core (docs/internals/budgets.md): a node of a filter over 64 products,
//          or some 32 products ranked by their factors. The prices stand where the work is done.
// Idea     most requests that would be too dear multiply numbers that are each within their limit. So work is
//          counted where it is done, in pieces of some microseconds. spend() turns false once more was spent
//          than the request may, or when the client has left, and stays so: loops end early, and the code
//          that began the work asks status() before it uses the result.
// Lever    each piece of work names the number of the request that it grows with. The error tells the number
//          on which most was spent.
// Errors   too_costly: lower the number; too_large: the answer would be too long; busy: the client has left.
// Threads  one.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <string>
#include <string_view>

#include "base/result.h"

namespace suggestd {

// A number of the request, and the work that grows with it. A lever is known by its address: declare it as
// `inline constexpr`.
struct Lever {
  std::string_view number;  // "limit", as the request calls it
  std::string_view work;    // "varying the order": work that is less when the number is lowered
};

class WorkBudget {
 public:
  static constexpr std::uint64_t kNoLimit = std::numeric_limits<std::uint64_t>::max();

  struct Limits {
    std::uint64_t units = kNoLimit;  // http.max_work_units
    std::uint64_t bytes = kNoLimit;  // http.max_answer_bytes
  };

  // True once nobody waits for the answer any more.
  using Abandoned = std::function<bool()>;

  // Without limits: for work that no request asked for.
  WorkBudget() = default;
  explicit WorkBudget(Limits limits, Abandoned abandoned = {});

  // Counts work that is about to be done, or has just been done; false if the work must end.
  bool spend(std::uint64_t units, const Lever& lever) {
    note(units, lever);
    spent_ += units;
    if (spent_ >= next_look_) look();
    return !over();
  }
  // Counts bytes of the answer; false if it must end.
  bool write(std::uint64_t bytes, const Lever& lever);
  // Counts bytes of memory in which the answer is made; a request may hold kHeldPerByte times the bytes of
  // its answer.
  bool hold(std::uint64_t bytes, const Lever& lever);
  static constexpr std::uint64_t kHeldPerByte = 4;

  // True if `units` more units may be spent: for work that can be measured in advance.
  bool affords(std::uint64_t units) const noexcept { return units <= limits_.units - spent_units(); }
  // Ends the work as too costly before it is done. `how` says how much would fit, such as "12 of 200 would
  // fit".
  void refuse(const Lever& lever, std::string how);

  bool over() const noexcept { return end_ != End::none; }
  // ok while the budget is not over.
  Status status() const;

  std::uint64_t spent() const noexcept { return spent_; }
  std::uint64_t bytes_left() const noexcept { return limits_.bytes - written_; }

 private:
  enum class End : std::uint8_t { none, units, bytes, held, refused, abandoned };
  struct Share {
    const Lever* lever = nullptr;
    std::uint64_t units = 0;
  };
  // Units between two questions whether the client still waits: about a millisecond.
  static constexpr std::uint64_t kUnitsBetweenLooks = 10'000;

  void note(std::uint64_t units, const Lever& lever);
  void look();
  void end(End end, const Lever& lever);
  std::uint64_t spent_units() const noexcept { return spent_ < limits_.units ? spent_ : limits_.units; }
  const Lever* dearest() const;

  Limits limits_;
  Abandoned abandoned_;
  std::uint64_t spent_ = 0;
  std::uint64_t written_ = 0;
  std::uint64_t held_ = 0;
  std::uint64_t next_look_ = kNoLimit;
  std::array<Share, 16> shares_{};  // more levers than that share the last place
  std::size_t last_ = 0;            // the place that was counted into last
  End end_ = End::none;
  const Lever* ended_by_ = nullptr;
  std::string how_;
};

// A budget, and the lever that the work belongs to: for code that does not know for which number of the
// request it works. Requires: both outlive it.
struct Account {
  WorkBudget* budget = nullptr;
  const Lever* lever = nullptr;

  bool spend(std::uint64_t units) const { return budget->spend(units, *lever); }
  bool over() const noexcept { return budget->over(); }
};

}  // namespace suggestd
