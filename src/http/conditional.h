// Conditional requests (RFC 9110, section 13). The entity tag of a thing of the store is the position of its
// last record: "1:45"; other things have tags of their own.
//
// Weak     If-Match compares strongly: W/"1:45" matches nothing. If-None-Match takes it for "1:45".
// Threads  pure.
#pragma once

#include <optional>
#include <string_view>

#include "base/ids.h"
#include "base/result.h"
#include "http/exchange.h"
#include "records/mutation.h"

namespace suggestd::http {

// If-Match and If-None-Match of a request that writes. A tag of another epoch matches nothing that is
// stored. Errors: invalid for a header that can't be read.
Result<Precondition> precondition_of(const Request& request, Epoch epoch);

// Whether If-Match and If-None-Match let a thing be written whose tag is `current` now; nothing: there is no
// such thing. Errors: invalid for a header that can't be read.
Result<bool> may_write(const Request& request, std::optional<std::string_view> current);

void add_entity_tag(Response& response, std::string_view tag);
void add_entity_tag(Response& response, Position last);

// True if If-None-Match names `tag`: the reader has it already and gets 304 and nothing else.
bool already_known(const Request& request, std::string_view tag);
Response not_modified(std::string_view tag);

}  // namespace suggestd::http
