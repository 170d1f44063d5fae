// Counts what became of the lists that earlier runs gave: the facts that a plan's uptake rests on (uptake_model.h).
//
// Counted  the latest kCountedRuns runs of the campaign whose days are over; if it has none, those of all campaigns. Sent and
//          held-out people alike: each list stood before the days in which its purchases fell, so nothing of them was learned
//          when it was made. A product is bought if an order of the person in these days has some of it left.
// Bounded  by kPlacesPerRun products given of each run; people stand in a run in the order of a hash, so the first ones are
//          as good as any.
// Threads  pure function of the store.
#pragma once

#include <cstddef>
#include <functional>

#include "base/result.h"
#include "base/time.h"
#include "campaigns/campaign.h"
#include "campaigns/run_book.h"
#include "campaigns/uptake_model.h"

namespace suggestd::campaigns {

inline constexpr std::size_t kCountedRuns = 6;
inline constexpr std::size_t kPlacesPerRun = 100'000;

// `until`: a run counts if its days were over then. Errors: those of the book and the store; busy if it was asked to stop.
Result<CountedOffers> count_offers(const Campaign& campaign, Timestamp until, const RunBook& runs,
                                   const store::Store& store, ShopId shop,
                                   const std::function<bool()>& stop_asked);

}  // namespace suggestd::campaigns
