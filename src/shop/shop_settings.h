// The operator's settings of one shop, as a document: {"mode":"open","consistency":{"standard":"session",
// "strongest":"strong"},"limits":{"units_per_second":500000},"time_zone":"Europe/Berlin","currency":"EUR",
// "model":{"dimensions":256}}. A field that is left out has the value of the configuration file.
//
// Threads  plain values and pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time_zone.h"
#include "records/money.h"
#include "shop/consistency.h"
#include "shop/model_settings.h"

namespace suggestd::shop {

// The rights of the shop's own keys; the administrator's have all.
enum class ShopMode {
  open,
  read_only,    // lists and records are read, nothing is written
  maintenance,  // nothing is answered
};

std::string_view shop_mode_name(ShopMode mode);

// Whether the shop learns from people who said nothing to it. A no holds under both.
enum class ConsentRule {
  assumed,
  required,  // it does not, and makes no list of their own
};

struct ShopSettings {
  ShopMode mode = ShopMode::open;
  std::optional<Consistency> standard;
  std::optional<Consistency> strongest;
  ConsentRule consent = ConsentRule::assumed;
  std::string time_zone;  // "Europe/Berlin"; "": UTC
  Currency currency;      // of money that names none; unknown: it must name one
  ModelSettings model;
  std::optional<std::int64_t> units_per_second;            // units of work (base/work_budget.h); 0: no limit
  std::optional<std::int64_t> autoscale_units_per_second;  // the most; never beside the other
  std::optional<std::int64_t> units_per_day;               // of the zone's day; 0: no limit
  std::optional<std::int64_t> max_body_bytes;  // of a request, unpacked; below the server's own limit

  bool operator==(const ShopSettings&) const = default;

  // The levels in force, where the configuration file says `configured`.
  ConsistencyRange reads(const ConsistencyRange& configured) const;
  TimeZone zone() const;
};

// The document with all that is set. parse_shop_settings() reads back equal settings.
std::string to_json(const ShopSettings& settings);
// "" is a document without fields. Errors: invalid, with pointers into the document.
Result<ShopSettings> parse_shop_settings(std::string_view json);
// A JSON merge patch (RFC 7396): what it does not name stays, null takes a setting away. Errors: invalid.
Result<ShopSettings> patched(const ShopSettings& settings, std::string_view patch_json);

}  // namespace suggestd::shop
