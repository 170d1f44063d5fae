#include "base/round.h"

#include "base/log.h"

namespace suggestd {

void log_failed_round(std::string_view thread, const std::exception& problem) noexcept {
  try {
    log_error("a thread could not do its round; it goes on with the next one",
              {{"thread", thread}, {"error", problem.what()}});
  } catch (const std::exception&) {  // no memory to say so
  }
}

}  // namespace suggestd
