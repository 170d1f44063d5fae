// The quota of a day that a key may have of its own, beside what its shop may use (http/shop_terms.h).
//
// Day      that of the key's shop, by the time zone of its settings; of a key for the whole server, UTC's.
// Paid     all that the key's requests cost, those of the administrators' routes that name no shop among them.
// Shared   by a key and those that replace it by rotation (access/key_ring.h).
// Threads  any.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "access/key_ring.h"
#include "base/json_text.h"
#include "base/time.h"
#include "base/time_zone.h"
#include "http/exchange.h"
#include "http/shop_terms.h"

namespace suggestd::http {

struct Services;

// The zone whose midnight ends the days of a key of this shop; "": of the server. UTC for a shop that is no more.
TimeZone zone_of_keys(const std::string& shop, const Services& services);

// Nothing if the key has no quota.
std::optional<DayOfRequest> ask_for_key_day(const KeyRing::Entry& key, const Services& services,
                                            Timestamp now);
Response out_of_key_day(const KeyRing::Entry& key, const DayOfRequest& day, const Services& services,
                        Timestamp now);

// Writes what was used of the day of a key or a shop: {"units", "used", "ends_at"}.
void write_day_use(JsonWriter& out, std::int64_t most, const DayUse& use);

}  // namespace suggestd::http
