#include "http/handlers/key_request.h"

#include <algorithm>
#include <chrono>

#include <fmt/format.h>

#include "access/key_record.h"
#include "access/limits.h"
#include "access/origin.h"
#include "http/limits.h"
#include "records/json_reader.h"

namespace suggestd::http {
namespace {

constexpr std::chrono::days kOldKeyLives{7};  // after a rotation

// An array of words, or the comma list of the command line.
void read_scopes(ObjectReader& in, ScopeSet& scopes) {
  const Json* found = in.field("scopes", Need::optional);
  if (found == nullptr) return;
  std::string list;
  if (found->is_string()) {
    list = found->get<std::string>();
  } else {
    std::vector<std::string> words;
    in.texts("scopes", words);
    list = fmt::format("{}", fmt::join(words, ","));
  }
  const Result<ScopeSet> read = parse_scopes(list);
  if (read) {
    scopes = *read;
  } else {
    in.bad("scopes",
           list.empty() ? "names no scope; leave it out for the usual ones" : read.error().message());
  }
}

void check_future(ObjectReader& in, std::string_view name, const std::optional<Timestamp>& time,
                  Timestamp now) {
  if (time && *time <= now) in.bad(name, fmt::format("lies in the past: it is {} here", to_rfc3339(now)));
}

void read_origins(ObjectReader& in, std::vector<std::string>& origins) {
  std::vector<std::string> texts;
  in.texts("origins", texts);
  if (texts.size() > limits::kKeyOrigins.most)
    return in.bad("origins",
                  fmt::format("has {} origins; at most {} are kept", texts.size(), limits::kKeyOrigins.most));
  for (const std::string& text : texts) {
    auto origin = parse_origin(text);
    if (!origin) return in.bad("origins", origin.error().message());
    if (std::ranges::find(origins, *origin) == origins.end()) origins.push_back(*std::move(origin));
  }
}

// The kinds of keys of the whole server are called as their scopes.
void check_kind(ObjectReader& in, std::string_view kind, ScopeSet& scopes, bool scopes_given) {
  for (const Scope scope : {Scope::admin, Scope::watch}) {
    const bool meant = kind == scope_name(scope);
    if (meant && !scopes_given) scopes = static_cast<ScopeSet>(scope);
    if (!kind.empty() && meant != has(scopes, scope))
      in.bad("kind", fmt::format("must be {0} for the scope '{0}', and for no other key", scope_name(scope)));
  }
}

// Decides whether the key is one for pages.
void read_page(ObjectReader& in, KeyRequest& key, bool scopes_given) {
  std::string kind;
  in.text("kind", kind);
  PageTerms page;
  read_origins(in, page.origins);
  in.ids("scenarios", page.scenarios);
  if (page.scenarios.size() > limits::kKeyScenarios.most)
    in.bad("scenarios", fmt::format("has {} scenarios; at most {} are kept", page.scenarios.size(),
                                    limits::kKeyScenarios.most));
  if (!kind.empty() && kind != "page" && kind != "shop" && kind != "admin" && kind != "watch")
    in.bad("kind", fmt::format("must be page, shop, admin or watch, not '{}'", kind));
  const bool for_pages = kind == "page" || (kind.empty() && !page.origins.empty());
  if (!for_pages) {
    check_kind(in, kind, key.scopes, scopes_given);
    if (!page.origins.empty() || !page.scenarios.empty())
      in.bad(page.origins.empty() ? "scenarios" : "origins", "belongs to a key of the kind \"page\" alone");
    return;
  }
  if (!scopes_given)
    key.scopes = page.scenarios.empty() ? static_cast<ScopeSet>(Scope::collect) : kPageScopes;
  if ((key.scopes & ~kPageScopes) != 0)
    in.bad("scopes", "of a page's key are collect and recommend alone: everybody can read it");
  if (page.origins.empty())
    in.bad("origins", R"(is missing; name the origins of the pages, such as ["https://shop.example"])");
  if (allows(key.scopes, Scope::recommend) && page.scenarios.empty())
    in.bad("scenarios", "is missing; name the scenarios under which the pages may ask for lists");
  key.page = std::make_shared<const PageTerms>(std::move(page));
}

void read_units(ObjectReader& in, std::optional<std::int64_t>& units) {
  in.whole("units_per_day", units);
  if (units && (*units < 0 || *units > kMostKeyUnitsADay))
    in.bad("units_per_day", fmt::format("must be from 0, which is no limit, to {}", kMostKeyUnitsADay));
}

}  // namespace

Result<KeyRequest> parse_key_request(std::string_view json, Timestamp now) {
  const Result<JsonDocument> body = parse_json(json);
  if (!body) return body.error();
  KeyRequest key;
  key.scopes = kShopScopes;
  FieldErrors errors;
  ObjectReader in(body->root(), "", errors);
  in.id("shop", Need::optional, key.shop);
  read_scopes(in, key.scopes);
  const Json* scopes = in.field("scopes", Need::optional);
  read_page(in, key, scopes != nullptr);
  in.text("name", key.name);
  read_units(in, key.units_per_day);
  if (key.units_per_day == 0) key.units_per_day.reset();
  in.time("expires_at", key.expires);
  check_future(in, "expires_at", key.expires, now);
  if (key.name.size() > limits::kKeyNameBytes.most)
    in.bad("name",
           fmt::format("has {} bytes; at most {} are kept", key.name.size(), limits::kKeyNameBytes.most));
  if (!of_whole_server(key.scopes)) {
    if (key.shop.empty()) key.shop = "default";
  } else if (!key.shop.empty()) {
    in.bad(
        "shop",
        fmt::format("the scope '{}' is for all shops, so its key belongs to none: leave one of the two out",
                    key_kind({"", "", key.scopes})));
  }
  if (has(key.scopes, Scope::admin)) key.scopes |= kAdminScopes;
  in.finish();
  if (errors.any()) return errors.error();
  return key;
}

Result<KeyRotation> parse_rotation(std::string_view json, Timestamp now) {
  if (json.empty()) return KeyRotation{now + kOldKeyLives, {}};
  const Result<JsonDocument> body = parse_json(json);
  if (!body) return body.error();
  std::optional<Timestamp> ends;
  std::optional<std::int64_t> units_per_day;
  FieldErrors errors;
  ObjectReader in(body->root(), "", errors);
  read_units(in, units_per_day);
  in.time("old_expires_at", ends);
  check_future(in, "old_expires_at", ends, now);
  in.finish();
  if (errors.any()) return errors.error();
  return KeyRotation{ends.value_or(now + kOldKeyLives), units_per_day};
}

}  // namespace suggestd::http
