#include "jobs/job_place.h"

#include <chrono>
#include <cstdint>

#include "base/base64url.h"
#include "store/disk/keys.h"

namespace suggestd::jobs {

std::string cursor_of(const Job& job) {
  std::string bytes;
  store::append_u64(bytes, static_cast<std::uint64_t>(job.created.time_since_epoch().count()));
  return encode_base64url(bytes + job.id);
}

std::optional<JobPlace> parse_cursor(std::string_view cursor) {
  const auto bytes = decode_base64url(cursor);
  if (!bytes || bytes->size() <= sizeof(std::uint64_t)) return std::nullopt;
  const std::chrono::microseconds created(static_cast<std::int64_t>(store::read_u64(*bytes)));
  return JobPlace(Timestamp(created), bytes->substr(sizeof(std::uint64_t)));
}

}  // namespace suggestd::jobs
