// The conditions that the watch looks at: one row each, in the order of the pages.
//
// Decided  where each row says; the numbers that an operator may choose are keys of [watch] (watch/thresholds.h).
// Threads  constants.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace suggestd::watch {

enum class Severity : std::uint8_t {
  warning,   // somebody should look by day; quiet hours hold it back
  critical,  // somebody should get up
};

enum class Condition : std::uint8_t {
  no_orders,
  model_failed,
  follower_failed,
  learner_behind,
  quality_dropped,
  connector_stale,
  store_refuses_writes,
  store_damaged,
  disk_low,
  backup_old,
  errors,
  server_unreachable,
};

struct ConditionKind {
  Condition condition{};
  std::string_view name;  // in notices, /v1/status, metrics and on disk: never change one
  Severity severity = Severity::warning;
  bool lasts = true;  // false: it does not pass by itself, so it needs no hold-down
};

inline constexpr std::array kConditions{
    // The chance that the shop is silent for such a time is small, by the shop's own rhythm (watch/order_rhythm.h).
    ConditionKind{Condition::no_orders, "no_orders", Severity::critical},
    // The learner has stopped by an error: lists learn no more, and the shop's writes are refused.
    ConditionKind{Condition::model_failed, "model_failed", Severity::critical, false},
    // Another follower of the log (attribution, segments, experiments) has stopped.
    ConditionKind{Condition::follower_failed, "follower_failed", Severity::warning, false},
    // The oldest record that lists don't know has waited for more than watch.lag_seconds.
    ConditionKind{Condition::learner_behind, "learner_behind", Severity::warning},
    // Lists foresee less than half of the orders that they foresaw in the week before (watch/quality_memory.h).
    ConditionKind{Condition::quality_dropped, "quality_dropped", Severity::warning},
    // A named consumer of the change feed, or a job with a schedule, has got nothing done for longer than
    // watch.connector_seconds.
    ConditionKind{Condition::connector_stale, "connector_stale", Severity::warning},
    // The disk is full, or a write has failed.
    ConditionKind{Condition::store_refuses_writes, "store_refuses_writes", Severity::critical},
    // Files of the store are damaged or missing.
    ConditionKind{Condition::store_damaged, "store_damaged", Severity::critical, false},
    // Less than watch.disk_free_percent of the disk is free.
    ConditionKind{Condition::disk_low, "disk_low", Severity::warning},
    // The last backup is older than watch.backup_seconds.
    ConditionKind{Condition::backup_old, "backup_old", Severity::warning},
    // More than one request in a hundred has failed by our fault within five minutes (watch/error_rate.h).
    ConditionKind{Condition::errors, "errors", Severity::critical},
    // Another server, of a [[watch.server]] table, gives no status (watch/other_servers.h).
    ConditionKind{Condition::server_unreachable, "server_unreachable", Severity::critical},
};

constexpr const ConditionKind& kind_of(Condition condition) {
  return kConditions.at(static_cast<std::size_t>(condition));
}

constexpr std::string_view severity_name(Severity severity) {
  return severity == Severity::critical ? "critical" : "warning";
}

constexpr std::optional<Severity> parse_severity(std::string_view word) {
  if (word == "warning") return Severity::warning;
  if (word == "critical") return Severity::critical;
  return std::nullopt;
}

constexpr std::optional<Condition> parse_condition(std::string_view name) {
  for (const ConditionKind& kind : kConditions) {
    if (kind.name == name) return kind.condition;
  }
  return std::nullopt;
}

// The thing that an alarm is about.
struct AlarmKey {
  Condition condition{};
  std::string shop;  // "": the server
  std::string part;  // of the shop: a consumer, a job, a follower; of the server: another one; "": all of it
  auto operator<=>(const AlarmKey&) const = default;
};

enum class Verdict : std::uint8_t {
  good,
  bad,
  unknown,  // too little is known: an alarm stays as it is
};

// The result of one look at one thing.
struct Finding {
  AlarmKey key;
  Verdict verdict = Verdict::unknown;
  std::string words = {};  // of a bad one: a sentence for an operator, without anything about people
};

}  // namespace suggestd::watch
