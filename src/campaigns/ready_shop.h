// The shop of a job, once it knows everybody. A job that a kill ended is taken up as soon as the server starts, when the newest
// snapshot has only those people whom the learner has reached again: all others would count as unknown.
//
// Threads  one worker.
#pragma once

#include <memory>

#include "base/result.h"
#include "campaigns/campaign_parts.h"
#include "jobs/running_job.h"
#include "shop/shop.h"

namespace suggestd::campaigns {

// Waits for the learner. Errors: not_found if there is no such shop; busy if the job was stopped; the learner's, if it has
// failed.
Result<std::shared_ptr<shop::Shop>> ready_shop(const CampaignParts& parts, jobs::RunningJob& job);

}  // namespace suggestd::campaigns
