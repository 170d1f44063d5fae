#include "watch/alarm_book.h"

#include <algorithm>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "base/log.h"
#include "records/wire.h"

namespace suggestd::watch {
namespace {

constexpr std::string_view kRows = "watch_alarms/";

// The numbers are on disk: never change or reuse one.
enum FieldNumber : unsigned {
  condition_field = 1,
  shop_field = 2,
  part_field = 3,
  words_field = 4,
  raised_field = 5,  // 0: it is not
  changed_field = 6,
  told_field = 7,
};
enum ToldField : unsigned { receiver_field = 1, at_field = 2 };

std::string row_key(const AlarmKey& key) {
  return fmt::format("{}{}\n{}\n{}", kRows, kind_of(key.condition).name, key.shop, key.part);
}

std::int64_t microseconds_of(Timestamp at) { return at.time_since_epoch().count(); }
Timestamp timestamp_of(const Field& field) {
  return Timestamp(std::chrono::microseconds(field.signed_value()));
}

std::string encode(const AlarmKey& key, const Alarm& alarm) {
  std::string bytes;
  FieldWriter out(bytes);
  out.text(condition_field, kind_of(key.condition).name);
  out.text_if_any(shop_field, key.shop);
  out.text_if_any(part_field, key.part);
  out.text_if_any(words_field, alarm.words);
  if (alarm.raised) out.signed_number(raised_field, microseconds_of(*alarm.raised));
  out.signed_number(changed_field, microseconds_of(alarm.changed));
  for (const auto& [receiver, at] : alarm.told) {
    out.nested(told_field, [&told_by = receiver, told_at = at](FieldWriter& inner) {
      inner.text(receiver_field, told_by);
      inner.signed_number(at_field, microseconds_of(told_at));
    });
  }
  return bytes;
}

void read_told(std::string_view bytes, Alarm& alarm) {
  std::string receiver;
  Timestamp at{};
  FieldReader in(bytes);
  Field field;
  while (in.next(field)) {
    if (field.number == receiver_field) receiver = field.text();
    if (field.number == at_field) at = timestamp_of(field);
  }
  alarm.told[receiver] = at;
}

// Nothing for a row of a condition that this version does not know.
std::optional<std::pair<AlarmKey, Alarm>> decode(std::string_view bytes) {
  std::pair<AlarmKey, Alarm> read;
  std::optional<Condition> condition;
  FieldReader in(bytes);
  Field field;
  while (in.next(field)) {
    if (field.number == condition_field) condition = parse_condition(field.bytes);
    if (field.number == shop_field) read.first.shop = field.text();
    if (field.number == part_field) read.first.part = field.text();
    if (field.number == words_field) read.second.words = field.text();
    if (field.number == raised_field) read.second.raised = timestamp_of(field);
    if (field.number == changed_field) read.second.changed = timestamp_of(field);
    if (field.number == told_field) read_told(field.bytes, read.second);
  }
  if (in.failed() || !condition) return std::nullopt;
  read.first.condition = *condition;
  return read;
}

void tell_log(const AlarmKey& key, const Alarm& alarm) {
  const ConditionKind& kind = kind_of(key.condition);
  const LogLevel level = !alarm.raised                         ? LogLevel::info
                         : kind.severity == Severity::critical ? LogLevel::error
                                                               : LogLevel::warning;
  log(level, alarm.raised ? "an alarm is raised" : "an alarm is cleared",
      {{"condition", kind.name}, {"shop", key.shop}, {"part", key.part}, {"words", alarm.words}});
}

}  // namespace

Status AlarmBook::load() {
  return meta_.for_each(kRows, [this](std::string_view, std::string_view row) -> Status {
    if (auto read = decode(row)) alarms_.insert(*std::move(read));
    return {};
  });
}

void AlarmBook::take(const std::vector<Finding>& findings, std::chrono::seconds hold, bool whole) {
  std::set<AlarmKey> found;
  const auto take_one = [this](const Finding& finding, std::chrono::seconds hold_down) {
    Alarm& alarm = alarms_[finding.key];
    if (!watch::take(alarm, finding, hold_down, clock_)) return;
    unsaved_.insert(finding.key);
    tell_log(finding.key, alarm);
  };
  for (const Finding& finding : findings) {
    found.insert(finding.key);
    take_one(finding, kind_of(finding.key.condition).lasts ? hold : std::chrono::seconds(0));
  }
  if (!whole) return;
  for (const auto& [key, alarm] : alarms_) {
    if (!found.contains(key)) take_one({key, Verdict::good}, std::chrono::seconds(0));
  }
}

std::vector<NoticeOf> AlarmBook::due(const Receiver& receiver, std::chrono::seconds repeat) const {
  std::vector<NoticeOf> notices;
  const Timestamp now = clock_.wall();
  for (const auto& [key, alarm] : alarms_) {
    if (!receiver.wants(key) || !receiver.may_hear(kind_of(key.condition).severity, now)) continue;
    const auto notice = watch::due(alarm, receiver.name, repeat, now);
    if (notice) notices.push_back({key, *notice, alarm.words, alarm.changed});
  }
  return notices;
}

void AlarmBook::note_told(std::string_view receiver, const std::vector<NoticeOf>& notices) {
  for (const NoticeOf& notice : notices) {
    Alarm& alarm = alarms_[notice.key];
    if (notice.notice == Notice::cleared) {
      alarm.told.erase(alarm.told.find(receiver));
    } else {
      alarm.told.insert_or_assign(std::string(receiver), clock_.wall());
    }
    unsaved_.insert(notice.key);
  }
}

void AlarmBook::keep_receivers(const std::vector<Receiver>& receivers) {
  for (auto& [key, alarm] : alarms_) {
    const std::size_t gone = std::erase_if(alarm.told, [&](const auto& told) {
      return std::ranges::find(receivers, told.first, &Receiver::name) == receivers.end();
    });
    if (gone > 0) unsaved_.insert(key);
  }
}

Status AlarmBook::save() {
  while (!unsaved_.empty()) {
    const AlarmKey& key = *unsaved_.begin();
    const auto alarm = alarms_.find(key);
    const bool over = alarm == alarms_.end() || (!alarm->second.raised && alarm->second.told.empty());
    Status done = over ? meta_.remove(row_key(key)) : meta_.put(row_key(key), encode(key, alarm->second));
    if (!done) return done;
    unsaved_.erase(unsaved_.begin());
  }
  std::erase_if(alarms_, [](const auto& entry) {
    const Alarm& alarm = entry.second;
    return !alarm.raised && alarm.told.empty() && !alarm.turning;
  });
  return {};
}

}  // namespace suggestd::watch
