// The shapes of orders, events, products and users, as JSON Schema.
//
// Threads  constants.
#pragma once

#include <string_view>

namespace suggestd::http {

inline constexpr std::string_view kOrder = R"({"type":"object",
"required":["order_id","placed_at","lines"],
"additionalProperties":false,
"properties":{
"order_id":{"$ref":"#/components/schemas/Id"},
"user_id":{"$ref":"#/components/schemas/OptionalId"},
"anonymous_id":{"$ref":"#/components/schemas/OptionalId"},
"email_hash":{"$ref":"#/components/schemas/OptionalId"},
"placed_at":{"type":"string","format":"date-time"},
"updated_at":{"$ref":"#/components/schemas/OptionalTime"},
"currency":{"type":["string","null"],"pattern":"^[A-Z]{3}$","description":"Always told; may be left out where the shop's settings name one."},
"status":{"type":["string","null"]},
"lines":{"type":"array","minItems":1,"maxItems":10000,"items":{"$ref":"#/components/schemas/OrderLine"}},
"properties":{"type":["object","null"]},
"cancelled":{"type":"boolean","readOnly":true}}})";

inline constexpr std::string_view kOrderLine = R"({"type":"object",
"required":["product_id","quantity","price"],
"additionalProperties":false,
"properties":{
"product_id":{"$ref":"#/components/schemas/Id"},
"variant_id":{"$ref":"#/components/schemas/OptionalId"},
"quantity":{"type":"number","exclusiveMinimum":0},
"price":{"$ref":"#/components/schemas/Amount"},
"discount":{"oneOf":[{"$ref":"#/components/schemas/Amount"},{"type":"null"}]},
"recommendation_id":{"type":["string","null"]},
"properties":{"type":["object","null"]},
"refunded":{"type":"number","readOnly":true}}})";

inline constexpr std::string_view kEvent = R"({"type":"object","required":["type"],
"additionalProperties":false,
"properties":{
"type":{"enum":["view","cart_add","cart_remove","wishlist","purchase","rec_shown","rec_click","search",
"page_purchase","consent_given","consent_withdrawn"]},
"event_id":{"$ref":"#/components/schemas/OptionalId"},
"user_id":{"$ref":"#/components/schemas/OptionalId"},
"anonymous_id":{"$ref":"#/components/schemas/OptionalId"},
"product_id":{"$ref":"#/components/schemas/OptionalId"},
"at":{"$ref":"#/components/schemas/OptionalTime"},
"quantity":{"type":["number","null"],"exclusiveMinimum":0},
"recommendation_id":{"type":["string","null"]},
"query":{"type":["string","null"]},
"order_id":{"anyOf":[{"$ref":"#/components/schemas/OptionalId"}],"description":"Of a page_purchase, and only there."},
"properties":{"type":["object","null"]}}})";

inline constexpr std::string_view kProduct = R"({"type":"object",
"additionalProperties":false,
"properties":{
"product_id":{"$ref":"#/components/schemas/OptionalId"},
"title":{"type":["string","null"]},
"description":{"type":["string","null"]},
"price":{"oneOf":[{"$ref":"#/components/schemas/Amount"},{"type":"null"}]},
"currency":{"type":["string","null"],"pattern":"^([A-Z]{3})?$"},
"stock":{"type":["integer","null"]},
"categories":{"type":["array","null"],"maxItems":200,"items":{"type":"string"}},
"brand":{"type":["string","null"]},
"image":{"type":["string","null"]},
"link":{"type":["string","null"]},
"group_id":{"type":["string","null"]},
"available_from":{"$ref":"#/components/schemas/OptionalTime"},
"available_until":{"$ref":"#/components/schemas/OptionalTime"},
"hidden":{"type":["boolean","null"]},
"properties":{"type":["object","null"]}}})";

inline constexpr std::string_view kUser = R"({"type":"object",
"additionalProperties":false,
"properties":{
"user_id":{"$ref":"#/components/schemas/OptionalId"},
"email_hash":{"$ref":"#/components/schemas/OptionalId"},
"anonymous_ids":{"type":["array","null"],"maxItems":1000,"items":{"$ref":"#/components/schemas/Id"}},
"profiling":{"type":["boolean","null"],"description":"false: the person refused. true says nothing: consent does."},
"consent":{"type":["boolean","null"],"description":"What the person said to being learned from: true is kept as their yes, false as profiling false; null or left out: nothing."},
"properties":{"type":["object","null"]}}})";

inline constexpr std::string_view kImportRow =
    R"({"type":"object","description":"Columns of a table of products, and any of Product.","properties":{
"product_id":{"type":"string"},"title":{"type":"string"},"price":{"type":"string"},"currency":{"type":"string"}}})";

inline constexpr std::string_view kImported = R"({"type":"object",
"required":["records","created","updated","unchanged","refused","hidden","rejects","rejects_not_told"],"properties":{
"records":{"type":"integer","description":"In the file, with those that were left out."},
"created":{"type":"integer"},"updated":{"type":"integer"},"unchanged":{"type":"integer"},"refused":{"type":"integer"},
"hidden":{"type":"integer"},"not_hidden":{"type":"string","description":"Why a full synchronisation has hidden nothing."},
"rejects":{"type":"array","items":{"type":"object","required":["place","why"],"properties":{
"place":{"type":"string"},"why":{"type":"string"},
"record":{"type":"string","description":"Its lines as they stand in the file."}}}},
"rejects_not_told":{"type":"integer"}}})";

}  // namespace suggestd::http
