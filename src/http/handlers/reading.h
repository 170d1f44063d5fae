// Shared by the handlers that read: the level asked for, and the position that the answer had learned.
#pragma once

#include "base/result.h"
#include "http/exchange.h"
#include "http/services.h"
#include "shop/consistency.h"

namespace suggestd::http {

// The level from the headers Suggestd-Consistency ("session", or "session; strict" for 503 in place of a
// stale answer) and Suggestd-Session. Errors: invalid for an unknown level, for one stronger than the shop
// allows, and for a session that can't be read.
Result<shop::ReadLevel> read_level(const Request& request);

// Adds the headers Suggestd-Applied, and Suggestd-Stale if the wait ran out.
void add_freshness(Response& response, const shop::Freshness& freshness);

// An answer that comes from the records, which are always current: `head` is the shop's head from before
// they were read.
Response records_response(Position head, std::string json);
// The same for one thing, with the entity tag of its last record; 304 for a reader who has it.
Response record_response(const Request& request, Position head, Sequence last, std::string json);

}  // namespace suggestd::http
