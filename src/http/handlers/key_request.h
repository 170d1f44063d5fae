// The bodies of requests for keys.
//
// Threads  pure.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "access/scopes.h"
#include "base/result.h"
#include "base/time.h"

namespace suggestd::http {

struct KeyRequest {
  std::string shop;  // "" for an administrator's key
  ScopeSet scopes = 0;
  std::string name;
  std::optional<Timestamp> expires;
  std::optional<std::int64_t> units_per_day;  // of its own; nothing: no limit
  std::shared_ptr<const PageTerms> page;      // of a key that stands in pages; null for a secret one
};

// {"shop":"default","scopes":["ingest","read"],"name":"...","expires_at":"..."}; without scopes, the usual
// ones of a shop. "units_per_day": 0 or none is no limit. A key for pages has the kind "page" or names
// "origins": [...], and "scenarios": [...] if it may ask for lists. Errors: invalid, for each bad field; for an administrator's key with a shop, and for a key
// that would have ended already at `now`.
Result<KeyRequest> parse_key_request(std::string_view json, Timestamp now);

struct KeyRotation {
  Timestamp old_ends;                         // the moment at which the rotated key ends
  std::optional<std::int64_t> units_per_day;  // of the new key; 0: no limit, nothing: as the old one
};

// {"old_expires_at":"...","units_per_day":1000000} or an empty body. Errors: as above.
Result<KeyRotation> parse_rotation(std::string_view json, Timestamp now);

}  // namespace suggestd::http
