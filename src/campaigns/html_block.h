// A person's list as a block of HTML that a mailer puts into a mail as it is: a row of a table for each product, with picture,
// title and price, and the links of the catalogue. All of it is escaped; the style stands in the elements, for mail readers drop
// style sheets.
//
// Threads  pure.
#pragma once

#include <string>

#include "campaigns/given_list.h"
#include "learn/snapshot.h"

namespace suggestd::campaigns {

// Products that the catalogue does not have any more are left out, as are links and pictures that are no http or https
// addresses. "" if nothing is left.
std::string html_block(const GivenList& list, const learn::Snapshot& snapshot);

}  // namespace suggestd::campaigns
