// The record that a server keeps of an API key: whom it belongs to, what it opens, and its life. The key
// itself is kept nowhere.
//
// Threads  plain values and pure functions.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "access/day_count.h"
#include "access/scopes.h"
#include "base/result.h"
#include "base/time.h"

namespace suggestd::http {

// The maker of keys that were made on the server's own machine, by its owner.
inline constexpr std::string_view kMadeByOwner = "owner";

// The units of work that a key may be given for a day of its own: from 1 to this.
inline constexpr std::int64_t kMostKeyUnitsADay = 1'000'000'000'000'000;

// The owner of the store: whoever may write into its folder could change every key, so none would protect
// anything from them.
inline const Caller kOwner{std::string(kMadeByOwner), "", kAdminScopes, CallerKind::owner};

struct KeyRecord {
  Caller caller;
  std::string name = {};                 // for people; may be ""
  std::string created_by{kMadeByOwner};  // the id of the key that asked for it
  Timestamp created = {};
  std::optional<Timestamp> expires = {};
  std::optional<Timestamp> revoked = {};
  std::optional<std::chrono::sys_days> last_used = {};  // the day, in UTC
  std::optional<std::int64_t> units_per_day = {};       // of its own, beside its shop's; nothing: no limit
  std::string quota_of = {};                            // see quota_owner()
  DayUse day = {};                                      // what was used of such a limit
};

// "page", "admin", "watch" or "shop": for whom the key is. It stands in the key's text and in answers.
std::string_view key_kind(const Caller& caller);

enum class KeyState { active, expired, revoked };

KeyState state_of(const KeyRecord& key, Timestamp now);
std::string_view key_state_name(KeyState state);

// The id of the key under which the units of this one are counted: its own, or that of the first key of those that
// rotations have replaced, so that a rotation gives nobody a second quota.
const std::string& quota_owner(const KeyRecord& key);

// The time since which a key opens nothing. Requires: it is not active.
Timestamp end_of(const KeyRecord& key);

// The record's text in the store, and back. The id goes with its address there. Errors: corrupt; invalid for
// a scope that this version does not know.
std::string encode_key_record(const KeyRecord& key);
Result<KeyRecord> parse_key_record(std::string_view key_id, std::string_view text);

}  // namespace suggestd::http
