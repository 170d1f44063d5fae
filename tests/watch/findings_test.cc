#include "watch/findings.h"

#include <algorithm>

#include <catch2/catch.hpp>

namespace suggestd::watch {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

const Timestamp kNow = *parse_rfc3339("2026-03-06T12:00:00Z");
const Thresholds kThresholds;

// A shop that has taken 60 orders an hour, day and night, up to `last`.
ShopMemory busy_until(Timestamp last) {
  ShopMemory memory;
  for (Timestamp at = last - days(40); at <= last; at += minutes(1)) memory.rhythm.add(at, at);
  return memory;
}

ShopFacts shop_of(Timestamp started) {
  ShopFacts facts{.started = started, .at = kNow};
  facts.status.name = "outdoor";
  facts.log_was_read = true;
  return facts;
}

Finding of(const std::vector<Finding>& found, Condition condition) {
  const auto one = std::ranges::find(found, condition, [](const Finding& f) { return f.key.condition; });
  REQUIRE(one != found.end());
  return *one;
}

Finding orders(const ShopFacts& facts, const ShopMemory& memory) {
  return of(shop_findings(facts, memory, kThresholds), Condition::no_orders);
}

}  // namespace

TEST_CASE("a silence that chance would hardly bring is found, and told by numbers") {
  const ShopMemory memory = busy_until(kNow - minutes(20));
  const Finding found = orders(shop_of(kNow - days(1)), memory);
  CHECK(found.verdict == Verdict::bad);
  CHECK(found.words.starts_with(
      "no order has come for 20 minutes; in the same hours of other weeks there were 20.0,"));
  CHECK(orders(shop_of(kNow - days(1)), busy_until(kNow - minutes(5))).verdict == Verdict::good);
}

TEST_CASE("a silence counts from the start of the server, and only an order ends an alarm from before it") {
  const ShopMemory memory = busy_until(kNow - hours(3));
  CHECK(orders(shop_of(kNow - minutes(5)), memory).verdict == Verdict::unknown);
  CHECK(orders(shop_of(kNow - minutes(30)), memory).verdict == Verdict::bad);
}

TEST_CASE("silence is unknown where it can't be judged") {
  const ShopMemory memory = busy_until(kNow - hours(3));
  ShopFacts facts = shop_of(kNow - days(1));
  CHECK(orders(facts, memory).verdict == Verdict::bad);
  CHECK(orders(facts, ShopMemory()).verdict == Verdict::unknown);
  facts.log_was_read = false;
  CHECK(orders(facts, memory).verdict == Verdict::unknown);
  facts = shop_of(kNow - days(1));
  facts.suspended = true;
  CHECK(orders(facts, memory).verdict == Verdict::unknown);
  Thresholds off;
  off.no_orders_false_alarms = 0;
  CHECK(of(shop_findings(shop_of(kNow - days(1)), memory, off), Condition::no_orders).verdict ==
        Verdict::unknown);
}

TEST_CASE("what has stopped, lags or waits is found") {
  ShopFacts facts = shop_of(kNow - days(1));
  facts.status.learner.failure = Error(ErrorKind::corrupt, "000012.sst: block checksum mismatch");
  facts.status.lag = seconds(61);
  facts.status.learner.lag_records = 7;
  facts.status.followers.push_back({"segments", Sequence{0}, 0, Error(ErrorKind::io, "no")});
  store::Consumer& consumer = facts.consumers.emplace_back();
  consumer.name = "warehouse";
  consumer.lag_records = 9;
  consumer.lag_seconds = 7300;
  const auto found = shop_findings(facts, {}, kThresholds);
  CHECK(of(found, Condition::model_failed).words ==
        "the learner has stopped, and writes are refused: 000012.sst: block checksum mismatch");
  CHECK(of(found, Condition::learner_behind).words ==
        "lists do not know 7 records yet, the first of which has waited for 61 seconds");
  CHECK(of(found, Condition::follower_failed).key.part == "segments");
  const Finding stale = of(found, Condition::connector_stale);
  CHECK(stale.verdict == Verdict::bad);
  CHECK(stale.key == AlarmKey{Condition::connector_stale, "outdoor", "consumer warehouse"});
  for (const Finding& calm : shop_findings(shop_of(kNow), {}, kThresholds))
    CHECK(calm.verdict != Verdict::bad);
}

TEST_CASE("a job with a schedule has its period and the threshold for a success") {
  jobs::Job job;
  job.id = "feed";
  job.request = {"feed-import", "outdoor", "{}", {hours(6), {}, ""}};
  job.created = kNow - days(2);
  job.run.state = jobs::JobState::failed;
  job.run.failure = "shop.example: Connection refused";
  jobs::PastRun& past = job.past.emplace_back();
  past.ended = kNow - hours(7) - seconds(1);
  const auto verdict = [&] { return job_findings({job}, kNow, kThresholds).front().verdict; };
  CHECK(verdict() == Verdict::bad);
  CHECK(job_findings({job}, kNow, kThresholds).front().words ==
        "the job 'feed' (feed-import) has not succeeded for 7 hours: shop.example: Connection refused");
  job.past.front().ended = kNow - hours(7);
  CHECK(verdict() == Verdict::good);
  job.past.clear();  // it was never successful
  CHECK(verdict() == Verdict::bad);
  job.created = kNow - hours(1);
  CHECK(verdict() == Verdict::good);
}

TEST_CASE("lists that foresee half of what they foresaw have dropped") {
  ShopFacts facts = shop_of(kNow - days(1));
  ShopMemory memory;
  learn::LiveScore usual;
  for (int i = 0; i < 1000; ++i) usual.add({i % 5 == 0, 0});
  for (int hour = 24 * 6; hour > 24; --hour) memory.quality.note(usual, kNow - hours(hour));
  const auto verdict = [&] {
    return of(shop_findings(facts, memory, kThresholds), Condition::quality_dropped).verdict;
  };
  CHECK(verdict() == Verdict::unknown);  // nothing was scored since the start
  for (int i = 0; i < 600; ++i) facts.status.learner.live.add({i % 12 == 0, 0});
  CHECK(verdict() == Verdict::bad);
  facts.status.learner.live = usual;
  CHECK(verdict() == Verdict::good);
  memory.quality = {};
  CHECK(verdict() == Verdict::unknown);
}

TEST_CASE("the server's disk, store, backups and errors are looked at") {
  ServerFacts facts{.started = kNow - days(10), .at = kNow};
  facts.free_bytes = 99;
  facts.capacity_bytes = 1000;
  facts.backups_wanted = true;
  facts.condition.disk_full = true;
  facts.condition.damage = Error(ErrorKind::corrupt, "damaged");
  ErrorRate errors;
  const auto begin = std::chrono::steady_clock::time_point(hours(1));
  errors.note({1000, 3}, begin);
  errors.note({1400, 8}, begin + minutes(4));
  const auto found = server_findings(facts, errors, kThresholds);
  for (const Finding& one : found) CHECK(one.verdict == Verdict::bad);
  CHECK(of(found, Condition::backup_old).words == "there is no backup, 10 days after the start");
  CHECK(of(found, Condition::errors).words == "5 of the last 400 requests failed by the server's fault");
  CHECK(of(found, Condition::disk_low).words == "9.9 % of the store's disk is free, 0 MB");
  facts = {.started = kNow - days(10), .at = kNow};
  facts.free_bytes = 100;
  facts.capacity_bytes = 1000;
  facts.backups_wanted = true;
  facts.last_backup = kNow - days(2);
  for (const Finding& one : server_findings(facts, {}, kThresholds)) CHECK(one.verdict == Verdict::good);
}

}  // namespace suggestd::watch
