#include "tasks/look_back_task.h"

#include <optional>
#include <utility>

#include <fmt/format.h>

#include "base/json_text.h"
#include "follow/followers.h"
#include "jobs/running_job.h"
#include "learn/checkpoint/apply_guard.h"
#include "learn/replay.h"
#include "records/json_reader.h"
#include "shop/limits.h"
#include "shop/look_back.h"

namespace suggestd::tasks {
namespace {

struct Parameters {
  std::optional<std::int64_t> until;
  std::optional<Timestamp> at;
};

Result<Parameters> parse(const std::string& json) {
  const Result<JsonDocument> body = parse_json(json);
  if (!body) return body.error();
  Parameters parameters;
  FieldErrors errors;
  ObjectReader in(body->root(), "", errors);
  in.whole("until", parameters.until);
  in.time("at", parameters.at);
  if (!errors.any() && parameters.until.has_value() == parameters.at.has_value())
    in.bad("until", "name either the last record that counts, or a moment as 'at'");
  if (parameters.until && *parameters.until < 1) in.bad("until", "must be 1 or more");
  if (parameters.at && *parameters.at > now()) in.bad("at", "lies in the future");
  in.finish();
  if (errors.any()) return errors.error();
  return parameters;
}

struct Moment {
  Sequence until{};
  Timestamp at{};
};

Error too_long(std::uint64_t records) {
  return Error(
      ErrorKind::too_large,
      fmt::format(
          "{} records are too many: a look back replays at most {} in memory. `suggestd replay` has no "
          "such limit",
          records, limits::kLookBackRecords.most));
}

// The record and the moment that are meant. Errors: as JobKind::check().
Result<Moment> find_moment(const Parameters& parameters, const store::ChangeLog& log, ShopId shop) {
  Moment moment;
  if (parameters.until) {
    moment.until = Sequence{static_cast<std::uint64_t>(*parameters.until)};
  } else {
    const Result<Sequence> before = log.position_at(shop, *parameters.at);
    if (!before) return before.error();
    if (number(*before) == 0) return invalid_field("/at", "nothing was known of this shop yet");
    moment = {*before, *parameters.at};
  }
  if (number(moment.until) > limits::kLookBackRecords.most) return too_long(number(moment.until));
  if (const Sequence head = log.head(shop); moment.until > head)
    return invalid_field("/until", fmt::format("the log ends at {}", number(head)));
  if (const Sequence oldest = log.oldest(shop); number(oldest) > 1) {
    return Error(ErrorKind::gone,
                 fmt::format("the log begins at {}: retention has taken what stood before, and a "
                             "model without it would not be the one of that time",
                             number(oldest)));
  }
  if (parameters.at) return moment;
  const auto at = log.time_after(shop, Sequence{number(moment.until) - 1});
  if (!at) return at.error();
  moment.at = at->value_or(Timestamp{});
  return moment;
}

learn::ReplayControl control_of(jobs::RunningJob& job) {
  learn::ReplayControl control;
  control.stop_asked = [&job] { return job.stop_asked(); };
  control.tell = [&job](std::string_view words, std::uint64_t done, std::uint64_t total) {
    job.tell({done, total, words == "learning" ? "records" : "percent", std::string(words)});
  };
  control.without_erased = true;
  return control;
}

std::string told(const Moment& moment) {
  std::string result;
  JsonWriter(result)
      .begin_object()
      .member("as_of", number(moment.until))
      .member("at", to_rfc3339(moment.at))
      .member("kept_minutes", static_cast<std::uint64_t>(shop::LookBack::kKeptFor.count()))
      .end_object();
  return result;
}

}  // namespace

const jobs::JobTraits& LookBackTask::traits() const noexcept {
  static constexpr jobs::JobTraits kTraits{kLookBack, jobs::JobOwner::shop, false, false};
  return kTraits;
}

Status LookBackTask::check(const jobs::JobRequest& request) const {
  const auto parameters = parse(request.parameters);
  if (!parameters) return parameters.error();
  const auto shop = parts_.find_shop(request.shop);
  if (shop == nullptr) return not_found(fmt::format("there is no shop '{}'", request.shop));
  if (const auto moment = find_moment(*parameters, parts_.store->log(), shop->id()); !moment)
    return moment.error();
  return parts_.look_back->check_free();
}

Result<std::string> LookBackTask::run(jobs::RunningJob& job) {
  const auto parameters = parse(job.request().parameters);
  if (!parameters) return parameters.error();
  const auto shop = parts_.find_shop(job.request().shop);
  if (shop == nullptr) return not_found(fmt::format("there is no shop '{}'", job.request().shop));
  const store::ChangeLog& log = parts_.store->log();
  const auto moment = find_moment(*parameters, log, shop->id());
  if (!moment) return moment.error();
  const auto turn = parts_.look_back->begin(shop->id());
  if (!turn) return turn.error();
  const auto aside = learn::read_set_aside(parts_.store->follower_state(follow::kLearner), shop->id());
  if (!aside) return aside.error();
  learn::ModelOptions options = shop->model_options();
  options.threads = 1;
  auto snapshot = learn::replay(log, shop->id(), moment->until, options, *aside, control_of(job));
  if (job.stop_asked()) return jobs::RunningJob::stopped();
  if (!snapshot) return std::move(snapshot).error();
  const Status kept = parts_.look_back->keep(*turn, {moment->until, moment->at, *std::move(snapshot)});
  if (!kept) return kept.error();
  return told(*moment);
}

}  // namespace suggestd::tasks
