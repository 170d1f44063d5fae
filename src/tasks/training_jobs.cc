#include "tasks/training_jobs.h"

#include <utility>

#include <fmt/format.h>

#include "base/json_text.h"
#include "learn/learner_status.h"
#include "learn/trainings.h"
#include "tasks/training_task.h"

namespace suggestd::tasks {
namespace {

constexpr std::string_view kIdBegin = "training-";

std::string result_of(const learn::TrainedOn& on) {
  std::string result;
  JsonWriter(result)
      .begin_object()
      .member("sequence", number(on.sequence))
      .member("orders", on.orders)
      .member("interactions", on.interactions)
      .end_object();
  return result;
}

jobs::Job job_of(const std::string& shop, const learn::Training& training) {
  jobs::Job job;
  job.id = fmt::format("{}{}-{}", kIdBegin, shop, training.begun.time_since_epoch().count());
  job.request.kind = kTraining;
  job.request.shop = shop;
  job.created = training.begun;
  job.run.due = training.begun;
  job.run.begun = training.begun;
  job.run.ended = training.ended;
  job.run.progress = {training.on ? 1U : 0U, 1, "trainings", "begun by the learner"};
  if (training.on) {
    job.run.state = jobs::JobState::succeeded;
    job.run.result = result_of(*training.on);
  } else if (training.ended) {
    job.run.state = jobs::JobState::failed;
    job.run.failure = kBrokenOff;
  } else {
    job.run.state = jobs::JobState::running;
  }
  return job;
}

}  // namespace

std::vector<jobs::Job> own_trainings(store::Store& store, const FindShop& find_shop,
                                     const jobs::JobFilter& filter) {
  std::vector<jobs::Job> found;
  if (!find_shop || (!filter.kind.empty() && filter.kind != kTraining)) return found;
  for (const store::ShopEntry& entry : store.shops().all()) {
    if (filter.shop && *filter.shop != entry.name) continue;
    const std::shared_ptr<shop::Shop> shop = find_shop(entry.name);
    if (shop == nullptr) continue;
    for (const learn::Training& training : shop->trainings().latest()) {
      if (!training.asked) found.push_back(job_of(entry.name, training));
    }
  }
  return found;
}

std::optional<jobs::Job> find_own_training(store::Store& store, const FindShop& find_shop,
                                           std::string_view job_id) {
  if (!job_id.starts_with(kIdBegin)) return std::nullopt;
  jobs::JobFilter filter;
  filter.shop = job_id.substr(kIdBegin.size(), job_id.rfind('-') - kIdBegin.size());
  for (jobs::Job& job : own_trainings(store, find_shop, filter)) {
    if (job.id == job_id) return std::move(job);
  }
  return std::nullopt;
}

}  // namespace suggestd::tasks
