#include "shop/standard_settings.h"

#include "base/json_tree.h"
#include "records/json_reader.h"

namespace suggestd::shop {
namespace {

constexpr const char* kConsent = "consent";

bool says_consent(const Json& document) {
  const auto found = document.find(kConsent);
  return document.is_object() && found != document.end() && !found->is_null();
}

}  // namespace

bool names_consent(std::string_view document) {
  if (document.empty()) return false;
  const Result<JsonDocument> read = parse_json(document);
  return read && says_consent(read->root());
}

Result<ShopSettings> settings_in_force(std::string_view document, const StandardSettings& standard) {
  Result<ShopSettings> settings = parse_shop_settings(document);
  if (!settings) return settings;
  if (!names_consent(document)) settings->consent = standard.consent;
  if (!settings->currency.known()) settings->currency = standard.currency;
  if (settings->time_zone.empty()) settings->time_zone = standard.time_zone;
  return settings;
}

Result<std::string> patched_document(std::string_view document, std::string_view patch) {
  const Result<JsonDocument> change = parse_json(patch);
  if (!change) return change.error();
  Result<JsonDocument> merged = parse_json(document.empty() ? "{}" : document);
  if (!merged) return merged.error();
  merged->root().merge_patch(change->root());
  const Result<ShopSettings> settings = parse_shop_settings(json_text(merged->root()));
  if (!settings) return settings.error();
  std::string text = to_json(*settings);
  if (settings->consent == ConsentRule::assumed && says_consent(merged->root()))
    text.insert(text.size() - 1, R"(,"consent":"assumed")");
  return text;
}

}  // namespace suggestd::shop
