// Products' pictures, passed on by the server where it is set up to (pictures/pictures.h).
#pragma once

#include <string>
#include <vector>

#include "http/route.h"
#include "pictures/pictures.h"

namespace suggestd::http {

// `kept_by`: who may keep the answer, and for how long, as Cache-Control says it.
Response picture_answer(const Request& request, pictures::Picture picture, const std::string& kept_by);

// 302 to another place.
Response lead_to(const std::string& address);

void add_picture_routes(std::vector<Route>& routes);

}  // namespace suggestd::http
