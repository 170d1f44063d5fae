// The shapes of segments, as JSON Schema.
//
// Threads  constants.
#pragma once

#include <string_view>

namespace suggestd::http {

inline constexpr std::string_view kSegment = R"({"type":"object","required":["people"],
"additionalProperties":false,"properties":{
"people":{"type":"string","description":"Who belongs to it: docs/use/segments.md."},
"description":{"type":["string","null"]}}})";

inline constexpr std::string_view kSegments = R"({"type":"object","required":["people","segments","next"],
"properties":{
"people":{"type":["integer","null"],"description":"All people that could be members; null: with uncounted=1."},
"next":{"type":["string","null"],"description":"`after` of the next page; null: this is the last."},
"segments":{"type":"array","items":{"type":"object","required":["name","description","people","size"],
"properties":{"name":{"type":"string"},"description":{"type":"string"},"people":{"type":"string"},
"size":{"type":["integer","null"],"description":"null: with uncounted=1, or it can't be counted and `error` says why."},
"error":{"type":"string"}}}}}})";

inline constexpr std::string_view kSegmentCount =
    R"({"type":"object","additionalProperties":false,"properties":{
"people":{"type":["string","null"],"description":"A definition that need not be stored."},
"segments":{"type":["array","null"],"maxItems":20,"items":{"type":"string"},
"description":"Names of stored segments to compare."}}})";

inline constexpr std::string_view kSegmentSizes = R"({"type":"object",
"required":["people","size","segments","overlaps"],"properties":{
"people":{"type":"integer","description":"All people that could be members."},
"size":{"type":["integer","null"],"description":"Of the definition that was sent; null: none was."},
"segments":{"type":"array","items":{"type":"object","required":["name","size"],"properties":{
"name":{"type":"string"},"size":{"type":"integer"},
"shared":{"type":"integer","description":"Of them, those who belong to the definition that was sent."}}}},
"overlaps":{"type":"array","items":{"type":"object","required":["a","b","size"],"properties":{
"a":{"type":"string"},"b":{"type":"string"},"size":{"type":"integer"}}}}}})";

inline constexpr std::string_view kSegmentPeople = R"({"type":"object","required":["size","people","next"],
"properties":{
"size":{"type":"integer","description":"Of the whole segment."},
"next":{"type":["string","null"],"description":"`after` of the next page; null: this is the last."},
"people":{"type":"array","items":{"$ref":"#/components/schemas/ListedPerson"}}}})";

inline constexpr std::string_view kListedPerson =
    R"({"type":"object","additionalProperties":false,"properties":{
"user_id":{"type":["string","null"]},"email_hash":{"type":["string","null"]}},
"description":"One of the two."})";

inline constexpr std::string_view kPeopleList =
    R"({"type":"object","required":["name","people","uploaded_at"],
"properties":{"name":{"type":"string"},"people":{"type":"integer"},
"uploaded_at":{"type":"string","format":"date-time"}}})";

}  // namespace suggestd::http
