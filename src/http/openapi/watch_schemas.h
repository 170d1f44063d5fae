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
"part":{"type":["string","null"],"description":"A job, a consumer, a follower; null: all of it."},
"words":{"type":["string","null"],"description":"null: for administrators alone."},"since":{"type":"string","format":"date-time"}}})";

inline constexpr std::string_view kWatchReceiver =
    R"({"type":"object","required":["name","waiting","failure"],"properties":{"name":{"type":"string"},
"waiting":{"type":"integer","description":"Notices that it has yet to be told, because the last try failed."},
"failure":{"type":["string","null"]}}})";

inline constexpr std::string_view kWatchTest =
    R"({"type":"object","required":["receivers"],"properties":{"receivers":{"type":"array","items":
{"type":"object","required":["name","delivered","failure"],"properties":{"name":{"type":"string"},
"delivered":{"type":"boolean"},"failure":{"type":["string","null"]}}}}}})";

}  // namespace suggestd::http
