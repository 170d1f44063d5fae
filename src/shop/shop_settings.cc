#include "shop/shop_settings.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "base/json_text.h"
#include "records/json_reader.h"

namespace suggestd::shop {
namespace {

constexpr std::array<std::string_view, 3> kModes = {"open", "read_only", "maintenance"};
constexpr std::array<std::string_view, 2> kConsentRules = {"assumed", "required"};
constexpr std::int64_t kMostUnits = 1'000'000'000'000;
constexpr std::int64_t kMostUnitsADay = 1'000'000'000'000'000;
// A kilobyte, so that a single record and a question for a list always fit.
constexpr std::int64_t kLeastBodyBytes = 1'024;
constexpr std::int64_t kMostBodyBytes = std::int64_t{4} << 30U;  // of http.max_body_bytes

// Requires: `words` stand in the order of the values.
template <class Choice, std::size_t kCount>
void read_choice(ObjectReader& in, std::string_view name, const std::array<std::string_view, kCount>& words,
                 Choice& choice) {
  std::string word;
  in.text(name, word);
  if (word.empty()) return;
  const auto* const found = std::ranges::find(words, word);
  if (found == words.end()) {
    in.bad(name, fmt::format("is '{}'; it may be {}", word, fmt::join(words, ", ")));
  } else {
    choice = static_cast<Choice>(found - words.begin());
  }
}

void read_level(ObjectReader& in, std::string_view name, std::optional<Consistency>& level) {
  std::string word;
  in.text(name, word);
  if (word.empty()) return;
  const Result<Consistency> read = parse_consistency(word);
  if (read) {
    level = *read;
  } else {
    in.bad(name, read.error().message());
  }
}

void read_consistency(const Json& object, FieldErrors& errors, ShopSettings& settings) {
  ObjectReader in(object, "/consistency", errors);
  read_level(in, "standard", settings.standard);
  read_level(in, "strongest", settings.strongest);
  if (settings.standard && settings.strongest && *settings.strongest < *settings.standard)
    in.bad("standard", "is stronger than `strongest`");
  in.finish();
}

void read_limits(const Json& object, FieldErrors& errors, ShopSettings& settings) {
  ObjectReader in(object, "/limits", errors);
  in.whole("units_per_second", settings.units_per_second);
  if (const std::int64_t units = settings.units_per_second.value_or(0); units < 0 || units > kMostUnits)
    in.bad("units_per_second", fmt::format("must be from 0, which is no limit, to {}", kMostUnits));
  constexpr std::string_view kAutoscale = "autoscale_units_per_second";
  in.whole(kAutoscale, settings.autoscale_units_per_second);
  if (const std::int64_t most = settings.autoscale_units_per_second.value_or(1);
      most < 1 || most > kMostUnits)
    in.bad(kAutoscale, fmt::format("must be from 1 to {}", kMostUnits));
  if (settings.units_per_second && settings.autoscale_units_per_second)
    in.bad(kAutoscale, "stands beside `units_per_second`: a shop has one of the two; null takes one away");
  in.whole("units_per_day", settings.units_per_day);
  if (const std::int64_t units = settings.units_per_day.value_or(0); units < 0 || units > kMostUnitsADay)
    in.bad("units_per_day", fmt::format("must be from 0, which is no limit, to {}", kMostUnitsADay));
  in.whole("max_body_bytes", settings.max_body_bytes);
  if (const std::int64_t bytes = settings.max_body_bytes.value_or(kLeastBodyBytes);
      bytes < kLeastBodyBytes || bytes > kMostBodyBytes)
    in.bad("max_body_bytes", fmt::format("must be from {} to {}", kLeastBodyBytes, kMostBodyBytes));
  in.finish();
}

void write_limits(JsonWriter& out, const ShopSettings& settings) {
  const std::array<std::pair<std::string_view, std::optional<std::int64_t>>, 4> limits{
      {{"units_per_second", settings.units_per_second},
       {"autoscale_units_per_second", settings.autoscale_units_per_second},
       {"units_per_day", settings.units_per_day},
       {"max_body_bytes", settings.max_body_bytes}}};
  if (std::ranges::none_of(limits, [](const auto& limit) { return limit.second.has_value(); })) return;
  out.key("limits").begin_object();
  for (const auto& [name, value] : limits) {
    if (value) out.member(name, *value);
  }
  out.end_object();
}

Result<ShopSettings> read_settings(const Json& body) {
  ShopSettings settings;
  FieldErrors errors;
  ObjectReader in(body, "", errors);
  read_choice(in, "mode", kModes, settings.mode);
  read_choice(in, "consent", kConsentRules, settings.consent);
  if (const Json* consistency = in.field("consistency", Need::optional))
    read_consistency(*consistency, errors, settings);
  if (const Json* limits = in.field("limits", Need::optional)) read_limits(*limits, errors, settings);
  in.text("time_zone", settings.time_zone);
  if (const auto zone = TimeZone::parse(settings.time_zone); !settings.time_zone.empty() && !zone)
    in.bad("time_zone", zone.error().message());
  in.currency("currency", Need::optional, settings.currency);
  if (const Json* model = in.field("model", Need::optional))
    read_model_settings(*model, "/model", errors, settings.model);
  in.finish();
  if (errors.any()) return errors.error();
  return settings;
}

}  // namespace

std::string_view shop_mode_name(ShopMode mode) { return kModes.at(static_cast<std::size_t>(mode)); }

ConsistencyRange ShopSettings::reads(const ConsistencyRange& configured) const {
  ConsistencyRange range{standard.value_or(configured.standard), strongest.value_or(configured.strongest)};
  range.standard = std::min(range.standard, range.strongest);
  return range;
}

// A zone that the machine no longer knows is UTC: schedules go on.
TimeZone ShopSettings::zone() const {
  auto zone = TimeZone::parse(time_zone);
  return zone ? *std::move(zone) : TimeZone();
}

std::string to_json(const ShopSettings& settings) {
  std::string text;
  JsonWriter out(text);
  out.begin_object().member("mode", shop_mode_name(settings.mode));
  if (settings.standard || settings.strongest) {
    out.key("consistency").begin_object();
    if (settings.standard) out.member("standard", consistency_name(*settings.standard));
    if (settings.strongest) out.member("strongest", consistency_name(*settings.strongest));
    out.end_object();
  }
  if (settings.consent != ConsentRule::assumed)
    out.member("consent", kConsentRules.at(static_cast<std::size_t>(settings.consent)));
  write_limits(out, settings);
  if (!settings.time_zone.empty()) out.member("time_zone", settings.time_zone);
  if (settings.currency.known()) out.member("currency", settings.currency.code());
  if (settings.model != ModelSettings()) write_model_settings(out.key("model"), settings.model);
  out.end_object();
  return text;
}

Result<ShopSettings> parse_shop_settings(std::string_view json) {
  if (json.empty()) return ShopSettings();
  const Result<JsonDocument> body = parse_json(json);
  if (!body) return body.error();
  return read_settings(body->root());
}

Result<ShopSettings> patched(const ShopSettings& settings, std::string_view patch_json) {
  const Result<JsonDocument> patch = parse_json(patch_json);
  if (!patch) return patch.error();
  Result<JsonDocument> merged = parse_json(to_json(settings));
  if (!merged) return merged.error();
  merged->root().merge_patch(patch->root());
  return read_settings(merged->root());
}

}  // namespace suggestd::shop
