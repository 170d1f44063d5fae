// Whether the segments that a campaign names are there: one that is not would end each of its runs.
//
// Race     a segment that is deleted in the moment of the check is not seen; the run tells of it then.
// Threads  any.
#pragma once

#include <vector>

#include "base/result.h"
#include "campaigns/campaign.h"
#include "segments/segments.h"

namespace suggestd::http {

// A field error for each place that names a segment that there is not: with the nearest name there is, and with what
// to do. Errors: those of the store.
Result<std::vector<FieldError>> missing_segments(const campaigns::Campaign& campaign,
                                                 const segments::Segments& segments);

}  // namespace suggestd::http
