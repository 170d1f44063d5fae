// A person's list as a block of HTML that a mailer puts into a mail as it is: a row of a table for each product, with picture,
// title and price, and the links of the catalogue. All of it is escaped; the style stands in the elements, for mail readers drop
// style sheets.
//
// Threads  pure.
#pragma once

#include <string>

#include "campaigns/given_list.h"
#include "campaigns/tracked_link.h"
#include "learn/snapshot.h"

namespace suggestd::campaigns {

// Products that the catalogue does not have any more are left out, as are links and pictures that are no http or https
// addresses. "" if nothing is left. With `links` they are tracked ones, and the picture that tells of the opening stands
// at the end; null: the catalogue's own.
std::string html_block(const GivenList& list, const learn::Snapshot& snapshot, const TrackedLinks* links);

}  // namespace suggestd::campaigns
