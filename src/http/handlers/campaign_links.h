// The links and pictures of campaigns' mails, for whoever reads such a mail.
#pragma once

#include <vector>

#include "http/route.h"

namespace suggestd::http {

void add_campaign_link_routes(std::vector<Route>& routes);

}  // namespace suggestd::http
