// The shapes of lists and of requests for them, as JSON Schema.
//
// Threads  constants; statement_code_schema() any.
#pragma once

#include <string_view>

namespace suggestd::http {

inline constexpr std::string_view kList = R"({"type":"object",
"required":["recommendation_id","applied","items","fallback","short"],
"properties":{
"recommendation_id":{"type":"string","description":"Empty with as_of: nobody was shown the list."},
"scenario":{"type":["string","null"]},
"applied":{"$ref":"#/components/schemas/Position"},
"as_of":{"type":"object","description":"With as_of: what the list was made of.","required":["sequence","at","model"],"properties":{
"sequence":{"type":"integer","description":"The last record that counts."},"at":{"type":"string","format":"date-time"},
"model":{"enum":["trained_anew"],"description":"A fresh training on what was known then, not the rows that served."},
"scenario":{"enum":["of_today"],"description":"With a scenario: its rules are those of now."}}},
"experiment":{"$ref":"#/components/schemas/VisitorVariant"},
"experiments":{"type":"array","description":"All of them, if several run on the scenario.","items":{"$ref":"#/components/schemas/VisitorVariant"}},
"items":{"type":"array","items":{"$ref":"#/components/schemas/ListItem"}},
"fallback":{"type":["string","null"],"description":"Why the list is not personal, in words."},
"fallback_codes":{"type":"array","description":"With fallback: the same, for other languages.","items":{"$ref":"#/components/schemas/Statement"}},
"short":{"type":["string","null"],"description":"Why it holds fewer than asked."},
"short_codes":{"type":"array","description":"With short: the same.","items":{"$ref":"#/components/schemas/Statement"}},
"rules":{"type":"array","description":"With trace: what each rule did.","items":{"type":"object","properties":{
"rule":{"type":"string"},"effect":{"enum":["pinned","boosted","buried","brought in","refused","hid"]},
"product_id":{"$ref":"#/components/schemas/Id"},"products":{"type":"integer"}}}},
"left_out":{"type":"array","description":"With trace: parts of the scenario that do not fit the catalogue.","items":{"$ref":"#/components/schemas/ScenarioPart"}},
"unknown":{"type":"array","description":"Of a re-ranking: candidates that the shop does not know.","items":{"$ref":"#/components/schemas/Id"}},
"why_not":{"type":"string"},
"why_not_codes":{"type":"array","description":"With why_not: the same.","items":{"$ref":"#/components/schemas/Statement"}}}})";

inline constexpr std::string_view kListItem = R"({"type":"object","required":["product_id","score","reason"],
"properties":{
"product_id":{"$ref":"#/components/schemas/Id"},
"score":{"type":"number"},
"reason":{"type":"string"},
"reason_code":{"$ref":"#/components/schemas/StatementCode"},
"reason_values":{"$ref":"#/components/schemas/StatementValues"},
"properties":{"type":"object"},
"trace":{"type":"array","items":{"type":"object","properties":{
"lane":{"type":"string"},"product_id":{"type":"string"},"share":{"type":"number"},
"lane_score":{"type":"number","description":"What the share is made from: the lane's own score."},
"sources":{"type":"array","description":"The past products behind lane_score, which their shares add up to; by factors but for what changed since the person's vector was made.",
"items":{"type":"object","properties":{"product_id":{"type":"string"},"share":{"type":"number"}}}}}}}}})";

inline constexpr std::string_view kListOptions = R"({"type":"object",
"properties":{
"list":{"oneOf":[{"$ref":"#/components/schemas/ListKind"},{"type":"null"}]},
"scenario":{"type":["string","null"]},
"product_id":{"$ref":"#/components/schemas/OptionalId"},
"candidates":{"type":["array","null"],"items":{"$ref":"#/components/schemas/Id"}},
"exclude":{"type":["array","null"],"items":{"$ref":"#/components/schemas/Id"}},
"limit":{"type":["integer","null"],"minimum":1,"maximum":1000},
"filter":{"type":["string","null"]},
"booster":{"type":["string","null"]},
"include_bought":{"type":["boolean","null"]},
"include_cart":{"type":["boolean","null"],"description":"Whether what lies in the person's cart may appear."},
"variants":{"enum":["one","all",null],"description":"Of products with one group_id."},
"context":{"type":["object","null"],"description":"What filter and booster know as context.x."},
"category":{"type":["string","null"]},
"properties":{"oneOf":[{"type":["string","null"]},{"type":"array","items":{"type":"string"},"maxItems":100}]},
"fallbacks":{"type":["array","null"],"items":{"type":"string"},"description":"Lists that fill up, in order; [] for none."},
"diversity":{"type":["number","null"],"minimum":0,"maximum":1},
"rotation":{"type":["number","null"],"minimum":0,"maximum":1},
"trace":{"type":["boolean","null"]},
"why_not":{"type":["string","null"]}}})";

inline constexpr std::string_view kListRequest = R"({"type":"object",
"properties":{
"user_id":{"$ref":"#/components/schemas/OptionalId"},
"anonymous_id":{"$ref":"#/components/schemas/OptionalId"},
"basket":{"type":["array","null"],"maxItems":1000,"items":{"oneOf":[{"$ref":"#/components/schemas/Id"},{"type":"object",
"required":["product_id"],"additionalProperties":false,"properties":{"product_id":{"$ref":"#/components/schemas/Id"},"weight":{"type":["number","null"]}}}]}},
"lists":{"type":["array","null"],"minItems":1,"maxItems":20,"items":{"$ref":"#/components/schemas/ListOptions"}}},
"allOf":[{"$ref":"#/components/schemas/ListOptions"}],"unevaluatedProperties":false})";

inline constexpr std::string_view kLists =
    R"({"oneOf":[{"$ref":"#/components/schemas/List"},{"type":"object","required":["lists"],"properties":{
"lists":{"type":"array","items":{"$ref":"#/components/schemas/List"}}}}]})";

inline constexpr std::string_view kStatementValues =
    R"({"type":"object","description":"What stands for each {name} in the English form of the code. list and lists hold kinds of lists.",
"additionalProperties":{"oneOf":[{"type":"integer"},{"type":"string"},{"type":"array","items":{"type":"string"}}]}})";

inline constexpr std::string_view kStatement = R"({"type":"object","required":["code","values"],
"description":"One of the sentences, to be said in another language.","properties":{
"code":{"$ref":"#/components/schemas/StatementCode"},"values":{"$ref":"#/components/schemas/StatementValues"}}})";

// Every code, each with its English form (recommend/statement_table.h).
std::string_view statement_code_schema();

}  // namespace suggestd::http
