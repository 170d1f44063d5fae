#include "tasks/training_task.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <thread>

#include <fmt/format.h>

#include "base/json_text.h"
#include "base/time.h"
#include "jobs/running_job.h"
#include "learn/learner_status.h"
#include "learn/trainings.h"
#include "records/json_reader.h"

namespace suggestd::tasks {
namespace {

constexpr std::chrono::milliseconds kLook{50};
constexpr std::uint64_t kPercent = 100;

Status check_none(const std::string& parameters) {
  const Result<JsonDocument> body = parse_json(parameters);
  if (!body) return body.error();
  FieldErrors errors;
  ObjectReader in(body->root(), "", errors);
  in.finish();
  if (errors.any()) return errors.error();
  return {};
}

jobs::JobProgress progress_of(const learn::LearnerStatus& status, bool begun) {
  if (!begun) return {0, kPercent, "percent", status.caught_up ? "waiting for its turn" : "learning the log"};
  if (status.phase != learn::LearnerPhase::training) return {kPercent, kPercent, "percent", "solving rows"};
  const auto done = static_cast<std::uint64_t>(status.training_progress * static_cast<double>(kPercent));
  return {done, kPercent, "percent", "training"};
}

std::string told(const learn::Training& training, std::size_t factors, const learn::LearnerStatus& status) {
  const std::chrono::duration<double> took = *training.ended - training.begun;
  std::string result;
  JsonWriter out(result);
  out.begin_object()
      .member("sequence", number(training.on->sequence))
      .member("orders", training.on->orders)
      .member("interactions", training.on->interactions)
      .member("factors", std::uint64_t{factors})
      .member("seconds", took.count());
  if (status.training_loss) out.member("loss", *status.training_loss);
  if (status.live.orders() > 0) {
    out.key("quality")
        .begin_object()
        .member("orders", status.live.orders())
        .member("hit_rate", status.live.hit_rate())
        .member("ndcg", status.live.ndcg())
        .end_object();
  }
  out.end_object();
  return result;
}

}  // namespace

const jobs::JobTraits& TrainingTask::traits() const noexcept {
  static constexpr jobs::JobTraits kTraits{kTraining, jobs::JobOwner::shop, true, false};
  return kTraits;
}

Status TrainingTask::check(const jobs::JobRequest& request) const {
  if (Status none = check_none(request.parameters); !none) return none;
  if (parts_.find_shop(request.shop) == nullptr)
    return not_found(fmt::format("there is no shop '{}'", request.shop));
  return {};
}

Result<std::string> TrainingTask::run(jobs::RunningJob& job) {
  const std::shared_ptr<shop::Shop> shop = parts_.find_shop(job.request().shop);
  if (shop == nullptr) return not_found(fmt::format("there is no shop '{}'", job.request().shop));
  const std::uint64_t wish = shop->ask_for_training();
  for (;;) {
    const std::optional<learn::Training> training = shop->trainings().of_wish(wish);
    const learn::LearnerStatus status = shop->status().learner;
    if (training && training->on) return told(*training, shop->model_options().factors.dim, status);
    if (training && training->ended) return internal_error(std::string(kBrokenOff));
    if (status.phase == learn::LearnerPhase::stopped)
      return status.failure.value_or(Error(ErrorKind::busy, "the shop's learner has stopped"));
    job.tell(progress_of(status, training.has_value()));
    if (job.stop_asked()) {
      shop->trainings().withdraw(wish);
      return jobs::RunningJob::stopped();
    }
    std::this_thread::sleep_for(kLook);
  }
}

}  // namespace suggestd::tasks
