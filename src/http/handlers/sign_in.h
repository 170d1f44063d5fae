// Signing in and out, and invitations.
#pragma once

#include <vector>

#include "access/account_record.h"
#include "access/sessions.h"
#include "access/sign_in.h"
#include "http/route.h"

namespace suggestd::http {

void add_sign_in_routes(std::vector<Route>& routes);

// Begins a session for somebody who has proved to be the person of `account`, and puts its cookies into `response`.
// `tls`: the browser came by it.
Result<NewSession> give_session(Services& services, const AccountRecord& account, bool tls,
                                Response& response);
// The same, answered as a page that signs in asks for it.
Result<Response> begin_session(const Request& request, Services& services, const AccountRecord& account);

// The answer to a wrong proof: one text, whatever was wrong. Requires: the verdict is not good.
Response refused_sign_in(const SignInVerdict& verdict);

// The browser and the address that a request comes from, for a proof of who it is.
SignInTry try_of(const Request& request, const std::string& address);

}  // namespace suggestd::http
