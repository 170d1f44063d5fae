#include "campaigns/campaign_jobs.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include <fmt/format.h>

#include "base/clock.h"
#include "base/json_text.h"
#include "base/parallel.h"
#include "campaigns/campaign_book.h"
#include "campaigns/people.h"
#include "campaigns/plan.h"
#include "campaigns/ready_shop.h"
#include "campaigns/uptake_history.h"
#include "jobs/running_job.h"
#include "records/json_reader.h"

namespace suggestd::campaigns {
namespace {

// Prices are saved this often: a synced write of some 100 kB.
constexpr std::chrono::seconds kBetweenSaves{2};

Result<RunParameters> parse(const std::string& json) {
  const Result<JsonDocument> body = parse_json(json);
  if (!body) return body.error();
  RunParameters parameters;
  FieldErrors errors;
  ObjectReader in(body->root(), "", errors);
  in.id("campaign", Need::required, parameters.campaign);
  in.id("run", Need::required, parameters.run);
  in.time("at", parameters.at);
  in.finish();
  if (errors.any()) return errors.error();
  return parameters;
}

// One run of one job.
class Work {
 public:
  Work(const CampaignParts& parts, jobs::RunningJob& job, RunParameters parameters,
       std::shared_ptr<shop::Shop> shop)
      : parts_(parts),
        job_(job),
        parameters_(std::move(parameters)),
        shop_(std::move(shop)),
        runs_(*parts.store, shop_->id()) {}

  Result<std::string> run(bool keeps);

 private:
  Timestamp at() const { return parameters_.at.value_or(job_.due()); }
  Result<std::shared_ptr<const recommend::Scenario>> scenario_of(const Campaign& campaign) const;
  Result<MadePlan> plan(const Campaign& campaign);
  PlanRequest request_for(const Campaign& campaign, const recommend::Scenario* scenario,
                          CountedOffers counted);
  void save(const PlanProgress& progress);
  Status keep(const Campaign& campaign, const MadePlan& made, const std::string& plan);
  Status forget_erased(const KeptRun& run);
  Control control();

  const CampaignParts& parts_;
  jobs::RunningJob& job_;
  const RunParameters parameters_;
  const std::shared_ptr<shop::Shop> shop_;
  RunBook runs_;
  std::chrono::steady_clock::time_point saved_ = std::chrono::steady_clock::now();
};

Control Work::control() {
  Control control;
  control.threads = default_thread_count();
  control.stop_asked = [this] { return job_.stop_asked(); };
  control.tell = [this](std::string_view words, std::uint64_t done, std::uint64_t total) {
    job_.tell({done, total, words == "assigning" ? "rounds" : "people", std::string(words)});
  };
  return control;
}

// A save that fails costs a later start some rounds, no more.
void Work::save(const PlanProgress& progress) {
  if (std::chrono::steady_clock::now() - saved_ < kBetweenSaves) return;
  (void)job_.save(encode(progress));
  saved_ = std::chrono::steady_clock::now();
}

Result<std::shared_ptr<const recommend::Scenario>> Work::scenario_of(const Campaign& campaign) const {
  if (campaign.scenario.empty()) return std::shared_ptr<const recommend::Scenario>();
  const auto entry = shop_->scenario(campaign.scenario);
  if (!entry) return entry.error().with_context("scenario");
  return entry->scenario;
}

PlanRequest Work::request_for(const Campaign& campaign, const recommend::Scenario* scenario,
                              CountedOffers counted) {
  PlanRequest request{&campaign, scenario, at(), std::move(counted), {}};
  if (auto saved = decode_progress(job_.checkpoint())) request.from = *std::move(saved);
  request.on_progress = [this](const PlanProgress& progress) { save(progress); };
  return request;
}

Result<MadePlan> Work::plan(const Campaign& campaign) {
  const auto scenario = scenario_of(campaign);
  if (!scenario) return scenario.error();
  const std::shared_ptr<const learn::Snapshot> snapshot = shop_->snapshot();
  const PeopleOf people_of = [this](std::string_view segment) { return parts_.people_of(*shop_, segment); };
  const RunTime run{{parameters_.campaign, parameters_.run}, at()};
  const Result<People> people = find_people(campaign, run, *snapshot, people_of, runs_);
  if (!people) return people.error();
  job_.tell({0, 0, "", "counting earlier runs"});
  auto counted = count_offers(campaign, std::min(at(), now()), runs_, *parts_.store, shop_->id(),
                              [this] { return job_.stop_asked(); });
  if (!counted) return std::move(counted).error();
  return make_plan(request_for(campaign, scenario->get(), *std::move(counted)), *snapshot, *people,
                   control());
}

Status Work::keep(const Campaign& campaign, const MadePlan& made, const std::string& plan) {
  job_.tell({0, 0, "", "keeping the lists"});
  const KeptRun run{parameters_.campaign, parameters_.run, at(), to_json(campaign), plan};
  if (Status kept = runs_.keep(run, made.lists); !kept) return kept;
  return forget_erased(run);
}

// People who were erased while the lists were made: their erasure may have looked before the lists stood there.
Status Work::forget_erased(const KeptRun& run) {
  const std::shared_ptr<const learn::Snapshot> snapshot = shop_->snapshot();
  std::vector<PersonId> erased;
  Status read = runs_.for_each_list(run, [&](const GivenList& list) -> Status {
    if (snapshot->person(PersonIdKind::user, list.user_id) == nullptr)
      erased.push_back({PersonIdKind::user, list.user_id});
    return {};
  });
  if (!read) return read;
  return runs_.forget_people(erased);
}

Result<std::string> Work::run(bool keeps) {
  const CampaignBook book(*parts_.store, shop_->id());
  const Result<StoredCampaign> stored = book.find(parameters_.campaign);
  if (!stored) return stored.error();
  if (keeps) {
    // A run that is kept stays as it is, whatever ended the job behind it: its lists may have been sent.
    const Result<KeptRun> kept = runs_.find(parameters_.campaign, parameters_.run);
    if (!kept && kept.error().kind() != ErrorKind::not_found) return kept.error();
    if (kept) {
      if (Status forgotten = forget_erased(*kept); !forgotten) return std::move(forgotten).error();
      return kept->plan;
    }
  }
  const Result<MadePlan> made = plan(stored->campaign);
  if (job_.stop_asked()) return jobs::RunningJob::stopped();
  if (!made) return made.error();
  std::string json = to_json(made->plan);
  if (!keeps) return json;
  // Lists of a campaign that was deleted meanwhile would belong to nobody.
  if (const auto still = book.find(parameters_.campaign); !still) return still.error();
  if (Status kept = keep(stored->campaign, *made, json); !kept) return std::move(kept).error();
  return json;
}

}  // namespace

std::string to_json(const RunParameters& parameters) {
  std::string json;
  JsonWriter out(json);
  out.begin_object().member("campaign", parameters.campaign).member("run", parameters.run);
  if (parameters.at) out.member("at", to_rfc3339(*parameters.at));
  out.end_object();
  return json;
}

std::string run_job_id(std::string_view kind, std::string_view shop, const RunParameters& parameters) {
  return fmt::format("{}:{}:{}:{}", kind, shop, parameters.campaign, parameters.run);
}

const jobs::JobTraits& CampaignJob::traits() const noexcept {
  static constexpr jobs::JobTraits kPlan{kPlanJob, jobs::JobOwner::shop, true, false};
  static constexpr jobs::JobTraits kRun{kRunJob, jobs::JobOwner::shop, true, false};
  return keeps_ ? kRun : kPlan;
}

Status CampaignJob::check(const jobs::JobRequest& request) const {
  const auto parameters = parse(request.parameters);
  if (!parameters) return parameters.error();
  const auto shop = parts_.find_shop(request.shop);
  if (shop == nullptr) return not_found(fmt::format("there is no shop '{}'", request.shop));
  const auto stored = CampaignBook(*parts_.store, shop->id()).find(parameters->campaign);
  if (!stored) return stored.error();
  return {};
}

Result<std::string> CampaignJob::run(jobs::RunningJob& job) {
  const auto parameters = parse(job.request().parameters);
  if (!parameters) return parameters.error();
  auto shop = ready_shop(parts_, job);
  if (!shop) return std::move(shop).error();
  return Work(parts_, job, *parameters, *std::move(shop)).run(keeps_);
}

}  // namespace suggestd::campaigns
