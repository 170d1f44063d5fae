#include "watch/findings.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "watch/spelled.h"

namespace suggestd::watch {
namespace {

using std::chrono::seconds;

Finding finding(Condition condition, std::string shop, bool bad, std::string words) {
  return {{condition, std::move(shop), ""}, bad ? Verdict::bad : Verdict::good, std::move(words)};
}

// --- A shop

// A silence counts from the start at the earliest, since before it nobody could have been heard. A shop that has sent
// nothing since is unknown, not well: an alarm from before the start stays until an order comes.
Finding orders_of(const ShopFacts& facts, const ShopMemory& memory, const Thresholds& thresholds) {
  Finding found{{Condition::no_orders, facts.status.name, ""}};
  const std::optional<Timestamp> last = memory.rhythm.last();
  if (!last || facts.suspended || !facts.log_was_read || thresholds.no_orders_false_alarms <= 0) return found;
  const Timestamp from = std::max(*last, facts.started);
  const auto silence =
      judge_silence(memory.rhythm, from, facts.at, facts.zone, thresholds.no_orders_false_alarms);
  if (silence && silence->too_long()) {
    found.verdict = Verdict::bad;
    found.words = fmt::format(
        "no order has come for {}; in the same hours of other weeks there were {:.1f}, and more than {:.1f} "
        "are "
        "too many to miss by chance",
        spelled(facts.at - from), silence->expected, silence->longest);
  } else if (*last >= facts.started) {
    found.verdict = Verdict::good;
  }
  return found;
}

Finding learner_of(const ShopFacts& facts) {
  const std::optional<Error>& failure = facts.status.learner.failure;
  return finding(
      Condition::model_failed, facts.status.name, failure.has_value(),
      failure ? fmt::format("the learner has stopped, and writes are refused: {}", failure->message()) : "");
}

Finding lag_of(const ShopFacts& facts, const Thresholds& thresholds) {
  const bool bad = thresholds.lag.count() > 0 && facts.status.lag > thresholds.lag;
  return finding(Condition::learner_behind, facts.status.name, bad,
                 fmt::format("lists do not know {} records yet, the first of which has waited for {}",
                             facts.status.learner.lag_records, spelled(facts.status.lag)));
}

Finding quality_of(const ShopFacts& facts, const ShopMemory& memory) {
  Finding found{{Condition::quality_dropped, facts.status.name, ""}};
  const learn::LiveScore& live = facts.status.learner.live;
  const std::optional<double> usual = memory.quality.usual(facts.at);
  if (!usual || live.orders() < QualityMemory::kLeastScored) return found;
  const bool bad = live.hit_rate() < QualityMemory::kDrop * *usual;
  found.verdict = bad ? Verdict::bad : Verdict::good;
  found.words = fmt::format("lists foresee {:.1f} % of the orders; in the week before it were {:.1f} %",
                            100 * live.hit_rate(), 100 * *usual);
  return found;
}

void add_followers(const ShopFacts& facts, std::vector<Finding>& found) {
  for (const follow::FollowerCondition& follower : facts.status.followers) {
    const AlarmKey key{Condition::follower_failed, facts.status.name, std::string(follower.name)};
    if (!follower.failure) {
      found.push_back({key, Verdict::good});
      continue;
    }
    found.push_back(
        {key, Verdict::bad,
         fmt::format("'{}' has stopped following the log: {}", follower.name, follower.failure->message())});
  }
}

void add_consumers(const ShopFacts& facts, const Thresholds& thresholds, std::vector<Finding>& found) {
  for (const store::Consumer& consumer : facts.consumers) {
    const bool bad = consumer.lag_seconds > static_cast<double>(thresholds.connector.count());
    found.push_back(
        {{Condition::connector_stale, facts.status.name, "consumer " + consumer.name},
         bad ? Verdict::bad : Verdict::good,
         fmt::format("the consumer '{}' of the change feed has yet to read {} records, the first of "
                     "which has waited for {}",
                     consumer.name, consumer.lag_records,
                     spelled(seconds(std::llround(consumer.lag_seconds))))});
  }
}

// When a run of the job last succeeded, else when it was made.
Timestamp last_success(const jobs::Job& job) {
  if (job.run.state == jobs::JobState::succeeded && job.run.ended) return *job.run.ended;
  for (const jobs::PastRun& run : job.past) {
    if (run.state == jobs::JobState::succeeded && run.ended) return *run.ended;
  }
  return job.created;
}

std::string last_failure(const jobs::Job& job) {
  if (!job.run.failure.empty()) return job.run.failure;
  const auto failed =
      std::ranges::find_if(job.past, [](const jobs::PastRun& run) { return !run.failure.empty(); });
  return failed == job.past.end() ? "no run has ended" : failed->failure;
}

// A job has until its next run is due, and the time of the threshold for that run.
Finding success_of(const jobs::Job& job, Timestamp at, const Thresholds& thresholds) {
  const seconds period = job.request.schedule.every.value_or(std::chrono::days(1));
  const auto since = at - last_success(job);
  return {{Condition::connector_stale, job.request.shop, "job " + job.id},
          since > period + thresholds.connector ? Verdict::bad : Verdict::good,
          fmt::format("the job '{}' ({}) has not succeeded for {}: {}", job.id, job.request.kind,
                      spelled(since), last_failure(job))};
}

// --- The server

Finding writes_of(const ServerFacts& facts) {
  const store::StoreCondition& condition = facts.condition;
  return finding(Condition::store_refuses_writes, "", condition.disk_full || condition.writes_have_failed,
                 condition.disk_full ? "no orders are taken: the disk is full"
                                     : "no orders are taken: a write has failed");
}

Finding damage_of(const ServerFacts& facts) {
  const std::optional<Error>& damage = facts.condition.damage;
  return finding(Condition::store_damaged, "", damage.has_value(), damage ? damage->message() : "");
}

Finding disk_of(const ServerFacts& facts, const Thresholds& thresholds) {
  if (facts.capacity_bytes == 0) return {{Condition::disk_low, "", ""}};
  const double percent =
      100 * static_cast<double>(facts.free_bytes) / static_cast<double>(facts.capacity_bytes);
  return finding(
      Condition::disk_low, "", percent < thresholds.disk_free_percent,
      fmt::format("{:.1f} % of the store's disk is free, {} MB", percent, facts.free_bytes / 1'000'000));
}

Finding backup_of(const ServerFacts& facts, const Thresholds& thresholds) {
  const auto age = facts.at - facts.last_backup.value_or(facts.started);
  const bool bad = facts.backups_wanted && thresholds.backup.count() > 0 && age > thresholds.backup;
  return finding(Condition::backup_old, "", bad,
                 facts.last_backup ? fmt::format("the last backup is {} old", spelled(age))
                                   : fmt::format("there is no backup, {} after the start", spelled(age)));
}

Finding errors_of(const ErrorRate& errors) {
  const LoadCounts recent = errors.recent().counts;
  return finding(Condition::errors, "", errors.bad(),
                 fmt::format("{} of the last {} requests failed by the server's fault", recent.failures,
                             recent.answers));
}

}  // namespace

std::vector<Finding> server_findings(const ServerFacts& facts, const ErrorRate& errors,
                                     const Thresholds& thresholds) {
  return {writes_of(facts), damage_of(facts), disk_of(facts, thresholds), backup_of(facts, thresholds),
          errors_of(errors)};
}

std::vector<Finding> shop_findings(const ShopFacts& facts, const ShopMemory& memory,
                                   const Thresholds& thresholds) {
  std::vector<Finding> found = {orders_of(facts, memory, thresholds), learner_of(facts),
                                lag_of(facts, thresholds), quality_of(facts, memory)};
  add_followers(facts, found);
  add_consumers(facts, thresholds, found);
  return found;
}

std::vector<Finding> job_findings(const std::vector<jobs::Job>& scheduled, Timestamp at,
                                  const Thresholds& thresholds) {
  std::vector<Finding> found;
  for (const jobs::Job& job : scheduled) found.push_back(success_of(job, at, thresholds));
  return found;
}

}  // namespace suggestd::watch
