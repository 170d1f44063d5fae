// Signing in by a provider that the configuration names (openid/sign_in_providers.h).
//
// Browsers  follow these addresses themselves, so what goes wrong leads to a place of the dashboard that tells it in
//           words: /#/sign-in?problem=WORD. Success leads to /#/signed-in. Nothing of a request decides where to.
#pragma once

#include <vector>

#include "http/route.h"

namespace suggestd::http {

void add_provider_sign_in_routes(std::vector<Route>& routes);

}  // namespace suggestd::http
