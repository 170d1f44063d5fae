#include "outbound/call_outcome.h"

#include "base/metrics.h"

namespace suggestd::outbound {

std::string_view outcome_of_failure(const Error& error) {
  switch (error.kind()) {
    case ErrorKind::denied:
      return "address_denied";
    case ErrorKind::too_large:
      return "too_large";
    case ErrorKind::busy:
      return "stopped";
    case ErrorKind::invalid:
      return "invalid";
    default:
      return "network";
  }
}

void count_call(std::string_view purpose, std::string_view outcome) {
  counter("suggestd_outbound_calls_total", {{"purpose", purpose}, {"outcome", outcome}}).add();
}

}  // namespace suggestd::outbound
