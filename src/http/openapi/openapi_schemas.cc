// The shapes of requests and answers, as JSON Schema.
#include "http/openapi/openapi.h"

#include <fmt/format.h>

#include "http/openapi/access_schemas.h"
#include "http/openapi/campaign_schemas.h"
#include "http/openapi/draft_schemas.h"
#include "http/openapi/experiment_schemas.h"
#include "http/openapi/job_schemas.h"
#include "http/openapi/list_schemas.h"
#include "http/openapi/record_schemas.h"
#include "http/openapi/segment_schemas.h"
#include "http/openapi/shop_schemas.h"
#include "http/openapi/watch_schemas.h"
#include "recommend/list_kinds.h"

namespace suggestd::http {
namespace {

constexpr std::string_view kPageEvents = R"({"type":["object","array"],"items":{"type":"object"},
"description":"One event or an array: as in Event, a GA4 body (client_id, events), a data layer's entry (event, ecommerce), or Segment's (track, batch)."})";

constexpr std::string_view kCollected =
    R"({"type":"object","required":["accepted","left_out","refused","events"],
"properties":{
"accepted":{"type":"integer"},
"left_out":{"type":"integer","description":"Nothing is learned from them."},
"refused":{"type":"integer"},
"events":{"type":"array","description":"Those that were not taken.","items":{"type":"object",
"required":["pointer","name","result","detail"],"properties":{
"pointer":{"type":"string"},"name":{"type":"string"},"result":{"enum":["left_out","refused"]},
"status":{"type":"integer"},"detail":{"type":"string"}}}},
"events_not_told":{"type":"integer","description":"Those for which the answer had no room."}}})";

constexpr std::string_view kShopperKeyRequest =
    R"({"type":"object","additionalProperties":false,"properties":{
"algorithm":{"enum":["HS256","RS256","ES256","EdDSA",null],"description":"Left out: that of the jwk."},
"secret":{"type":["string","null"],"description":"Of HS256: 32 to 512 bytes."},
"public_key":{"type":["string","null"],"description":"PEM, of the others."},
"jwk":{"type":["object","null"],"description":"In place of both: a JSON Web Key."}}})";

constexpr std::string_view kShopperKey =
    R"({"type":"object","required":["kid","algorithm","created_at","public_key"],
"properties":{
"kid":{"type":"string"},
"algorithm":{"enum":["HS256","RS256","ES256","EdDSA"]},
"created_at":{"type":"string","format":"date-time"},
"public_key":{"type":["string","null"],"description":"null for HS256: a secret is told to nobody."}}})";

constexpr std::string_view kScenarioVersions = R"({"type":"object","properties":{
"next":{"type":["integer","null"],"description":"`before` of the next page; null: no older one is kept."},"versions":{"type":"array",
"description":"Newest first.","items":{"type":"object","properties":{"version":{"type":"integer"},
"at":{"type":"string","format":"date-time"},
"saved_by":{"type":["string","null"],"description":"The address of an account, or the id of a key; null: the configuration, or nobody knows."},
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
"currency":{"type":"string"},"amount":{"type":"string","description":"Decimal text."}}}},
"revenue_converted":{"type":"object","required":["currency","amount","without_rate"],
"description":"With ?currency: the revenue in that one, each hour's by the rates of the series `currency` that held then.",
"properties":{"currency":{"type":"string"},"amount":{"type":"string","description":"Decimal text."},
"without_rate":{"type":"array","description":"Not in the amount: no rate held at the time.","items":{"type":"object",
"required":["currency","amount"],"properties":{"currency":{"type":"string"},"amount":{"type":"string"}}}}}}}})";

constexpr std::string_view kReport =
    R"({"type":"object","required":["scenarios","lists","applied"],"properties":{
"from":{"type":"string","format":"date-time"},
"to":{"type":"string","format":"date-time"},
"window_hours":{"type":"integer"},
"applied":{"$ref":"#/components/schemas/Position"},
"scenarios":{"type":"array","items":{"$ref":"#/components/schemas/PlacementReport"}},
"lists":{"type":"array","items":{"$ref":"#/components/schemas/PlacementReport"}}}})";

constexpr std::string_view kScenario = R"({"type":"object","required":["list"],
"properties":{
"list":{"$ref":"#/components/schemas/ListKind"},
"filter":{"type":["string","null"]},
"booster":{"type":["string","null"]},
"lanes":{"type":["object","null"],"properties":{"factors":{"type":["number","null"]},"cooccurrence":{"type":["number","null"]},
"slim":{"type":["number","null"]},"people":{"type":["number","null"]}}},
"include_bought":{"type":["boolean","null"]},
"include_cart":{"type":["boolean","null"]},
"variants":{"enum":["one","all",null]},
"diversity":{"type":["number","null"],"minimum":0,"maximum":1},
"rotation":{"type":["number","null"],"minimum":0,"maximum":1},
"properties":{"type":["string","null"],"description":"Sent along if the request names none."},
"fallbacks":{"type":["array","null"],"items":{"type":"string"},"description":"Lists that fill up, in order; [] for none."},
"rules":{"type":["array","null"],"maxItems":200,"items":{"type":"object","required":["id","kind"],"properties":{
"id":{"$ref":"#/components/schemas/Id"},
"kind":{"enum":["pin","hide","boost","bury","share","cap","same_category"]},
"filter":{"type":["string","null"]},
"products":{"type":["array","null"],"items":{"$ref":"#/components/schemas/Id"}},
"position":{"type":["integer","null"],"minimum":1,"maximum":1000},
"factor":{"type":["number","null"]},
"share":{"type":["number","null"],"maximum":1},
"attribute":{"type":["string","null"],"description":"Of cap: any attribute of filters."},
"most":{"type":["integer","null"],"minimum":1,"maximum":1000},
"from":{"type":["string","null"],"format":"date-time"},
"until":{"type":["string","null"],"format":"date-time"},
"enabled":{"type":["boolean","null"]}}}}}})";

constexpr std::string_view kChanges = R"({"type":"object","required":["changes","next","pending","oldest"],
"properties":{
"changes":{"type":"array","items":{"type":"object","required":["seq","kind","op","id","at"],
"properties":{"seq":{"type":"integer"},"kind":{"type":"string"},"op":{"type":"string"},"id":{"type":"string"},
"at":{"type":"string","format":"date-time"},"data":{},"prev":{}}}},
"next":{"type":"string"},"pending":{"type":"integer"},"oldest":{"$ref":"#/components/schemas/Position"}}})";

// The schema of the names of lists, from recommend/list_kinds.h.
std::string_view list_kind_schema() {
  static const std::string schema = [] {
    std::vector<std::string_view> names;
    for (const recommend::ListKindEntry& kind : recommend::kListKindTable) names.push_back(kind.name);
    return fmt::format(R"({{"enum":["{}"]}})", fmt::join(names, R"(",")"));
  }();
  return schema;
}

}  // namespace

const std::vector<std::pair<std::string_view, std::string_view>>& openapi_schemas() {
  static const std::vector<std::pair<std::string_view, std::string_view>> schemas = {
      {"Id",
       R"({"type":"string","minLength":1,"maxLength":256,"description":"The caller's text; 1 to 256 bytes."})"},
      {"OptionalId",
       R"({"type":["string","null"],"maxLength":256,"description":"An id; null and \"\" count as not given."})"},
      {"OptionalTime", R"({"type":["string","null"],"format":"date-time"})"},
      {"Amount", R"({"type":"string","pattern":"^[0-9]+([.][0-9]+)?$","examples":["0.85"]})"},
      {"ListKind", list_kind_schema()},
      {"Currency", R"({"type":"string","pattern":"^[A-Z]{3}$","examples":["GBP"]})"},
      {"Position",
       R"({"type":"string","description":"EPOCH:SEQUENCE in the shop's log","examples":["1:104857"]})"},
      {"Order", kOrder},
      {"OrderLine", kOrderLine},
      {"Orders", R"({"type":"object","required":["orders","next"],"properties":{
"orders":{"type":"array","items":{"$ref":"#/components/schemas/Order"}},"next":{"type":["string","null"]}}})"},
      {"Cancel",
       R"({"type":"object","additionalProperties":false,"properties":{"at":{"$ref":"#/components/schemas/OptionalTime"}}})"},
      {"Refund",
       R"({"type":"object","additionalProperties":false,"properties":{"refund_id":{"$ref":"#/components/schemas/OptionalId"},
"at":{"$ref":"#/components/schemas/OptionalTime"},"lines":{"type":"array","maxItems":1000,"items":{"type":"object","required":["product_id"],"additionalProperties":false,
"properties":{"product_id":{"$ref":"#/components/schemas/Id"},"variant_id":{"$ref":"#/components/schemas/OptionalId"},
"quantity":{"type":["number","null"],"exclusiveMinimum":0}}}}}})"},
      {"Event", kEvent},
      {"PageEvents", kPageEvents},
      {"Collected", kCollected},
      {"Consent",
       R"({"type":"object","required":["profiling","consent"],"properties":{"profiling":{"type":"boolean","description":"Whether the person is learned from."},
"consent":{"type":["boolean","null"],"description":"What they said; null: nothing."}}})"},
      {"NewConsent",
       R"({"type":"object","required":["profiling"],"additionalProperties":false,"properties":{"profiling":{"type":["boolean","null"]}}})"},
      {"ShopperKeyRequest", kShopperKeyRequest},
      {"ShopperKey", kShopperKey},
      {"ShopperKeys", R"({"type":"object","required":["keys"],"properties":{"keys":{"type":"array","items":{
"$ref":"#/components/schemas/ShopperKey"}}}})"},
      {"ShopperKeyDeleted", R"({"type":"object","required":["result","kid"],"properties":{
"result":{"const":"deleted"},"kid":{"type":"string"}}})"},
      {"Product", kProduct},
      {"ProductPatch",
       R"({"allOf":[{"$ref":"#/components/schemas/Product"}],"description":"JSON merge patch (RFC 7396) of a Product; null removes a field."})"},
      {"NewProduct", R"({"allOf":[{"$ref":"#/components/schemas/Product"}],"required":["product_id"]})"},
      {"NewUser", R"({"allOf":[{"$ref":"#/components/schemas/User"}],"required":["user_id"]})"},
      {"User", kUser},
      {"UserPatch",
       R"({"allOf":[{"$ref":"#/components/schemas/User"}],"description":"JSON merge patch (RFC 7396) of a User; null removes a field."})"},
      {"Merge", R"({"type":"object","required":["anonymous_id"],"additionalProperties":false,"properties":{
"anonymous_id":{"$ref":"#/components/schemas/Id"},"undo":{"type":["boolean","null"]}}})"},
      {"Written", R"({"type":"object","required":["result","seq"],"properties":{
"result":{"enum":["created","updated","unchanged","ignored_older","ignored_erased","deleted"]},"id":{"type":"string"},"seq":{"type":"integer"},
"version":{"type":"integer","description":"Of a scenario."},"receipt_id":{"type":"string","description":"Of the erasure of a person."},"detail":{"type":"string"}}})"},
      {"PersonalData",
       R"({"type":"object","required":["ids","profiles","merges","segment_lists","campaigns","vectors","records","next"],"properties":{
"ids":{"type":"array","description":"All ids of the one person.","items":{"$ref":"#/components/schemas/PersonId"}},
"profiles":{"type":"array","items":{"$ref":"#/components/schemas/User"}},
"merges":{"type":"array","items":{"type":"object","properties":{"anonymous_id":{"type":"string"},"user_id":{"type":"string"}}}},
"segment_lists":{"type":"array","items":{"type":"string"},"description":"Uploaded lists of people that hold the person."},
"campaigns":{"type":"array","description":"What campaigns' runs have given the person.","items":{"type":"object","properties":{
"campaign":{"type":"string"},"run":{"type":"string"},"group":{"enum":["sent","held_out"]},"products":{"type":"array","items":{"$ref":"#/components/schemas/Id"}},
"opened":{"type":"boolean"},"clicked":{"type":"array","description":"Places of products whose tracked link was followed.","items":{"type":"integer"}},
"activity":{"type":"number","description":"How often they had ordered lately, beside the mean."},"places":{"type":"array","description":"Of each product on their own list, before caps.","items":{"type":"integer"}},
"segments":{"type":"array","description":"Of the report's segments, those that they were in.","items":{"type":"string"}}}}},
"vectors":{"type":"array","items":{"type":"object","properties":{"user_id":{"type":"string"},"vector":{"type":"array","items":{"type":"number"}}}}},
"exposures":{"type":"array","description":"Experiments that they are in.","items":{"type":"object","properties":{"experiment":{"type":"string"},
"variant":{"type":"string"},"exposed_at":{"type":"string","format":"date-time"}}}},
"records":{"type":"array","description":"Of the change log, oldest first.","items":{"type":"object"}},
"next":{"type":["integer","null"],"description":"Send it as `after` for the records that follow; null: these were the last."}}})"},
      {"PersonId",
       R"({"type":"object","properties":{"user_id":{"type":"string"},"anonymous_id":{"type":"string"},"email_hash":{"type":"string"}}})"},
      {"ErasureReceipt",
       R"({"type":"object","required":["receipt_id","state","phase","asked_at","done_at","erased","holders","exports_removed","backups"],"properties":{
"receipt_id":{"type":"string"},"state":{"enum":["running","done"]},"phase":{"enum":["stubbing","telling","rewriting","done"]},
"asked_at":{"type":"string","format":"date-time"},"done_at":{"type":["string","null"],"format":"date-time"},
"erased":{"type":"object","description":"Things that were the person's, and records of the change log that have become stubs.","properties":{
"profiles":{"type":"integer"},"orders":{"type":"integer"},"order_records":{"type":"integer"},"event_records":{"type":"integer"},"profile_records":{"type":"integer"}}},
"holders":{"type":"array","items":{"type":"object","required":["holder","state","detail"],"properties":{"holder":{"type":"string"},
"state":{"enum":["gone","due"]},"by":{"type":"string","format":"date-time"},"detail":{"type":"string"}}}},
"exports_removed":{"type":"array","description":"Names, within the shop's folder of export.folder, of what held the person and is removed.","items":{"type":"string"}},
"backups":{"type":"array","description":"That still hold the person. A restore of one erases the person again.","items":{"type":"object","properties":{
"number":{"type":"integer"},"at":{"type":"string","format":"date-time"},"due_by":{"type":["string","null"],"format":"date-time","description":"When it is gone at the latest, by backup.keep_days; null: it has no date."},
"detail":{"type":"string"}}}}}})"},
      {"BulkLine",
       R"({"type":"object","description":"One for each line, then one with `summary`","properties":{
"line":{"type":"integer"},"id":{"type":"string"},"result":{"type":"string"},"seq":{"type":"integer"},
"status":{"type":"integer"},"detail":{"type":"string"},"errors":{"type":"array","items":{"$ref":"#/components/schemas/FieldError"}},
"more_errors":{"type":"boolean","description":"true: not all errors of the line are listed."},
"summary":{"type":"object","properties":{"lines":{"type":"integer"},"accepted":{"type":"integer"},
"created":{"type":"integer"},"updated":{"type":"integer"},"unchanged":{"type":"integer"},"refused":{"type":"integer"},
"lines_without_errors":{"type":"integer","description":"Refused lines of which the answer had no room for more."},
"lines_not_told":{"type":"integer","description":"Lines for which the answer had no room."}}}}})"},
      {"ScenarioPart",
       R"({"type":"object","required":["part","reason"],"properties":{"scenario":{"type":"string"},
"part":{"type":"string","description":"JSON pointer into the scenario."},"rule":{"type":"string"},
"reason":{"type":"string"}}})"},
      {"List", kList},
      {"ListItem", kListItem},
      {"ListOptions", kListOptions},
      {"ListRequest", kListRequest},
      {"Lists", kLists},
      {"StatementCode", statement_code_schema()},
      {"StatementValues", kStatementValues},
      {"Statement", kStatement},
      {"Audience", R"({"type":"object","required":["product_id","applied","users"],"properties":{
"product_id":{"type":"string"},"applied":{"$ref":"#/components/schemas/Position"},"users":{"type":"array","items":{
"type":"object","properties":{"user_id":{"type":"string"},"score":{"type":"number"}}}}}})"},
      {"Vector", R"({"type":"object","required":["dimensions","applied","vector"],"properties":{
"dimensions":{"type":"integer"},"applied":{"$ref":"#/components/schemas/Position"},
"vector":{"type":"array","items":{"type":"number"}}}})"},
      {"Changes", kChanges},
      {"Scenario", kScenario},
      {"Scenarios", R"({"type":"object","properties":{
"next":{"type":["string","null"],"description":"`after` of the next page; null: this is the last."},"scenarios":{"type":"object",
"additionalProperties":{"$ref":"#/components/schemas/Scenario"}}}})"},
      {"Segment", kSegment},
      {"Segments", kSegments},
      {"SegmentCount", kSegmentCount},
      {"SegmentSizes", kSegmentSizes},
      {"SegmentPeople", kSegmentPeople},
      {"ListedPerson", kListedPerson},
      {"PeopleList", kPeopleList},
      {"Consumer",
       R"({"type":"object","required":["name","position","lag_records","lag_seconds"],"properties":{
"name":{"type":"string"},"position":{"$ref":"#/components/schemas/Position"},
"token":{"type":"string","description":"The same place, for `since`."},"lag_records":{"type":"integer"},
"lag_seconds":{"type":"number"},"cut_off":{"type":"boolean"}}})"},
      {"Consumers", R"({"type":"object","properties":{"consumers":{"type":"array",
"items":{"$ref":"#/components/schemas/Consumer"}}}})"},
      {"Backup", R"({"type":"object","required":["number","at","bytes","files"],"properties":{
"number":{"type":"integer"},"at":{"type":"string","format":"date-time"},"bytes":{"type":"integer"},
"files":{"type":"integer"}}})"},
      {"BackupJob", R"({"type":"object","required":["kind","state","begun"],"properties":{
"job_id":{"type":"string","description":"Of a backup: in /v1/jobs."},
"kind":{"enum":["backup","verify"]},"state":{"enum":["running","done","failed"],"description":"running: also while it waits."},
"begun":{"type":"string","format":"date-time"},"ended":{"type":"string","format":"date-time"},
"copied_bytes":{"type":"integer"},"store_bytes":{"type":"integer"},
"backup":{"$ref":"#/components/schemas/Backup"},"failure":{"type":"string"}}})"},
      {"Backups", R"({"type":"object","required":["backups","job"],"properties":{
"backups":{"type":"array","items":{"$ref":"#/components/schemas/Backup"}},
"job":{"anyOf":[{"$ref":"#/components/schemas/BackupJob"},{"type":"null"}]}}})"},
      {"Checkpoint", R"({"type":"object","properties":{"path":{"type":"string"}}})"},
      {"Deleted", R"({"type":"object","properties":{"result":{"type":"string"}}})"},
      {"ConsumerPosition",
       R"({"type":"object","additionalProperties":false,"properties":{"position":{"type":["string","null"]},"token":{"type":["string","null"],
"description":"`next` of the last page that was worked off; in place of position."}}})"},
      {"PlacementReport", kPlacementReport},
      {"ScenarioVersions", kScenarioVersions},
      {"NewScenarioDraft", kNewScenarioDraft},
      {"ScenarioDraft", kScenarioDraft},
      {"ScenarioDrafts", kScenarioDrafts},
      {"DeletedScenarioDraft", kDeletedScenarioDraft},
      {"BeforeAfter",
       R"({"type":"object","properties":{"before":{"type":"integer"},"after":{"type":"integer"}}})"},
      {"ProductMove",
       R"({"type":"object","properties":{"product_id":{"type":"string"},"title":{"type":"string"},
"lists":{"type":"integer"}}})"},
      {"DryRun", kDryRun},
      {"ImportRow", kImportRow},
      {"Imported", kImported},
      {"SyncStarted",
       R"({"type":"object","properties":{"sync_id":{"type":"string"},"products":{"type":"integer"}}})"},
      {"SyncFinished",
       R"({"type":"object","properties":{"products":{"type":"integer"},"seen":{"type":"integer"},
"hidden":{"type":"integer"}}})"},
      {"ContextSeries",
       R"({"type":"object","required":["points"],"properties":{"name":{"type":"string","readOnly":true},
"now":{"description":"The value that holds now; null: none does.","readOnly":true},
"points":{"type":"array","maxItems":1000,"items":{"type":"object","required":["at","value"],"additionalProperties":false,
"properties":{"at":{"type":"string","format":"date-time","description":"From here on it holds."},
"expires_at":{"$ref":"#/components/schemas/OptionalTime"},
"value":{"type":["number","string","boolean","object"],"description":"An object's members are context.NAME.MEMBER."}}}}}})"},
      {"ContextNames",
       R"({"type":"object","required":["series"],"properties":{"series":{"type":"array","items":{"type":"object",
"properties":{"name":{"type":"string"},"points":{"type":"integer"},"now":{}}}}}})"},
      {"CatalogueFindings", R"({"type":"object","required":["products","findings","applied"],"properties":{
"products":{"type":"integer","description":"In the catalogue, hidden ones left out."},
"findings":{"type":"array","items":{"type":"object","required":["finding","products","what","costs","mend","records","next"],
"properties":{"finding":{"type":"string"},"products":{"type":"integer"},"what":{"type":"string"},"costs":{"type":"string"},
"mend":{"type":"string"},"next":{"type":["string","null"],"description":"For `after`; null: there are no more."},
"records":{"type":"array","items":{"type":"object","properties":{"product_id":{"type":"string"},"title":{"type":"string"},
"people":{"type":"integer","description":"Who ever bought or looked at it."}}}}}}},"applied":{"type":"string"}}})"},
      {"Report", kReport},
      {"KeyRequest", kKeyRequest},
      {"KeyRotation", kKeyRotation},
      {"Key", kKey},
      {"NewKey", R"({"type":"object","required":["key"],"allOf":[{"$ref":"#/components/schemas/Key"}],
"properties":{"key":{"type":"string","description":"The key itself; it is shown this once."}}})"},
      {"Keys", R"({"type":"object","required":["keys"],"properties":{"keys":{"type":"array","items":{
"$ref":"#/components/schemas/Key"}}}})"},
      {"SignIn",
       R"({"type":"object","required":["email","password"],"additionalProperties":false,"properties":{
"email":{"type":"string","minLength":1,"maxLength":256},"password":{"type":"string"},
"code":{"type":["string","null"],"description":"Of the second factor, if the account has one."}}})"},
      {"InvitationUse",
       R"({"type":"object","required":["token","password"],"additionalProperties":false,"properties":{
"token":{"type":"string","minLength":1,"maxLength":256},"password":{"type":"string","minLength":12},
"name":{"type":["string","null"],"maxLength":200},
"email":{"type":["string","null"],"description":"With the first link, which knows none."}}})"},
      {"Registration",
       R"({"type":"object","required":["email","password","shop"],"additionalProperties":false,"properties":{
"email":{"type":"string","minLength":3,"maxLength":254},"password":{"type":"string","minLength":12},
"name":{"type":["string","null"],"maxLength":200},"shop":{"type":"string","minLength":1,"maxLength":64},
"time_zone":{"type":["string","null"],"description":"Of the shop: Europe/Berlin; left out: UTC."}}})"},
      {"SignedIn", R"({"type":"object","required":["account","csrf","expires_at"],"properties":{
"account":{"$ref":"#/components/schemas/Person"},
"csrf":{"type":"string","description":"For the header Suggestd-Csrf of requests that change something."},
"expires_at":{"type":"string","format":"date-time"}}})"},
      {"SignInProviders",
       R"({"type":"object","required":["providers","registration"],"properties":{
"registration":{"enum":["invitation","open"],"description":"open: anybody may register."},"providers":{"type":"array",
"items":{"type":"object","required":["name","label"],"properties":{
"name":{"type":"string","description":"GET /v1/sign-in/NAME leads to it."},"label":{"type":"string"}}}}}})"},
      {"PasswordChange",
       R"({"type":"object","required":["current","password"],"additionalProperties":false,"properties":{
"current":{"type":"string"},"password":{"type":"string","minLength":12}}})"},
      {"OwnPassword", R"({"type":"object","required":["password"],"additionalProperties":false,
"properties":{"password":{"type":"string"}}})"},
      {"OneTimeCode", R"({"type":"object","required":["code"],"additionalProperties":false,
"properties":{"code":{"type":"string"}}})"},
      {"SecondFactorOffer", R"({"type":"object","required":["secret","address"],"properties":{
"secret":{"type":"string","description":"In base 32; it is shown this once."},
"address":{"type":"string","description":"The same as an otpauth:// address, for a QR code."}}})"},
      {"HeldRoles", kHeldRoles},
      {"Person", kPerson},
      {"Account", kAccount},
      {"AccountRequest", R"({"type":"object","required":["email","roles"],"additionalProperties":false,
"properties":{"email":{"type":"string","minLength":3,"maxLength":254},"name":{"type":["string","null"],"maxLength":200},
"roles":{"$ref":"#/components/schemas/HeldRoles"}}})"},
      {"AccountChange", R"({"type":"object","additionalProperties":false,
"properties":{"email":{"type":["string","null"],"maxLength":254},"name":{"type":["string","null"],"maxLength":200},
"roles":{"oneOf":[{"$ref":"#/components/schemas/HeldRoles"},{"type":"null"}]}}})"},
      {"InvitedAccount",
       R"({"type":"object","required":["invitation"],"allOf":[{"$ref":"#/components/schemas/Account"}],
"properties":{"invitation":{"type":"object","required":["token","link","expires_at"],"properties":{
"token":{"type":"string","description":"It is shown this once."},"link":{"type":"string"},
"expires_at":{"type":"string","format":"date-time"}}}}})"},
      {"Accounts",
       R"({"type":"object","required":["accounts"],"properties":{"accounts":{"type":"array","items":{
"$ref":"#/components/schemas/Account"}}}})"},
      {"AuditEntry", kAuditEntry},
      {"Audit",
       R"({"type":"object","required":["entries","next"],"properties":{"entries":{"type":"array","items":{
"$ref":"#/components/schemas/AuditEntry"}},"next":{"type":["string","null"]}}})"},
      {"ShopSettings", kShopSettings},
      {"Shop", kShop},
      {"Shops", kShops},
      {"NewShop", kNewShop},
      {"ShopPatch", kShopPatch},
      {"ShopDeletion", R"({"type":"object","required":["confirm"],"additionalProperties":false,"properties":{
"confirm":{"type":"string","minLength":1,"maxLength":64,"description":"The shop's name once more."}}})"},
      {"Experiment", kExperiment},
      {"ExperimentRun", kExperimentRun},
      {"StoredExperiment", kStoredExperiment},
      {"ExperimentRuns", kExperimentRuns},
      {"Experiments", kExperiments},
      {"ExperimentPromotion", kExperimentPromotion},
      {"ExperimentPlan", kExperimentPlan},
      {"ExperimentWritten", kExperimentWritten},
      {"ExperimentFinding", kExperimentFinding},
      {"ExperimentReport", kExperimentReport},
      {"ExperimentPreference", kExperimentPreference},
      {"InterleavingReport", kInterleavingReport},
      {"VisitorVariant", kVisitorVariant},
      {"Campaign", kCampaign},
      {"Campaigns", kCampaigns},
      {"CampaignRuns", kCampaignRuns},
      {"NewReceiver", kNewReceiver},
      {"Receiver", kReceiver},
      {"Receivers", kReceivers},
      {"DeletedReceiver", kDeletedReceiver},
      {"CampaignPlan", kCampaignPlan},
      {"CampaignGroup", kCampaignGroup},
      {"CampaignList", kCampaignList},
      {"CampaignReport", kCampaignReport},
      {"CampaignResult", kCampaignResult},
      {"CampaignDifference", kCampaignDifference},
      {"CampaignDifferences", kCampaignDifferences},
      {"CampaignReportPart", kCampaignReportPart},
      {"NewJob", kNewJob},
      {"Job", kJob},
      {"Jobs", R"({"type":"object","required":["jobs","next"],"properties":{
"jobs":{"type":"array","items":{"$ref":"#/components/schemas/Job"}},"next":{"type":["string","null"]}}})"},
      {"Health", R"({"type":"object","properties":{"status":{"type":"string"}}})"},
      {"Readiness",
       R"({"type":"object","properties":{"status":{"type":"string"},"checks":{"type":"array","items":{
"type":"object","properties":{"name":{"type":"string"},"good":{"type":"boolean"},"detail":{"type":"string"}}}}}})"},
      {"LastReload", R"({"type":"object","required":["at","good","error","need_restart"],
"description":"For administrators of the server.","properties":{
"at":{"type":"string","format":"date-time"},"good":{"type":"boolean"},"error":{"type":["string","null"]},
"need_restart":{"type":"array","items":{"type":"string"}}}})"},
      {"ConfigurationReload", R"({"type":"object","required":["at","applied","need_restart"],"properties":{
"at":{"type":"string","format":"date-time"},
"applied":{"type":"array","items":{"type":"string"},"description":"Keys whose value changed, and scenarios."},
"need_restart":{"type":"array","items":{"type":"string"},"description":"Keys whose value in the files waits."}}})"},
      {"Configuration", R"({"type":"object","required":["values","last_reload"],"properties":{
"values":{"type":"array","items":{"type":"object","required":["key","value","origin","applied","pending"],"properties":{
"key":{"type":"string"},"value":{},"origin":{"type":"string"},"applied":{"enum":["at start","by a reload"]},
"pending":{"type":["object","null"],"description":"In the files, and waiting for a restart.","properties":{
"value":{},"origin":{"type":"string"}}}}}},
"last_reload":{"$ref":"#/components/schemas/LastReload"}}})"},
      {"JobCounts",
       R"({"type":"object","description":"Jobs of the shop; beside the shops, of the server itself, for administrators.",
"properties":{"running":{"type":"integer"},"waiting":{"type":"integer","description":"For their turn."},
"scheduled":{"type":"integer","description":"With a next run at a time to come."},
"failed_lately":{"type":"integer","description":"Runs that failed within 24 hours."}}})"},
      {"ServerStatus",
       R"({"type":"object","properties":{"version":{"type":"string"},"store":{"type":"object",
"properties":{"disk_full":{"type":"boolean"},"damage":{"type":["string","null"]}}},
"last_reload":{"$ref":"#/components/schemas/LastReload"},
"jobs":{"$ref":"#/components/schemas/JobCounts"},
"alarms":{"type":"array","description":"That the server's own watch has raised, of all that the key may see.",
"items":{"$ref":"#/components/schemas/WatchAlarm"}},
"receivers":{"type":"array","description":"Whom the watch tells; for administrators.","items":
{"$ref":"#/components/schemas/WatchReceiver"}},
"load":{"$ref":"#/components/schemas/RecentLoad"},
"servers":{"type":"array","description":"Other servers that the watch looks at; for administrators.","items":
{"$ref":"#/components/schemas/OtherServer"}},
"shops":{"type":"array","items":
{"type":"object","properties":{"name":{"type":"string"},"ready":{"type":"boolean"},"head":{"type":"string"},
"applied":{"type":"string"},"oldest":{"type":"string"},"lag_records":{"type":"integer"},
"followers":{"type":"array","description":"Of the log, beside the learner; one that has stopped holds erasures and retention.",
"items":{"type":"object","properties":{"name":{"type":"string"},"applied":{"type":"integer"},
"passed_over":{"type":"integer"},"failure":{"type":["string","null"]}}}},
"scenario_faults":{"type":"array","description":"Parts of scenarios that do not fit the catalogue: lists do without.",
"items":{"$ref":"#/components/schemas/ScenarioPart"}},
"units":{"type":["object","null"],"description":"Units of work a second that its keys may use now; null: no limit, or none of its keys has asked within a minute.",
"properties":{"per_second":{"type":"integer"},"guaranteed":{"type":"integer"},"most":{"type":"integer"},
"used_per_second":{"type":"number"},"decision":{"enum":["guaranteed","lent","held_back","overbooked"]}}},
"day":{"type":["object","null"],"description":"Units of work that its keys may use in a day of the shop's time zone; null: no limit.",
"properties":{"units":{"type":"integer"},"used":{"type":"integer"},"ends_at":{"type":"string","format":"date-time"}}},
"jobs":{"$ref":"#/components/schemas/JobCounts"},
"learner":{"type":"object","properties":{"phase":{"type":"string"},
"users":{"type":"integer"},"products":{"type":"integer"},"interactions":{"type":"integer"},
"learn_microseconds":{"type":"number"},"training_progress":{"type":"number"},"training_loss":{"type":["number","null"]},
"waiting_rows":{"type":"integer"},"model":{"type":"object","description":"The options of the model: those of the shop's settings, or else of the configuration."},
"remaking":{"type":"boolean","description":"It is made by other options; until then the one before serves and goes on learning."},
"consent_required":{"type":"boolean","description":"The learner keeps to the shop's setting consent: required."},"live":{"type":"object"},"blend":{"type":["object","null"]},
"catalogue":{"type":"object","properties":{"whole":{"type":"boolean",
"description":"A full synchronisation has been finished."},"required":{"type":"boolean"},
"unknown_products":{"type":"integer","description":"Named by orders or events alone."}}},
"unlikely_events":{"type":"object","description":"Events faster than people make them.","properties":{
"events":{"type":"integer"},"left_out":{"type":"boolean"},"latest_people":{"type":"array",
"items":{"type":"string"}}}},
"begun_anew":{"type":"integer","description":"Times since the start that it began anew from its last checkpoint."},
"set_aside":{"type":"object","description":"Records passed over or used in part.","properties":{
"records":{"type":"integer"},"latest":{"type":"array","items":{"type":"object","properties":{
"sequence":{"type":"integer"},"passed_over":{"type":"boolean"},"reason":{"type":"string"}}}}}},
"clock_ahead_seconds":{"type":"integer","description":"By how much commit times have leapt ahead."},
"properties_without_column":{"type":"object","properties":{"names":{"type":"integer"},
"first":{"type":"array","items":{"type":"string"}}}},"failure":{"type":["string","null"]}}}}}}}})"},
      {"WatchAlarm", kWatchAlarm},
      {"WatchReceiver", kWatchReceiver},
      {"RecentLoad", kRecentLoad},
      {"OtherServer", kOtherServer},
      {"WatchTest", kWatchTest},
      {"Problem", R"({"type":"object","required":["type","title","status","detail","request_id","errors"],
"properties":{"type":{"type":"string"},"title":{"type":"string"},"status":{"type":"integer"},
"detail":{"type":"string"},"request_id":{"type":"string"},"errors":{"type":"array","items":{"$ref":"#/components/schemas/FieldError"}}}})"},
      {"FieldError",
       R"({"type":"object","required":["pointer","detail"],"properties":{"pointer":{"type":"string",
"description":"A JSON pointer into the body, or ?name of a query parameter."},"detail":{"type":"string"}}})"},
  };
  return schemas;
}

}  // namespace suggestd::http
