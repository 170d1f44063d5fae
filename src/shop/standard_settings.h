// The configuration's section [shop]: it holds for shops whose settings (shop_settings.h) leave something out.
//
// Threads  plain values and pure functions.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "records/money.h"
#include "shop/shop_settings.h"

namespace suggestd::shop {

struct StandardSettings {
  ConsentRule consent = ConsentRule::assumed;
  Currency currency;
  std::string time_zone;

  bool operator==(const StandardSettings&) const = default;
};

// Whether a stored document says anything of consent: its word holds whatever the configuration says.
bool names_consent(std::string_view document);
// Errors: as parse_shop_settings().
Result<ShopSettings> settings_in_force(std::string_view document, const StandardSettings& standard);

// The document to store once `patch` was merged into it (RFC 7396); "" is a document without fields. It keeps a word
// on consent that says the same as no word. Errors: invalid, with pointers into the document.
Result<std::string> patched_document(std::string_view document, std::string_view patch);

}  // namespace suggestd::shop
