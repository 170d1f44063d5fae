// What the handlers that read have in common: the level asked for, and what the answer had learned.
#pragma once

#include "base/result.h"
#include "http/exchange.h"
#include "http/services.h"
#include "shop/consistency.h"

namespace suggestd::http {

// From Suggestd-Consistency ("session", or "session; strict" for 503 in place of a stale answer) and
// Suggestd-Session. Errors: invalid for an unknown level, one stronger than the shop allows, or a session
// that is none.
Result<shop::ReadLevel> read_level(const Request& request, const Services& services);

// Suggestd-Applied, and Suggestd-Stale if the wait ran out.
void add_freshness(Response& response, const shop::Freshness& freshness);

// Suggestd-Applied of an answer that comes from the records, which are always current.
void add_applied(Response& response, const shop::Shop& shop);

}  // namespace suggestd::http
