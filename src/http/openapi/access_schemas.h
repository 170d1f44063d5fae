// The shapes of people, accounts and keys, as JSON Schema.
//
// Threads  constants.
#pragma once

#include <string_view>

namespace suggestd::http {

inline constexpr std::string_view kHeldRoles = R"({"type":"array","maxItems":100,"items":{"type":"object",
"required":["role"],"additionalProperties":false,
"properties":{"role":{"enum":["owner","merchant","analyst","support","operator"]},
"shop":{"type":["string","null"],"description":"null: for the server, and so in every shop."}}}})";

inline constexpr std::string_view kPerson = R"({"type":"object",
"required":["account_id","email","name","roles","second_factor"],
"properties":{
"account_id":{"type":"string"},
"email":{"type":"string"},
"name":{"type":"string"},
"roles":{"$ref":"#/components/schemas/HeldRoles"},
"second_factor":{"type":"boolean"}}})";

inline constexpr std::string_view kAccount = R"({"type":"object",
"required":["account_id","email","name","roles","second_factor","state","created_at","created_by","vouched","provider",
"last_sign_in","invitation_expires_at"],
"properties":{
"account_id":{"type":"string"},
"email":{"type":"string"},
"name":{"type":"string"},
"roles":{"$ref":"#/components/schemas/HeldRoles"},
"second_factor":{"type":"boolean"},
"state":{"enum":["invited","active"]},
"created_at":{"type":"string","format":"date-time"},
"created_by":{"type":"string"},
"vouched":{"type":"boolean","description":"false: it was made by registering, or in a shop that was: nobody whom the operator invited says whose address it is."},
"provider":{"type":["string","null"],"description":"The issuer of the identity by which the person signs in."},
"last_sign_in":{"type":["string","null"],"format":"date-time"},
"invitation_expires_at":{"type":["string","null"],"format":"date-time"}}})";

inline constexpr std::string_view kAuditEntry = R"({"type":"object",
"required":["at","actor","actor_kind","action","shop","target","status","request_id"],
"properties":{
"at":{"type":"string","format":"date-time"},
"actor":{"type":"string","description":"A person's address, a key's id, or 'owner'."},
"actor_kind":{"enum":["account","key","owner"]},
"action":{"type":"string","description":"Method and route."},
"shop":{"type":["string","null"]},
"target":{"type":"string"},
"status":{"type":"integer"},
"request_id":{"type":"string"}}})";

inline constexpr std::string_view kKeyRequest = R"({"type":"object","properties":{
"shop":{"type":["string","null"],"description":"Left out: 'default', or none for the scopes admin and watch."},
"kind":{"enum":["shop","admin","watch","page",null],"description":"page: for the shop's pages, where everybody can read it. watch: for whoever only sees how the server and its shops are."},
"scopes":{"type":["array","string","null"],"description":"Left out: those of its kind. Text: a comma list.",
"items":{"enum":["ingest","read","recommend","collect","merchandise","privacy","admin","watch"]}},
"origins":{"type":["array","null"],"maxItems":32,"items":{"type":"string"},"description":"Of the pages: https://shop.example"},
"scenarios":{"type":["array","null"],"maxItems":100,"items":{"$ref":"#/components/schemas/Id"},
"description":"Under which the pages may ask for lists."},
"name":{"type":["string","null"],"maxLength":200},"expires_at":{"type":["string","null"],"format":"date-time"},
"units_per_day":{"type":["integer","null"],"minimum":0,"maximum":1000000000000000,
"description":"Units of work that the key may use of each day of its shop, beside the shop's own limit; 0: no limit."}}})";

inline constexpr std::string_view kKeyRotation =
    R"({"type":"object","properties":{"old_expires_at":{"type":["string","null"],"format":"date-time"},
"units_per_day":{"type":["integer","null"],"minimum":0,"maximum":1000000000000000,
"description":"Of the new key; 0: no limit, left out: as the old one."}}})";

inline constexpr std::string_view kKey = R"({"type":"object",
"required":["key_id","kind","state","shop","scopes","name","created_at","created_by","expires_at","revoked_at",
"last_used","day"],
"properties":{
"key_id":{"type":"string"},
"kind":{"enum":["admin","watch","shop","page"]},
"state":{"enum":["active","expired","revoked"]},
"shop":{"type":["string","null"]},
"scopes":{"type":"array","items":{"type":"string"}},
"origins":{"type":"array","items":{"type":"string"},"description":"Of a page's key."},
"scenarios":{"type":"array","items":{"type":"string"},"description":"Of a page's key."},
"name":{"type":"string"},
"created_at":{"type":"string","format":"date-time"},
"created_by":{"type":"string","description":"The id of a key, or 'owner' for the machine's own command."},
"expires_at":{"type":["string","null"],"format":"date-time"},
"revoked_at":{"type":["string","null"],"format":"date-time"},
"last_used":{"type":["string","null"],"format":"date","description":"The day, in UTC."},
"day":{"type":["object","null"],"required":["units","used","ends_at"],
"description":"The key's own quota of units of work, which it shares with the keys that it replaced; null: it has none.",
"properties":{"units":{"type":"integer"},"used":{"type":"integer"},"ends_at":{"type":"string","format":"date-time"}}}}})";

}  // namespace suggestd::http
