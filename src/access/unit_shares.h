// The units of work a second that each shop of the server may use at present: what it is guaranteed, and what the others
// leave idle.
//
// Autoscale  a shop with UnitTerms::most above its guarantee is given more while it needs more, and what it was lent is
//            taken back when the one that it belongs to comes again: shares are made anew every kShareEvery, by the
//            request that finds them older (access/fair_shares.h). A shop without requests costs nothing.
// Wanted     twice what a shop used since the last time; or its most, if it was refused something.
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

  explicit UnitShare(UnitTerms terms) { set_terms(terms); }

  // The shop's settings may have changed.
  void set_terms(UnitTerms terms) noexcept;
  // Units a second, at least 1.
  std::int64_t per_second() const noexcept { return granted_.load(std::memory_order_relaxed); }
  // As UnitMeter. A refusal tells that more is wanted.
  RateVerdict admit(std::int64_t per_second, Time now) noexcept;
  void charge(std::uint64_t units, std::int64_t per_second, Time now) noexcept;
  ToldShare told() const noexcept;

 private:
  friend class UnitShares;
  UnitTerms terms() const noexcept;

  UnitMeter meter_;
  std::atomic<std::int64_t> guaranteed_{1};
  std::atomic<std::int64_t> most_{1};
  std::atomic<std::int64_t> granted_{1};
  std::atomic<std::uint64_t> used_{0};     // since shares were made last
  std::atomic<std::uint64_t> refused_{0};  // the same
  std::atomic<double> used_rate_{0};
  std::atomic<UnitDecision> decision_{UnitDecision::guaranteed};
};

// The shares of all shops that were asked for since the start.
class UnitShares {
 public:
  using Time = UnitShare::Time;

  std::shared_ptr<UnitShare> of(ShopId shop, UnitTerms terms);
  // Null if it was not asked for yet.
  std::shared_ptr<const UnitShare> find(ShopId shop) const;
  // Makes the shares anew if they are old enough. `capacity`: units a second of the server; 0: no limit, each may use
  // its most.
  void tend(std::int64_t capacity, Time now);

 private:
  void share_out(std::int64_t capacity, double seconds) const;

  mutable SharedMutex mutex_;
  std::map<ShopId, std::shared_ptr<UnitShare>> shares_ SUGGESTD_GUARDED_BY(mutex_);
  std::atomic<Time::rep> made_at_{0};  // steady clock
};

}  // namespace suggestd::http
