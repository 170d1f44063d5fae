// The outcomes of outgoing calls, as metrics count them: one set of words for all ways out of this layer.
//
// Threads  any.
#pragma once

#include <string_view>

#include "base/result.h"

namespace suggestd::outbound {

// For a call that the other side has answered, in whatever way, there are the words "answered", "refused" and
// "failed_there"; for one without an answer this one.
std::string_view outcome_of_failure(const Error& error);

// `purpose`: "feed", "mail".
void count_call(std::string_view purpose, std::string_view outcome);

}  // namespace suggestd::outbound
