// The limits of this layer: see base/limit.h.
#pragma once

#include <array>

#include "base/limit.h"
#include "shop/catalogue_sync.h"
#include "shop/context_book.h"
#include "shop/look_back.h"
#include "shop/scenario_book.h"
#include "shop/scenario_drafts.h"

namespace suggestd::limits {

inline constexpr Limit kCatalogueSyncs{"catalogue_sync.open", shop::CatalogueSyncs::kMost, "syncs",
                                       "open catalogue syncs of one shop",
                                       "503 until one is completed, given up or forgotten"};

inline constexpr Limit kScenarios{"scenario.in_force", shop::ScenarioBook::kMostScenarios, "scenarios",
                                  "in force in one shop", "400 until one is deleted"};
inline constexpr Limit kScenarioBytes{"scenario.bytes", shop::ScenarioBook::kMostBytes, "bytes",
                                      "one scenario as JSON without blanks", "400"};

inline constexpr Limit kContextSeries{"context.series", shop::kMostContextSeries, "series",
                                      "signals from outside of one shop", "409 until one is deleted"};
inline constexpr Limit kContextPoints{"context.points", shop::kMostContextPoints, "points",
                                      "one series of signals", "400"};
inline constexpr Limit kContextBytes{"context.bytes", shop::kMostContextBytes, "bytes",
                                     "one series of signals", "400"};
inline constexpr Limit kContextMembers{"context.members", shop::kMostContextMembers, "members",
                                       "the value of one point", "400"};

inline constexpr Limit kDrafts{"scenario.drafts", shop::kMostDrafts, "drafts", "of scenarios, of one shop",
                               "400 until one is published or deleted"};

inline constexpr Limit kDraftBytes{"scenario.draft_bytes", shop::kMostDraftBytes, "bytes",
                                   "all drafts of one shop, as JSON",
                                   "400 until one is published or deleted"};

inline constexpr Limit kLookBackRecords{"look_back.records", shop::kMostLookBackRecords, "records",
                                        "of a shop's log that a look back replays", "413"};

inline constexpr std::array kOfShop{&kLookBackRecords, &kDraftBytes,    &kDrafts,        &kCatalogueSyncs,
                                    &kScenarios,       &kScenarioBytes, &kContextSeries, &kContextPoints,
                                    &kContextMembers,  &kContextBytes};

}  // namespace suggestd::limits
