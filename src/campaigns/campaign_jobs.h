// Jobs of the kinds `campaign-plan` and `campaign-run`. Parameters: {"campaign":"spring","run":"2026-12","at":"2026-..."};
// `at`: when the people are addressed, from which the report counts; without it when the run was due.
//
// Result    the plan (plan.h); a run keeps the lists too (run_book.h).
// Again     a run that a kill ended goes on from its last prices; its lists are shown when all are on disk. A run of the
//           same name takes the place of the one before.
// Erased    people who are erased while it runs are in none of the lists: who the newest snapshot no longer knows
//           when the lists are on disk goes out of them again; the learner has applied an erasure before its receipt
//           goes on (store/erasure/eraser.h).
// Threads   as JobKind.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/time.h"
#include "campaigns/campaign_parts.h"
#include "jobs/job_kind.h"

namespace suggestd::campaigns {

inline constexpr std::string_view kPlanJob = "campaign-plan";
inline constexpr std::string_view kRunJob = "campaign-run";

struct RunParameters {
  std::string campaign;
  std::string run;
  std::optional<Timestamp> at;
};
std::string to_json(const RunParameters& parameters);
// The job's id: one name space a shop and campaign, so that no shop meets another's.
std::string run_job_id(std::string_view kind, std::string_view shop, const RunParameters& parameters);

class CampaignJob final : public jobs::JobKind {
 public:
  // `keeps`: a run; else a plan.
  CampaignJob(CampaignParts parts, bool keeps) : parts_(std::move(parts)), keeps_(keeps) {}

  const jobs::JobTraits& traits() const noexcept override;
  Status check(const jobs::JobRequest& request) const override;
  Result<std::string> run(jobs::RunningJob& job) override;

 private:
  const CampaignParts parts_;
  const bool keeps_;
};

}  // namespace suggestd::campaigns
