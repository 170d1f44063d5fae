// Which requests are changes that the audit log tells of, and what it tells.
//
// Told     requests that may have changed what administrators look after: shops, keys, people, backups, scenarios.
//          Records go in by the thousand, and the change feed tells of each.
// Not      refused ones: who may not change a thing could push the changes of others out of the log with them.
// Threads  any.
#pragma once

#include <string_view>

#include "access/audit_log.h"
#include "http/exchange.h"

namespace suggestd::http {

// Requires: `request` has a route and came by a listener for administrators. A log that can't be written is told in
// the server's log: the change itself has been made.
void note_change(AuditLog& log, const Request& request, const Response& response);

// Somebody whom a sign-in provider vouches for came by `request`, a GET: got in, or was refused with `status`. `email`:
// "" if the provider told none.
void note_provider_sign_in(AuditLog& log, const Request& request, std::string_view email, int status);

// Who asks, as the audit log names them: an account's address, else a key's id. Requires: the request has a caller.
std::string_view actor_of(const Request& request);

}  // namespace suggestd::http
