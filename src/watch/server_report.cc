#include "watch/server_report.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include <fmt/format.h>

#include "records/json_reader.h"

namespace suggestd::watch {
namespace {

constexpr std::uint64_t kMostSeconds = 86'400;

const Json kNothing;  // null: has no members

const Json& member(const Json& object, const char* name) {
  const auto found = object.is_object() ? object.find(name) : object.end();
  return found == object.end() ? kNothing : *found;
}

std::uint64_t count(const Json& object, const char* name) {
  const Json& value = member(object, name);
  return value.is_number_unsigned() ? value.get<std::uint64_t>() : 0;
}

bool holds(const Json& object, const char* name, const Json& value) { return member(object, name) == value; }

void add_shops(const Json& shops, ServerReport& report) {
  report.shops = shops.size();
  for (const Json& shop : shops) {
    if (!holds(shop, "ready", true)) ++report.shops_not_ready;
    report.lag_records = std::max(report.lag_records, count(shop, "lag_records"));
  }
}

void add_alarms(const Json& alarms, ServerReport& report) {
  if (!alarms.is_array()) return;
  report.alarms = alarms.size();
  for (const Json& alarm : alarms) {
    if (holds(alarm, "severity", "critical")) ++report.critical_alarms;
  }
}

RecentLoad read_load(const Json& load) {
  const Json& processor = member(load, "processor_seconds");
  const auto seconds =
      static_cast<std::int64_t>(std::min<std::uint64_t>(count(load, "seconds"), kMostSeconds));
  return {
      std::chrono::seconds(seconds),
      {count(load, "answers"), count(load, "failures"), processor.is_number() ? processor.get<double>() : 0}};
}

}  // namespace

Result<ServerReport> parse_server_report(std::string_view status) {
  const Result<JsonDocument> document = parse_json(status);
  if (!document) return document.error();
  const Json& root = document->root();
  const Json& version = member(root, "version");
  const Json& shops = member(root, "shops");
  if (!version.is_string() || !shops.is_array())
    return invalid("its answer is no status of a suggestd server");
  ServerReport report;
  report.version = version.get_ref<const std::string&>();
  if (report.version.size() > kMostVersionBytes)
    return invalid(fmt::format("its answer names a version of more than {} bytes", kMostVersionBytes));
  const Json& store = member(root, "store");
  report.takes_writes = !holds(store, "disk_full", true) && member(store, "damage").is_null();
  add_shops(shops, report);
  add_alarms(member(root, "alarms"), report);
  report.load = read_load(member(root, "load"));
  return report;
}

}  // namespace suggestd::watch
