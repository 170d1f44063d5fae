// The shapes of scenarios' drafts, as JSON Schema.
//
// Threads  constants.
#pragma once

#include <string_view>

namespace suggestd::http {

inline constexpr std::string_view kNewScenarioDraft =
    R"({"type":"object","required":["scenario"],"additionalProperties":false,"properties":{
"scenario":{"$ref":"#/components/schemas/Scenario"},
"publish_at":{"type":["string","null"],"format":"date-time","description":"When the server publishes it; left out: when somebody does."},
"base_version":{"type":["integer","null"],"minimum":0,"description":"The version that it was begun from, 0 for none; left out: the draft's own, else the one in force."}}})";

inline constexpr std::string_view kScenarioDraft =
    R"({"type":"object","required":["name","base_version","overtaken","saved_at","saved_by","publish_at"],"properties":{
"name":{"$ref":"#/components/schemas/Id"},
"base_version":{"type":"integer","description":"The version in force that it was begun from; 0: none."},
"overtaken":{"type":"boolean","description":"Another version is in force by now, so it can't be published as it is."},
"saved_at":{"type":"string","format":"date-time"},
"saved_by":{"type":"string","description":"The address of an account, or the id of a key."},
"publish_at":{"type":["string","null"],"format":"date-time"},
"failure":{"type":"string","description":"Why it was not published at its time."},
"scenario":{"$ref":"#/components/schemas/Scenario","description":"Not in the list of all drafts."}}})";

inline constexpr std::string_view kScenarioDrafts = R"({"type":"object","required":["drafts"],"properties":{
"drafts":{"type":"array","items":{"$ref":"#/components/schemas/ScenarioDraft"}}}})";

inline constexpr std::string_view kDeletedScenarioDraft =
    R"({"type":"object","required":["name","result"],"properties":{
"name":{"$ref":"#/components/schemas/Id"},"result":{"const":"deleted"}}})";

}  // namespace suggestd::http
