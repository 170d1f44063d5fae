// Requests and answers of each shape, as a shop would send and get them. tests/system/openapi_test.py sends the
// requests, and holds both against their shapes.
#include "http/openapi/openapi_examples.h"

namespace suggestd::http {
namespace {

constexpr std::string_view kProduct =
    R"({"product_id":"22613","title":"Pack of 20 spaceboy napkins","price":"0.85","currency":"GBP","stock":120,
"categories":["Kitchen","Kitchen > Napkins"],"brand":"Spaceboy","image":"https://shop.example/22613.jpg",
"link":"https://shop.example/22613","properties":{"colour":"blue"}})";
constexpr std::string_view kUser =
    R"({"user_id":"12680","anonymous_ids":["a-1"],"profiling":true,"properties":{"country":"GB"}})";

}  // namespace

const std::vector<std::pair<std::string_view, std::string_view>>& openapi_examples() {
  static const std::vector<std::pair<std::string_view, std::string_view>> examples = {
      {"Order",
       R"({"order_id":"581587","user_id":"12680","placed_at":"2011-12-09T12:50:00Z","currency":"GBP",
"lines":[{"product_id":"22613","quantity":12,"price":"0.85"}]})"},
      {"Cancel", R"({"at":"2011-12-10T08:00:00Z"})"},
      {"Refund",
       R"({"refund_id":"r-1","at":"2011-12-10T08:00:00Z","lines":[{"product_id":"22613","quantity":2}]})"},
      {"Event", R"({"type":"view","user_id":"12680","product_id":"22613","at":"2011-12-09T12:40:00Z"})"},
      {"Product", kProduct},
      {"NewProduct", kProduct},
      {"ImportRow",
       R"({"product_id":"22613","title":"Pack of 20 spaceboy napkins","price":"0.85","currency":"GBP"})"},
      {"Imported", R"({"records":3,"created":1,"updated":1,"unchanged":0,"refused":1,"hidden":0,"rejects":[
{"place":"line 3","why":"price: 'cheap' is no amount","record":"22614,Cup,cheap,GBP"}],"rejects_not_told":0})"},
      {"ProductPatch", R"({"stock":0,"properties":{"colour":null}})"},
      {"UserPatch", R"({"properties":{"size":"S","city":null}})"},
      {"User", kUser},
      {"NewUser", kUser},
      {"Merge", R"({"anonymous_id":"a-2"})"},
      {"Written", R"({"id":"581587","result":"created","seq":104857})"},
      {"BulkLine", R"({"line":1,"result":"created","seq":104857})"},
      {"List",
       R"({"recommendation_id":"01J0000000000000000000000","scenario":null,"applied":"1:104857","items":[
{"product_id":"22614","score":0.813,"reason":"popular in this shop","reason_code":"popular"}],"fallback":null,"short":null})"},
      {"ListRequest", R"({"user_id":"12680","list":"for-you","limit":4,"properties":"title,price"})"},
      {"Scenario", R"({"list":"popular","filter":"stock > 0","properties":"title,price",
"rules":[{"id":"no-gifts","kind":"hide","filter":"category = 'Gifts'"}]})"},
      {"NewScenarioDraft", R"({"scenario":{"list":"trending"},"publish_at":"2100-01-01T08:00:00Z"})"},
      {"ContextSeries", R"({"points":[{"at":"2026-11-27T06:00:00Z","expires_at":"2026-11-27T12:00:00Z",
"value":{"degrees":4.5,"sky":"rain"}}]})"},
      {"Segment",
       R"json({"people":"orders(365d) >= 2 and not lapsed(180d)","description":"customers who came back"})json"},
      {"SegmentCount", R"json({"people":"bought(category == \"Kitchen\", 90d)"})json"},
      {"ListedPerson", R"({"user_id":"12680"})"},
      {"Experiment", R"({"scenario":"home","metric":"revenue_per_visitor","minimal_effect":0.05,
"variants":[{"name":"control","share":0.5},{"name":"varied","share":0.5,"scenario":{"diversity":0.5}}],
"guards":[{"metric":"conversion","worse_by":0.1}]})"},
      {"ExperimentPromotion", R"({"variant":"varied"})"},
      {"Campaign",
       R"({"products":{"filter":"stock > 0"},"per_person":3,"holdout":0.2,"caps":{"stock":true},"uptake":0.05})"},
      {"NewReceiver",
       R"({"address":"https://mail.shop.example/lists","secret":"an example of 24 bytes and more"})"},
      {"ConsumerPosition", R"({"position":"1:0"})"},
      {"KeyRequest", R"({"shop":"default","scopes":["recommend"],"name":"web","units_per_day":50000000})"},
      {"PageEvents", R"({"client_id":"Vk3nYv2u0cW1k8sQeZ4b7A","events":[{"name":"view_item","params":{
"items":[{"item_id":"22613","quantity":1}]}}]})"},
      {"ShopperKeyRequest", R"({"algorithm":"HS256","secret":"an example of 32 bytes, not a secret"})"},
      {"Consent", R"({"profiling":true,"consent":null})"},
      {"NewConsent", R"({"profiling":true})"},
      {"SignIn", R"({"email":"ada@example.com","password":"correct horse battery"})"},
      {"InvitationUse",
       R"({"token":"suggestd_invitation_x","password":"correct horse battery","name":"Ada"})"},
      {"Registration",
       R"({"email":"ada@example.com","password":"correct horse battery","shop":"b","time_zone":"Europe/Berlin"})"},
      {"PasswordChange", R"({"current":"correct horse battery","password":"another horse battery"})"},
      {"OwnPassword", R"({"password":"correct horse battery"})"},
      {"OneTimeCode", R"({"code":"287082"})"},
      {"AccountRequest",
       R"({"email":"ada@example.com","name":"Ada","roles":[{"role":"merchant","shop":null}]})"},
      {"AccountChange", R"({"roles":[{"role":"analyst","shop":null}]})"},
      {"KeyRotation", R"({"old_expires_at":"2100-01-01T00:00:00Z"})"},
      {"NewShop", R"({"name":"b","settings":{"currency":"EUR","time_zone":"Europe/Berlin"}})"},
      {"ShopDeletion", R"({"confirm":"b"})"},
      {"NewJob", R"({"kind":"feed-import","shop":"default","at":"03:30","parameters":{
"address":"https://shop.example/feed.xml","format":"google-feed"}})"},
      {"ShopPatch", R"({"state":"active","settings":{"mode":"open","limits":{"units_per_second":2000000},
"model":{"dimensions":256}}})"},
      {"Problem", R"({"type":"/problems/invalid","title":"Invalid request","status":400,
"detail":"/placed: is unknown; did you mean 'placed_at'?","errors":[
{"pointer":"/placed","detail":"is unknown; did you mean 'placed_at'?"}],
"request_id":"01890a5d-ac96-774b-bcce-b302099a8057"})"},
  };
  return examples;
}

}  // namespace suggestd::http
