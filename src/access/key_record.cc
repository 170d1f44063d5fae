#include "access/key_record.h"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "access/json_members.h"
#include "base/json_tree.h"

namespace suggestd::http {
namespace {

constexpr std::string_view kOrigins = "origins";
constexpr std::string_view kScenarios = "scenarios";
constexpr const char* kUnitsPerDay = "units_per_day";
constexpr const char* kQuotaOf = "quota_of";
constexpr const char* kDayUsed = "day_used";
constexpr const char* kDayEnds = "day_ends";

// An array's texts; none if it is absent.
Result<std::vector<std::string>> texts_of(const nlohmann::json& object, std::string_view name) {
  std::vector<std::string> texts;
  const auto found = object.find(name);
  if (found == object.end()) return texts;
  if (!found->is_array()) return corrupt(fmt::format("'{}' is no array", name));
  for (const auto& text : *found) {
    if (!text.is_string()) return corrupt(fmt::format("'{}' holds something other than text", name));
    texts.push_back(text.get<std::string>());
  }
  return texts;
}

// Null for a key that stands in no page.
Result<std::shared_ptr<const PageTerms>> terms_of(const nlohmann::json& object) {
  if (!object.contains(kOrigins)) return std::shared_ptr<const PageTerms>();
  auto origins = texts_of(object, kOrigins);
  if (!origins) return std::move(origins).error();
  auto scenarios = texts_of(object, kScenarios);
  if (!scenarios) return std::move(scenarios).error();
  return std::make_shared<const PageTerms>(PageTerms{*std::move(origins), *std::move(scenarios)});
}

// The key's quota of a day, and what was used of it.
Status read_quota(const nlohmann::json& object, KeyRecord& key) {
  const auto units = number_of(object, kUnitsPerDay);
  const auto used = number_of(object, kDayUsed);
  for (const auto* number : {&units, &used}) {
    if (!*number) return number->error();
  }
  if (*units == 0) return {};
  if (*units > static_cast<std::uint64_t>(kMostKeyUnitsADay))
    return corrupt(fmt::format("'{}' is too much", kUnitsPerDay));
  const auto owner = text_of(object, kQuotaOf);
  if (!owner) return owner.error();
  const auto ends = time_of(object, kDayEnds);
  if (!ends) return ends.error();
  key.units_per_day = static_cast<std::int64_t>(*units);
  key.quota_of = *owner;
  key.day = {*used, ends->value_or(Timestamp())};
  return {};
}

void write_quota(nlohmann::json& object, const KeyRecord& key) {
  if (!key.units_per_day) return;
  object[kUnitsPerDay] = *key.units_per_day;
  if (!key.quota_of.empty()) object[kQuotaOf] = key.quota_of;
  if (key.day == DayUse()) return;
  object[kDayUsed] = key.day.units;
  put_time(object, kDayEnds, key.day.ends);
}

Result<KeyRecord> read_record(const nlohmann::json& object) {
  KeyRecord key;
  if (!object.is_object() || !object.contains("shop") || !object.contains("scopes"))
    return corrupt("it is no object with a shop and scopes");
  const auto shop = text_of(object, "shop");
  const auto scopes = text_of(object, "scopes");
  const auto name = text_of(object, "name");
  const auto maker = text_of(object, "created_by");
  for (const auto* text : {&shop, &scopes, &name, &maker}) {
    if (!*text) return text->error();
  }
  const auto set = parse_scopes(*scopes);
  if (!set) return set.error();
  key.caller.shop = *shop;
  key.caller.scopes = *set;
  auto page = terms_of(object);
  if (!page) return std::move(page).error();
  key.caller.page = *std::move(page);
  key.name = *name;
  if (!maker->empty()) key.created_by = *maker;
  const auto created = time_of(object, "created");
  const auto expires = time_of(object, "expires");
  const auto revoked = time_of(object, "revoked");
  const auto used = time_of(object, "last_used");
  for (const auto* time : {&created, &expires, &revoked, &used}) {
    if (!*time) return time->error();
  }
  key.created = created->value_or(Timestamp());
  key.expires = *expires;
  key.revoked = *revoked;
  if (*used) key.last_used = std::chrono::floor<std::chrono::days>(**used);
  if (Status quota = read_quota(object, key); !quota) return std::move(quota).error();
  return key;
}

}  // namespace

std::string_view key_kind(const Caller& caller) {
  if (caller.page != nullptr) return "page";
  if (has(caller.scopes, Scope::admin)) return "admin";
  return has(caller.scopes, Scope::watch) ? "watch" : "shop";
}

KeyState state_of(const KeyRecord& key, Timestamp now) {
  if (key.revoked) return KeyState::revoked;
  return key.expires && *key.expires <= now ? KeyState::expired : KeyState::active;
}

std::string_view key_state_name(KeyState state) {
  switch (state) {
    case KeyState::active:
      return "active";
    case KeyState::expired:
      return "expired";
    case KeyState::revoked:
      return "revoked";
  }
  return "revoked";
}

const std::string& quota_owner(const KeyRecord& key) {
  return key.quota_of.empty() ? key.caller.key_id : key.quota_of;
}

Timestamp end_of(const KeyRecord& key) {
  return key.revoked ? *key.revoked : key.expires.value_or(Timestamp());
}

std::string encode_key_record(const KeyRecord& key) {
  nlohmann::json object{{"shop", key.caller.shop},
                        {"scopes", to_text(key.caller.scopes)},
                        {"created", to_rfc3339(key.created)},
                        {"created_by", key.created_by}};
  if (!key.name.empty()) object["name"] = key.name;
  if (key.caller.page != nullptr) {
    object[std::string(kOrigins)] = key.caller.page->origins;
    object[std::string(kScenarios)] = key.caller.page->scenarios;
  }
  put_time(object, "expires", key.expires);
  put_time(object, "revoked", key.revoked);
  if (key.last_used) put_time(object, "last_used", Timestamp(*key.last_used));
  write_quota(object, key);
  return json_text(object);
}

Result<KeyRecord> parse_key_record(std::string_view key_id, std::string_view text) {
  Result<KeyRecord> key = read_record(nlohmann::json::parse(text, nullptr, false));
  if (!key) return key.error().with_context(fmt::format("the record of key {} is damaged", key_id));
  key->caller.key_id = key_id;
  return key;
}

}  // namespace suggestd::http
