// Whether something that is to be deleted is named by what would fail without it.
//
// Race     a campaign that is put, or an experiment that starts, in the moment of the deletion is not seen.
// Threads  any.
#pragma once

#include <string_view>

#include "base/result.h"
#include "http/exchange.h"
#include "http/services.h"

namespace suggestd::http {

// Errors of both: conflict, with who names it and what to do; those of the store.
Status check_segment_unused(const Request& request, const Services& services, std::string_view name);
Status check_scenario_unused(const Request& request, const Services& services, std::string_view name);

}  // namespace suggestd::http
