// Sessions as browsers carry them: by cookies, and guarded against pages of elsewhere.
//
// Guard    a request that changes something and comes by a cookie needs the session's token in Suggestd-Csrf, which
//          another page can't know. One that a browser says to come from another page is refused before that, also
//          where there is no session yet: nobody is signed in by a page that is not ours.
// Cookies  HttpOnly and SameSite=Strict; with Secure and the prefix "__Host-" where the request came by TLS: to the
//          listener's own certificate, or to a proxy in front, which the browser tells in Origin.
// Threads  pure functions.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "access/sessions.h"
#include "http/exchange.h"

namespace suggestd::http {

// GET and HEAD change nothing.
bool is_unsafe(std::string_view method);

// "" if the cookie was not sent.
std::string_view cookie_of(const Request& request, std::string_view name);
std::string_view session_token_of(const Request& request);
std::string_view device_token_of(const Request& request);

// 403 if another site's page sends it.
std::optional<Response> refuse_other_pages(const Request& request);
// 403 if a password or a session would be read on the way: without TLS, and not on the machine itself.
std::optional<Response> refuse_in_the_clear(const Request& request);
// 403 if it changes something and lacks the session's token.
std::optional<Response> check_csrf(const Request& request, const SignedIn& signed_in);

// To the listener's own certificate, or to a proxy's, as far as the request tells. A browser that follows a redirect of
// elsewhere tells nothing of a proxy.
bool came_by_tls(const Request& request);

// `tls`: the browser came by it.
void set_session_cookie(Response& response, bool tls, std::string_view token);
void clear_session_cookies(Response& response);
void set_device_cookie(Response& response, bool tls, std::string_view token);

// The cookie by which a browser that was sent to a sign-in provider is known when it comes back. Lax, since it comes
// from another site then.
std::string_view pending_token_of(const Request& request, bool tls);
void set_pending_cookie(Response& response, bool tls, std::string_view token, std::chrono::seconds lives);
void clear_pending_cookie(Response& response, bool tls);

}  // namespace suggestd::http
