// The limits of this layer: see base/limit.h.
#pragma once

#include <array>

#include "base/limit.h"
#include "campaigns/assignment_problem.h"

namespace suggestd::limits {

inline constexpr Limit kCampaigns{"campaign.known", 200, "campaigns", "of one shop",
                                  "400 until one is deleted"};
inline constexpr Limit kCampaignProducts{"campaign.products", 10'000, "ids", "the products of one campaign",
                                         "400 at /products/ids; a filter has no such limit"};
inline constexpr Limit kCampaignPerPerson{"campaign.per_person", campaigns::kMostPerPerson, "products",
                                          "that one person may get", "400 at /per_person"};
inline constexpr Limit kCampaignCaps{"campaign.caps", 20, "caps", "on brands and categories, of one campaign",
                                     "400 at /caps/groups"};
inline constexpr Limit kCampaignReportSegments{"campaign.report_segments", 10, "segments",
                                               "that a campaign's report is cut into",
                                               "400 at /report_segments"};
inline constexpr Limit kCampaignRuns{"campaign.runs", 20, "runs", "kept of one campaign",
                                     "the oldest is forgotten, with its lists"};
inline constexpr Limit kCampaignPairs{"campaign.pairs", campaigns::kMostCandidates, "pairs",
                                      "of person and candidate in one run", "the job fails"};
inline constexpr Limit kCampaignPrices{"campaign.prices", 30'000, "caps",
                                       "of products, brands and categories in one run", "the job fails"};

inline constexpr Limit kReceivers{"campaign.receivers", 20, "receivers", "of one shop",
                                  "400 until one is deleted"};
inline constexpr Limit kPushCalls{"campaign.push_calls", 20, "calls",
                                  "for one batch of a push, each tried outbound.tries times",
                                  "the job fails; the next `attempt` begins again"};

inline constexpr Limit kLinkBaseBytes{"campaign.link_base", 256, "bytes",
                                      "the address that tracked links begin with", "400 at /links or ?links"};
// Room for the names of campaign, run and person at their longest.
inline constexpr Limit kLinkTokenBytes{"campaign.link_token", 2048, "bytes", "the token of a tracked link",
                                       "404"};

// The others end a job, or forget a run.
inline constexpr std::array kOfCampaigns{&kCampaigns,     &kCampaignProducts,       &kCampaignPerPerson,
                                         &kCampaignCaps,  &kCampaignReportSegments, &kReceivers,
                                         &kLinkBaseBytes, &kLinkTokenBytes};

}  // namespace suggestd::limits
