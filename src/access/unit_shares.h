// The units of work a second that each shop of the server may use at present: what it is guaranteed, and what the others
// leave idle.
//
// Autoscale  a shop with UnitTerms::most above its guarantee is given more while it needs more, and what it was lent is
//            taken back when the one that it belongs to comes again: shares are made anew every kShareEvery, by the
//            request that finds them older (access/fair_shares.h). A shop without requests costs nothing.
// Wanted     twice what a shop used since the last time; or its most, if it was refused something.
// Forgotten  a shop that has not asked for kForgetShare has no share, and is counted in nobody's: it may be deleted, or
//            have no limit any more. It begins anew with its guarantee; by then its debts are over (unit_meter.h).
// Threads    any.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <string_view>

#include "access/rate_limit.h"
#include "access/unit_meter.h"
#include "base/ids.h"
#include "base/mutex.h"

namespace suggestd::http {

inline constexpr std::chrono::milliseconds kShareEvery{250};
inline constexpr std::chrono::seconds kForgetShare{70};
// An autoscaled shop is guaranteed this part of its most.
inline constexpr std::int64_t kAutoscaleRange = 10;

// Units a second. Requires: 0 < guaranteed <= most.
struct UnitTerms {
  std::int64_t guaranteed = 0;
  std::int64_t most = 0;

  bool operator==(const UnitTerms&) const = default;
};

// Why a share is as it is; a word of status answers.
enum class UnitDecision : std::uint8_t {
  guaranteed,  // it wants no more than that
  lent,        // more, for others leave it idle
  held_back,   // it wants more than the server has left
  overbooked,  // the guarantees are more than the server has, and were cut
};
std::string_view unit_decision_name(UnitDecision decision);

struct ToldShare {
  UnitTerms terms;
  std::int64_t per_second = 0;  // that it may use now
  double used_per_second = 0;   // since the last time that shares were made
  UnitDecision decision = UnitDecision::guaranteed;
};

class UnitShare {
 public:
  using Time = UnitMeter::Time;

  // Units a second, at least 1.
  std::int64_t per_second() const noexcept { return granted_.load(std::memory_order_relaxed); }
  // As UnitMeter. A refusal tells that more is wanted.
  RateVerdict admit(std::int64_t per_second, Time now) noexcept;
  void charge(std::uint64_t units, std::int64_t per_second, Time now) noexcept;
  ToldShare told() const noexcept;

 private:
  friend class UnitShares;
  UnitTerms terms() const noexcept;
  void note_asked(UnitTerms terms, std::int64_t first, Time now) noexcept;

  UnitMeter meter_;
  std::atomic<std::int64_t> guaranteed_{1};
  std::atomic<std::int64_t> most_{1};
  std::atomic<std::int64_t> granted_{1};
  std::atomic<std::uint64_t> used_{0};     // since shares were made last
  std::atomic<std::uint64_t> refused_{0};  // the same
  std::atomic<double> used_rate_{0};
  std::atomic<UnitDecision> decision_{UnitDecision::guaranteed};
  std::atomic<Time::rep> asked_at_{0};  // steady clock
};

// The shares of the shops that have asked lately.
class UnitShares {
 public:
  using Time = UnitShare::Time;

  // The share of a shop that asks, whose terms hold at once. `capacity`: units a second of the server; 0: no limit,
  // each may use its most.
  std::shared_ptr<UnitShare> ask(ShopId shop, UnitTerms terms, std::int64_t capacity, Time now);
  // Null if it has not asked lately.
  std::shared_ptr<const UnitShare> find(ShopId shop) const;
  // Makes the shares anew if they are old enough; each ask does it.
  void tend(std::int64_t capacity, Time now);

 private:
  std::shared_ptr<UnitShare> of(ShopId shop);
  void share_out(std::int64_t capacity, double seconds, Time now);

  mutable SharedMutex mutex_;
  std::map<ShopId, std::shared_ptr<UnitShare>> shares_ SUGGESTD_GUARDED_BY(mutex_);
  std::atomic<Time::rep> made_at_{0};  // steady clock
};

}  // namespace suggestd::http
