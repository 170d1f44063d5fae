// Jobs of the kind `campaign-push`: send the lists of a run to a receiver, batch by batch. Parameters:
// {"campaign":"spring","run":"2026-12","to":"mailer","attempt":1}.
//
// Batch     one POST of JSON: {"campaign","run","batch","batches","people":[{"user_id","products":[...],"html"}]}, signed
//           (outbound/signature.h). Its webhook-id is that of campaign, run, receiver and batch, whatever the attempt; which people
//           a batch is for is settled by the run, so the same id never stands for other people.
// Again     a batch that was not taken is sent again, with pauses, limits::kPushCalls times. After a kill the push goes
//           on with the first batch whose taking is not on disk; a receiver that has taken it knows the id.
// Left out  who is held out, has no products, or has been erased since the run.
// Result    {"to","batches","people","calls"}.
// Threads   as JobKind.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "campaigns/campaign_parts.h"
#include "jobs/job_kind.h"
#include "outbound/http_client.h"

namespace suggestd::campaigns {

inline constexpr std::string_view kPushJob = "campaign-push";

struct PushParameters {
  std::string campaign;
  std::string run;
  std::string receiver;
  std::uint64_t attempt = 1;  // a push that has failed is begun again by the next number
};
std::string to_json(const PushParameters& parameters);
Result<PushParameters> parse_push(std::string_view json);
// The job's id: one name space a shop and campaign, so that no shop meets another's.
std::string push_job_id(std::string_view shop, const PushParameters& parameters);

class PushJob final : public jobs::JobKind {
 public:
  // Requires: `outbound` outlives this.
  PushJob(CampaignParts parts, const outbound::HttpClient& outbound)
      : parts_(std::move(parts)), outbound_(outbound) {}

  const jobs::JobTraits& traits() const noexcept override;
  Status check(const jobs::JobRequest& request) const override;
  Result<std::string> run(jobs::RunningJob& job) override;

 private:
  const CampaignParts parts_;
  const outbound::HttpClient& outbound_;
};

}  // namespace suggestd::campaigns
