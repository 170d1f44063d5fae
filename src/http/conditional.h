// Conditional requests (RFC 9110, section 13) on things of the store. An entity tag is the position of the
// record that made the thing what it is: "1:45".
//
// Threads  pure.
#pragma once

#include "base/ids.h"
#include "base/result.h"
#include "http/exchange.h"
#include "records/mutation.h"

namespace suggestd::http {

// If-Match and If-None-Match of a request that writes. A tag of another epoch matches nothing that is
// stored. Errors: invalid for a header that can't be read.
Result<Precondition> precondition_of(const Request& request, Epoch epoch);

void add_entity_tag(Response& response, Position last);

// What a reader who has `last` already is answered: 304 and nothing else, if If-None-Match names it.
bool already_known(const Request& request, Position last);
Response not_modified(Position last);

}  // namespace suggestd::http
