#include "access/unit_shares.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <vector>

#include "access/fair_shares.h"

namespace suggestd::http {
namespace {

constexpr std::array<std::string_view, 4> kDecisions = {"guaranteed", "lent", "held_back", "overbooked"};

UnitDecision decide(const UnitClaim& claim, double share) {
  const double wanted = std::min(claim.wanted, claim.most);
  if (share < claim.guaranteed && wanted > share) return UnitDecision::overbooked;
  if (wanted <= claim.guaranteed) return UnitDecision::guaranteed;
  return share < wanted ? UnitDecision::held_back : UnitDecision::lent;
}

}  // namespace

std::string_view unit_decision_name(UnitDecision decision) {
  return kDecisions.at(static_cast<std::size_t>(decision));
}

// `first` holds until shares are made anew.
void UnitShare::note_asked(UnitTerms terms, std::int64_t first, Time now) noexcept {
  asked_at_.store(now.time_since_epoch().count(), std::memory_order_relaxed);
  if (terms == this->terms()) return;
  guaranteed_.store(terms.guaranteed, std::memory_order_relaxed);
  most_.store(terms.most, std::memory_order_relaxed);
  granted_.store(first, std::memory_order_relaxed);
}

UnitTerms UnitShare::terms() const noexcept {
  return {guaranteed_.load(std::memory_order_relaxed), most_.load(std::memory_order_relaxed)};
}

RateVerdict UnitShare::admit(std::int64_t per_second, Time now) noexcept {
  const RateVerdict verdict = meter_.admit(per_second, now);
  if (!verdict.allowed) refused_.fetch_add(1, std::memory_order_relaxed);
  return verdict;
}

void UnitShare::charge(std::uint64_t units, std::int64_t per_second, Time now) noexcept {
  used_.fetch_add(units, std::memory_order_relaxed);
  meter_.charge(units, per_second, now);
}

ToldShare UnitShare::told() const noexcept {
  return {terms(), per_second(), used_rate_.load(std::memory_order_relaxed),
          decision_.load(std::memory_order_relaxed)};
}

std::shared_ptr<UnitShare> UnitShares::ask(ShopId shop, UnitTerms terms, std::int64_t capacity, Time now) {
  tend(capacity, now);
  std::shared_ptr<UnitShare> share = of(shop);
  share->note_asked(terms, capacity == 0 ? terms.most : terms.guaranteed, now);
  return share;
}

std::shared_ptr<UnitShare> UnitShares::of(ShopId shop) {
  {
    const SharedLock lock(mutex_);
    if (const auto found = shares_.find(shop); found != shares_.end()) return found->second;
  }
  const ExclusiveLock lock(mutex_);
  std::shared_ptr<UnitShare>& share = shares_[shop];
  if (share == nullptr) share = std::make_shared<UnitShare>();
  return share;
}

std::shared_ptr<const UnitShare> UnitShares::find(ShopId shop) const {
  const SharedLock lock(mutex_);
  const auto found = shares_.find(shop);
  return found == shares_.end() ? nullptr : found->second;
}

void UnitShares::tend(std::int64_t capacity, Time now) {
  const Time::rep at = now.time_since_epoch().count();
  Time::rep before = made_at_.load(std::memory_order_relaxed);
  const Time::duration age(at - before);
  if (age < kShareEvery || !made_at_.compare_exchange_strong(before, at)) return;
  share_out(capacity, std::chrono::duration<double>(age).count(), now);
}

void UnitShares::share_out(std::int64_t capacity, double seconds, Time now) {
  constexpr double kHeadroom = 2;
  const Time::rep forgotten = (now - kForgetShare).time_since_epoch().count();
  const ExclusiveLock lock(mutex_);
  std::erase_if(shares_, [&](const auto& one) { return one.second->asked_at_.load() < forgotten; });
  std::vector<UnitClaim> claims;
  for (const auto& [shop, share] : shares_) {
    const UnitTerms terms = share->terms();
    const double rate = static_cast<double>(share->used_.exchange(0)) / seconds;
    const bool refused = share->refused_.exchange(0) > 0;
    share->used_rate_.store(rate, std::memory_order_relaxed);
    const auto most = static_cast<double>(terms.most);
    claims.push_back({static_cast<double>(terms.guaranteed), most, refused ? most : kHeadroom * rate});
  }
  if (claims.empty()) return;
  std::vector<double> shares;
  if (capacity > 0) {
    shares = fair_shares(claims, static_cast<double>(capacity));
  } else {
    for (const UnitClaim& claim : claims) shares.push_back(claim.most);
  }
  std::size_t place = 0;
  for (const auto& [shop, share] : shares_) {
    share->granted_.store(std::max<std::int64_t>(1, static_cast<std::int64_t>(shares[place])));
    share->decision_.store(decide(claims[place], shares[place]), std::memory_order_relaxed);
    ++place;
  }
}

}  // namespace suggestd::http
