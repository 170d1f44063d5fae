// The shapes of requests and answers, as JSON Schema. tests/system/openapi_test.py compares them with what
// the server really takes and says.
#include "http/openapi.h"

namespace suggestd::http {
namespace {

constexpr std::string_view kOrder = R"({"type":"object",
"required":["order_id","placed_at","currency","lines"],
"properties":{
"order_id":{"$ref":"#/components/schemas/Id"},
"user_id":{"$ref":"#/components/schemas/Id"},
"anonymous_id":{"$ref":"#/components/schemas/Id"},
"email_hash":{"$ref":"#/components/schemas/Id"},
"placed_at":{"type":"string","format":"date-time"},
"updated_at":{"type":"string","format":"date-time"},
"currency":{"$ref":"#/components/schemas/Currency"},
"status":{"type":"string"},
"lines":{"type":"array","minItems":1,"maxItems":10000,"items":{"$ref":"#/components/schemas/OrderLine"}},
"properties":{"type":"object"},
"cancelled":{"type":"boolean","readOnly":true}}})";

constexpr std::string_view kOrderLine = R"({"type":"object",
"required":["product_id","quantity","price"],
"properties":{
"product_id":{"$ref":"#/components/schemas/Id"},
"variant_id":{"$ref":"#/components/schemas/Id"},
"quantity":{"type":"number","exclusiveMinimum":0},
"price":{"$ref":"#/components/schemas/Amount"},
"discount":{"$ref":"#/components/schemas/Amount"},
"recommendation_id":{"type":"string"},
"properties":{"type":"object"},
"refunded":{"type":"number","readOnly":true}}})";

constexpr std::string_view kEvent = R"({"type":"object","required":["type"],
"properties":{
"type":{"enum":["view","cart_add","cart_remove","wishlist","purchase","rec_shown","rec_click","search"]},
"event_id":{"$ref":"#/components/schemas/Id"},
"user_id":{"$ref":"#/components/schemas/Id"},
"anonymous_id":{"$ref":"#/components/schemas/Id"},
"product_id":{"$ref":"#/components/schemas/Id"},
"at":{"type":"string","format":"date-time"},
"quantity":{"type":"number","exclusiveMinimum":0},
"recommendation_id":{"type":"string"},
"query":{"type":"string"},
"properties":{"type":"object"}}})";

constexpr std::string_view kProduct = R"({"type":"object",
"properties":{
"product_id":{"$ref":"#/components/schemas/Id"},
"title":{"type":"string"},
"description":{"type":"string"},
"price":{"$ref":"#/components/schemas/Amount"},
"currency":{"$ref":"#/components/schemas/Currency"},
"stock":{"type":"integer"},
"categories":{"type":"array","items":{"type":"string"}},
"brand":{"type":"string"},
"image":{"type":"string"},
"link":{"type":"string"},
"group_id":{"type":"string"},
"available_from":{"type":"string","format":"date-time"},
"available_until":{"type":"string","format":"date-time"},
"hidden":{"type":"boolean"},
"properties":{"type":"object"}}})";

constexpr std::string_view kUser = R"({"type":"object",
"properties":{
"user_id":{"$ref":"#/components/schemas/Id"},
"email_hash":{"$ref":"#/components/schemas/Id"},
"anonymous_ids":{"type":"array","items":{"$ref":"#/components/schemas/Id"}},
"profiling":{"type":"boolean"},
"properties":{"type":"object"}}})";

constexpr std::string_view kList = R"({"type":"object",
"required":["recommendation_id","applied","items","fallback","short"],
"properties":{
"recommendation_id":{"type":"string"},
"scenario":{"type":["string","null"]},
"applied":{"$ref":"#/components/schemas/Position"},
"items":{"type":"array","items":{"$ref":"#/components/schemas/ListItem"}},
"fallback":{"type":["string","null"],"description":"Why the list is not personal, in words."},
"short":{"type":["string","null"],"description":"Why it holds fewer than asked."},
"rules":{"type":"array","description":"With trace: what each rule did.","items":{"type":"object","properties":{
"rule":{"type":"string"},"effect":{"enum":["pinned","boosted","buried","brought in","refused","hid"]},
"product_id":{"$ref":"#/components/schemas/Id"},"products":{"type":"integer"}}}},
"why_not":{"type":"string"}}})";

constexpr std::string_view kListItem = R"({"type":"object","required":["product_id","score","reason"],
"properties":{
"product_id":{"$ref":"#/components/schemas/Id"},
"score":{"type":"number"},
"reason":{"type":"string"},
"properties":{"type":"object"},
"trace":{"type":"array","items":{"type":"object","properties":{
"lane":{"type":"string"},"product_id":{"type":"string"},"share":{"type":"number"},
"lane_score":{"type":"number","description":"What the share is made from: the lane's own score."},
"sources":{"type":"array","description":"The past products behind lane_score, which their shares add up to; by factors but for what changed since the person's vector was made.",
"items":{"type":"object","properties":{"product_id":{"type":"string"},"share":{"type":"number"}}}}}}}}})";

constexpr std::string_view kScenarioVersions = R"({"type":"object","properties":{"versions":{"type":"array",
"description":"Newest first.","items":{"type":"object","properties":{"version":{"type":"integer"},
"at":{"type":"string","format":"date-time"},
"scenario":{"oneOf":[{"$ref":"#/components/schemas/Scenario"},{"type":"null"}],"description":"null: removed."}}}}}})";

constexpr std::string_view kDryRun = R"({"type":"object","properties":{
"lists":{"type":"integer","description":"Compared: lists of real people."},
"changed":{"type":"integer"},
"empty":{"$ref":"#/components/schemas/BeforeAfter"},
"short":{"$ref":"#/components/schemas/BeforeAfter"},
"gained":{"type":"array","items":{"$ref":"#/components/schemas/ProductMove"}},
"lost":{"type":"array","items":{"$ref":"#/components/schemas/ProductMove"}},
"rules":{"type":"array","items":{"type":"object","properties":{"rule":{"type":"string"},
"in_force":{"type":"boolean"},"lists":{"type":"integer"}}}},
"never_fire":{"type":"array","items":{"type":"string"},"description":"Rules that did nothing in any list."},
"examples":{"type":"array","items":{"type":"object","properties":{"user_id":{"type":"string"},
"product_id":{"type":"string"},"before":{"type":"array","items":{"type":"string"}},
"after":{"type":"array","items":{"type":"string"}}}}}}})";

constexpr std::string_view kPlacementReport = R"({"type":"object",
"required":["scenario","lists_shown","lists_clicked","ctr","orders","order_lines","conversion","revenue"],
"properties":{
"scenario":{"type":["string","null"],"description":"null: lists asked for without a scenario."},
"list":{"type":"string","description":"The kind of list, without a scenario."},
"from":{"type":"string","format":"date-time"},
"to":{"type":"string","format":"date-time"},
"window_hours":{"type":"integer"},
"applied":{"$ref":"#/components/schemas/Position"},
"shown":{"type":"integer","description":"Events rec_shown."},
"clicks":{"type":"integer","description":"Events rec_click."},
"lists_shown":{"type":"integer","description":"Lists with at least one rec_shown."},
"lists_clicked":{"type":"integer","description":"Lists with at least one rec_click."},
"ctr":{"type":["number","null"],"description":"Lists shown and clicked / lists shown; null: none was shown."},
"orders":{"type":"integer","description":"Orders with a line that such a list led to."},
"order_lines":{"type":"integer"},
"conversion":{"type":["number","null"],"description":"Orders / lists shown; null: none was shown."},
"revenue":{"type":"array","items":{"type":"object","required":["currency","amount"],"properties":{
"currency":{"type":"string"},"amount":{"type":"string","description":"Decimal text."}}}}}})";

constexpr std::string_view kReport =
    R"({"type":"object","required":["scenarios","lists","applied"],"properties":{
"from":{"type":"string","format":"date-time"},
"to":{"type":"string","format":"date-time"},
"window_hours":{"type":"integer"},
"applied":{"$ref":"#/components/schemas/Position"},
"scenarios":{"type":"array","items":{"$ref":"#/components/schemas/PlacementReport"}},
"lists":{"type":"array","items":{"$ref":"#/components/schemas/PlacementReport"}}}})";

constexpr std::string_view kListRequest = R"({"type":"object",
"properties":{
"user_id":{"$ref":"#/components/schemas/Id"},
"anonymous_id":{"$ref":"#/components/schemas/Id"},
"basket":{"type":"array","items":{"oneOf":[{"$ref":"#/components/schemas/Id"},{"type":"object",
"required":["product_id"],"properties":{"product_id":{"$ref":"#/components/schemas/Id"},"weight":{"type":"number"}}}]}},
"lists":{"type":"array","minItems":1,"maxItems":20,"items":{"$ref":"#/components/schemas/ListOptions"}}},
"allOf":[{"$ref":"#/components/schemas/ListOptions"}]})";

constexpr std::string_view kListOptions = R"({"type":"object",
"properties":{
"list":{"enum":["for-you","similar","bought-together","popular","trending","new","recently-viewed","buy-again","rerank","bought-next"]},
"scenario":{"type":"string"},
"product_id":{"$ref":"#/components/schemas/Id"},
"candidates":{"type":"array","items":{"$ref":"#/components/schemas/Id"}},
"exclude":{"type":"array","items":{"$ref":"#/components/schemas/Id"}},
"limit":{"type":"integer","minimum":1,"maximum":1000},
"filter":{"type":"string"},
"booster":{"type":"string"},
"include_bought":{"type":"boolean"},
"category":{"type":"string"},
"properties":{"type":"string"},
"fallbacks":{"type":"array","items":{"type":"string"},"description":"Lists that fill up, in order; [] for none."},
"diversity":{"type":"number","minimum":0,"maximum":1},
"rotation":{"type":"number","minimum":0,"maximum":1},
"trace":{"type":"boolean"},
"why_not":{"type":"string"}}})";

constexpr std::string_view kScenario = R"({"type":"object","required":["list"],
"properties":{
"list":{"enum":["for-you","similar","bought-together","popular","trending","new","recently-viewed","buy-again","rerank","bought-next"]},
"filter":{"type":"string"},
"booster":{"type":"string"},
"lanes":{"type":"object","properties":{"factors":{"type":"number"},"cooccurrence":{"type":"number"},
"slim":{"type":"number"},"people":{"type":"number"}}},
"include_bought":{"type":"boolean"},
"diversity":{"type":"number","minimum":0,"maximum":1},
"rotation":{"type":"number","minimum":0,"maximum":1},
"properties":{"type":"string","description":"Sent along if the request names none."},
"fallbacks":{"type":"array","items":{"type":"string"},"description":"Lists that fill up, in order; [] for none."},
"rules":{"type":"array","maxItems":200,"items":{"type":"object","required":["id","kind"],"properties":{
"id":{"$ref":"#/components/schemas/Id"},
"kind":{"enum":["pin","hide","boost","bury","share","cap","same_category"]},
"filter":{"type":"string"},
"products":{"type":"array","items":{"$ref":"#/components/schemas/Id"}},
"position":{"type":"integer","minimum":1,"maximum":1000},
"factor":{"type":"number"},
"share":{"type":"number","maximum":1},
"attribute":{"enum":["brand","category"]},
"most":{"type":"integer","minimum":1,"maximum":1000},
"from":{"type":"string","format":"date-time"},
"until":{"type":"string","format":"date-time"},
"enabled":{"type":"boolean"}}}}}})";

constexpr std::string_view kChanges = R"({"type":"object","required":["changes","next","pending","oldest"],
"properties":{
"changes":{"type":"array","items":{"type":"object","required":["seq","kind","op","id","at"],
"properties":{"seq":{"type":"integer"},"kind":{"type":"string"},"op":{"type":"string"},"id":{"type":"string"},
"at":{"type":"string","format":"date-time"},"data":{},"prev":{}}}},
"next":{"type":"string"},"pending":{"type":"integer"},"oldest":{"$ref":"#/components/schemas/Position"}}})";

}  // namespace

const std::vector<std::pair<std::string_view, std::string_view>>& openapi_schemas() {
  static const std::vector<std::pair<std::string_view, std::string_view>> schemas = {
      {"Id",
       R"({"type":"string","minLength":1,"maxLength":256,"description":"The caller's text; 1 to 256 bytes."})"},
      {"Amount", R"({"type":"string","pattern":"^-?[0-9]+([.][0-9]+)?$","examples":["0.85"]})"},
      {"Currency", R"({"type":"string","pattern":"^[A-Z]{3}$","examples":["GBP"]})"},
      {"Position",
       R"({"type":"string","description":"EPOCH:SEQUENCE in the shop's log","examples":["1:104857"]})"},
      {"Order", kOrder},
      {"OrderLine", kOrderLine},
      {"Orders", R"({"type":"object","required":["orders","next"],"properties":{
"orders":{"type":"array","items":{"$ref":"#/components/schemas/Order"}},"next":{"type":["string","null"]}}})"},
      {"Cancel", R"({"type":"object","properties":{"at":{"type":"string","format":"date-time"}}})"},
      {"Refund", R"({"type":"object","properties":{"refund_id":{"$ref":"#/components/schemas/Id"},
"at":{"type":"string","format":"date-time"},"lines":{"type":"array","items":{"type":"object","required":["product_id"],
"properties":{"product_id":{"$ref":"#/components/schemas/Id"},"variant_id":{"$ref":"#/components/schemas/Id"},
"quantity":{"type":"number","exclusiveMinimum":0}}}}}})"},
      {"Event", kEvent},
      {"Product", kProduct},
      {"ProductPatch", R"({"type":"object","description":"JSON merge patch (RFC 7396) of a Product"})"},
      {"User", kUser},
      {"Merge", R"({"type":"object","required":["anonymous_id"],"properties":{
"anonymous_id":{"$ref":"#/components/schemas/Id"},"undo":{"type":"boolean"}}})"},
      {"Written", R"({"type":"object","required":["result","seq"],"properties":{
"result":{"enum":["created","updated","unchanged","ignored_older"]},"id":{"type":"string"},"seq":{"type":"integer"},
"detail":{"type":"string"}}})"},
      {"BulkLine",
       R"({"type":"object","description":"One for each line, then one with `summary`","properties":{
"line":{"type":"integer"},"id":{"type":"string"},"result":{"type":"string"},"seq":{"type":"integer"},
"status":{"type":"integer"},"detail":{"type":"string"},"errors":{"type":"array"},
"summary":{"type":"object","properties":{"lines":{"type":"integer"},"accepted":{"type":"integer"},
"refused":{"type":"integer"}}}}})"},
      {"List", kList},
      {"ListItem", kListItem},
      {"ListOptions", kListOptions},
      {"ListRequest", kListRequest},
      {"Lists",
       R"({"oneOf":[{"$ref":"#/components/schemas/List"},{"type":"object","required":["lists"],"properties":{
"lists":{"type":"array","items":{"$ref":"#/components/schemas/List"}}}}]})"},
      {"Audience", R"({"type":"object","required":["product_id","applied","users"],"properties":{
"product_id":{"type":"string"},"applied":{"$ref":"#/components/schemas/Position"},"users":{"type":"array","items":{
"type":"object","properties":{"user_id":{"type":"string"},"score":{"type":"number"}}}}}})"},
      {"Vector", R"({"type":"object","required":["dimensions","applied","vector"],"properties":{
"dimensions":{"type":"integer"},"applied":{"$ref":"#/components/schemas/Position"},
"vector":{"type":"array","items":{"type":"number"}}}})"},
      {"Changes", kChanges},
      {"Scenario", kScenario},
      {"Scenarios", R"({"type":"object","properties":{"scenarios":{"type":"object",
"additionalProperties":{"$ref":"#/components/schemas/Scenario"}}}})"},
      {"Consumer",
       R"({"type":"object","required":["name","position","lag_records","lag_seconds"],"properties":{
"name":{"type":"string"},"position":{"type":"string"},"lag_records":{"type":"integer"},
"lag_seconds":{"type":"number"},"cut_off":{"type":"boolean"}}})"},
      {"Consumers", R"({"type":"object","properties":{"consumers":{"type":"array",
"items":{"$ref":"#/components/schemas/Consumer"}}}})"},
      {"Backup", R"({"type":"object","required":["number","at","bytes","files"],"properties":{
"number":{"type":"integer"},"at":{"type":"string","format":"date-time"},"bytes":{"type":"integer"},
"files":{"type":"integer"}}})"},
      {"BackupJob", R"({"type":"object","required":["kind","state","begun"],"properties":{
"kind":{"enum":["backup","verify"]},"state":{"enum":["running","done","failed"]},
"begun":{"type":"string","format":"date-time"},"ended":{"type":"string","format":"date-time"},
"copied_bytes":{"type":"integer"},"store_bytes":{"type":"integer"},
"backup":{"$ref":"#/components/schemas/Backup"},"failure":{"type":"string"}}})"},
      {"Backups", R"({"type":"object","required":["backups","job"],"properties":{
"backups":{"type":"array","items":{"$ref":"#/components/schemas/Backup"}},
"job":{"anyOf":[{"$ref":"#/components/schemas/BackupJob"},{"type":"null"}]}}})"},
      {"Checkpoint", R"({"type":"object","properties":{"path":{"type":"string"}}})"},
      {"Deleted", R"({"type":"object","properties":{"result":{"type":"string"}}})"},
      {"ConsumerPosition",
       R"({"type":"object","required":["position"],"properties":{"position":{"type":"string"}}})"},
      {"PlacementReport", kPlacementReport},
      {"ScenarioVersions", kScenarioVersions},
      {"BeforeAfter",
       R"({"type":"object","properties":{"before":{"type":"integer"},"after":{"type":"integer"}}})"},
      {"ProductMove",
       R"({"type":"object","properties":{"product_id":{"type":"string"},"title":{"type":"string"},
"lists":{"type":"integer"}}})"},
      {"DryRun", kDryRun},
      {"SyncStarted",
       R"({"type":"object","properties":{"sync_id":{"type":"string"},"products":{"type":"integer"}}})"},
      {"SyncFinished",
       R"({"type":"object","properties":{"products":{"type":"integer"},"seen":{"type":"integer"},
"hidden":{"type":"integer"}}})"},
      {"Report", kReport},
      {"Health", R"({"type":"object","properties":{"status":{"type":"string"}}})"},
      {"Readiness",
       R"({"type":"object","properties":{"status":{"type":"string"},"checks":{"type":"array","items":{
"type":"object","properties":{"name":{"type":"string"},"good":{"type":"boolean"},"detail":{"type":"string"}}}}}})"},
      {"ServerStatus",
       R"({"type":"object","properties":{"version":{"type":"string"},"shops":{"type":"array"}}})"},
      {"Problem", R"({"type":"object","required":["type","title","status","detail","request_id","errors"],
"properties":{"type":{"type":"string"},"title":{"type":"string"},"status":{"type":"integer"},
"detail":{"type":"string"},"request_id":{"type":"string"},"errors":{"type":"array","items":{"type":"object",
"properties":{"pointer":{"type":"string"},"detail":{"type":"string"}}}}}})"},
  };
  return schemas;
}

}  // namespace suggestd::http
