// The shapes of the watch, as JSON Schema.
//
// Threads  constants.
#pragma once

#include <string_view>

namespace suggestd::http {

inline constexpr std::string_view kWatchAlarm =
    R"({"type":"object","required":["condition","severity","shop","part","words","since"],"properties":{
"condition":{"type":"string","description":"no_orders, model_failed, ...: docs/operate/monitor.md."},
"severity":{"type":"string","enum":["warning","critical"]},
"shop":{"type":["string","null"],"description":"null: the server."},
"part":{"type":["string","null"],"description":"A job, a consumer, a follower, another server; null: all of it."},
"words":{"type":["string","null"],"description":"null: for administrators alone."},"since":{"type":"string","format":"date-time"}}})";

inline constexpr std::string_view kWatchReceiver =
    R"({"type":"object","required":["name","waiting","failure"],"properties":{"name":{"type":"string"},
"waiting":{"type":"integer","description":"Notices that it has yet to be told, because the last try failed."},
"failure":{"type":["string","null"]}}})";

inline constexpr std::string_view kRecentLoad =
    R"({"type":"object","required":["seconds","answers","failures","processor_seconds"],
"description":"What the server had to do lately; for administrators.","properties":{
"seconds":{"type":"integer","description":"The time that is told of, up to 300."},"answers":{"type":"integer"},
"failures":{"type":"integer","description":"Of the answers, those by the server's own fault."},
"processor_seconds":{"type":"number"}}})";

inline constexpr std::string_view kOtherServer =
    R"({"type":"object","required":["name","url","failure","reached_at","report"],"properties":{
"name":{"type":"string"},"url":{"type":"string"},
"failure":{"type":["string","null"],"description":"Of the last try."},
"reached_at":{"type":["string","null"],"format":"date-time"},
"report":{"type":["object","null"],"description":"The last one; null: it was not reached since this server's start.",
"properties":{"version":{"type":"string"},
"takes_writes":{"type":"boolean","description":"Its disk is not full, and its store is not damaged."},
"shops":{"type":"integer"},"shops_not_ready":{"type":"integer"},
"lag_records":{"type":"integer","description":"Of the shop that is furthest behind."},
"alarms":{"type":"integer"},"critical_alarms":{"type":"integer"},
"load":{"$ref":"#/components/schemas/RecentLoad"}}}}})";

inline constexpr std::string_view kWatchTest =
    R"({"type":"object","required":["receivers"],"properties":{"receivers":{"type":"array","items":
{"type":"object","required":["name","delivered","failure"],"properties":{"name":{"type":"string"},
"delivered":{"type":"boolean"},"failure":{"type":["string","null"]}}}}}})";

}  // namespace suggestd::http
