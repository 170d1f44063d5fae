// Registering by oneself, where the operator allows it: an account that owns one new shop.
#pragma once

#include <vector>

#include "http/route.h"

namespace suggestd::http {

// Whether the configuration lets people register, and the server has an owner already.
bool may_register(const Request& request, const Services& services);

// Whether the caller may be a stranger: a shop that was made by registering bounds what the caller reaches.
bool is_stranger(const Request& request, const Services& services);

void add_registration_routes(std::vector<Route>& routes);

}  // namespace suggestd::http
