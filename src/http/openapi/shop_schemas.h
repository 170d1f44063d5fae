// The shapes of shops and their settings, as JSON Schema.
//
// Threads  constants.
#pragma once

#include <string_view>

namespace suggestd::http {

inline constexpr std::string_view kShopSettings =
    R"({"type":"object","additionalProperties":false,"description":"What is left out has the value of the configuration file.","properties":{
"mode":{"type":["string","null"],"enum":["open","read_only","maintenance",null],"description":"For the shop's own keys. read_only: writes are 503; maintenance: all is 503."},
"consistency":{"type":["object","null"],"additionalProperties":false,"properties":{
"standard":{"type":["string","null"],"enum":["eventual","prefix","session","bounded","strong",null]},
"strongest":{"type":["string","null"],"enum":["eventual","prefix","session","bounded","strong",null]}}},
"limits":{"type":["object","null"],"additionalProperties":false,"properties":{
"units_per_second":{"type":["integer","null"],"minimum":0,"maximum":1000000000000,"description":"Units of work; 0: no limit."},
"autoscale_units_per_second":{"type":["integer","null"],"minimum":1,"maximum":1000000000000,"description":"In place of it: the most; a tenth is guaranteed, the rest is lent while others leave it idle."},
"units_per_day":{"type":["integer","null"],"minimum":0,"maximum":1000000000000000,"description":"Units of work in a day of time_zone, from midnight; 0: no limit."},
"max_body_bytes":{"type":["integer","null"],"minimum":1024,"maximum":4294967296,"description":"Of the body of a request, unpacked; the server's http.max_body_bytes holds beside it."}}},
"consent":{"type":["string","null"],"enum":["assumed","required",null],"description":"Whether people who said nothing are learned from. required: only those who said yes."},
"time_zone":{"type":["string","null"],"description":"Of the shop's day: Europe/Berlin. Without it the configuration's shop.time_zone, else UTC."},
"currency":{"type":["string","null"],"pattern":"^[A-Z]{3}$","description":"ISO 4217. Of prices that name none, which are refused without it; reports tell revenue in it, and experiments count it."},
"model":{"type":["object","null"],"additionalProperties":false,"description":"In place of the configuration's [model]. A change makes the model anew while the last lists are served.","properties":{
"dimensions":{"type":["integer","null"],"minimum":8,"maximum":512},
"half_life_days":{"type":["integer","null"],"minimum":0,"maximum":36500},
"popular_half_life_days":{"type":["integer","null"],"minimum":1,"maximum":36500},
"trending_half_life_hours":{"type":["integer","null"],"minimum":1,"maximum":87600},
"unlikely_events_per_hour":{"type":["integer","null"],"minimum":10,"maximum":1000000000},
"view_confidence":{"type":["number","null"],"minimum":0,"maximum":1},
"wishlist_confidence":{"type":["number","null"],"minimum":0,"maximum":1},
"cart_confidence":{"type":["number","null"],"minimum":0,"maximum":1},
"purchase_confidence":{"type":["number","null"],"minimum":0.01,"maximum":10},
"leave_out_unlikely":{"type":["boolean","null"]}}}}})";

inline constexpr std::string_view kShop =
    R"({"type":"object","required":["name","state","settings","version","registered","created_at"],"properties":{
"name":{"type":"string"},"state":{"enum":["active","suspended"]},
"settings":{"$ref":"#/components/schemas/ShopSettings"},"version":{"type":"integer","description":"Grows with each change; the entity tag."},
"registered":{"type":"boolean","description":"Somebody made it by registering, without an invitation."},
"created_at":{"type":["string","null"],"format":"date-time"}}})";

inline constexpr std::string_view kShops =
    R"({"type":"object","required":["shops"],"properties":{"shops":{"type":"array","items":{
"$ref":"#/components/schemas/Shop"}}}})";

inline constexpr std::string_view kNewShop =
    R"({"type":"object","required":["name"],"properties":{
"name":{"type":"string","minLength":1,"maxLength":64},
"settings":{"oneOf":[{"$ref":"#/components/schemas/ShopSettings"},{"type":"null"}]}}})";

inline constexpr std::string_view kShopPatch =
    R"({"type":"object","additionalProperties":false,"minProperties":1,"properties":{"state":{"enum":["active","suspended",null]},
"settings":{"oneOf":[{"$ref":"#/components/schemas/ShopSettings"},{"type":"null"}]}}})";

}  // namespace suggestd::http
