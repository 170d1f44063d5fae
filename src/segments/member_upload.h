// Reads the body of an uploaded list of people.
//
// JSON     one person, as a line of NDJSON.
// NDJSON   {"user_id": "12680"} or {"email_hash": "9f86d0..."} a line; one of the two.
// CSV      a first line that names the columns user_id or email_hash, or both; one of them filled in each row. Other
//          columns are refused, so that no address is sent by mistake.
// Threads  pure.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace suggestd::segments {

// The hashes of the people (person_hash.h). Errors: invalid, with the line of the first that can't be read; then
// nothing of the list counts.
Result<std::vector<std::uint64_t>> read_member_json(std::string_view body);
Result<std::vector<std::uint64_t>> read_members_ndjson(std::string_view body);
Result<std::vector<std::uint64_t>> read_members_csv(std::string_view body);

}  // namespace suggestd::segments
