#include "access/key_record.h"

#include <catch2/catch.hpp>

namespace suggestd::http {
namespace {

// As a store holds it; a later version must read it.
constexpr std::string_view kStored =
    R"({"created":"2026-11-26T10:00:00Z","created_by":"0cf32ea64cd6","expires":"2027-01-01T00:00:00Z",)"
    R"("last_used":"2026-11-23T00:00:00Z","name":"web \"one\"","revoked":"2026-12-01T00:00:00.5Z",)"
    R"("scopes":"ingest,read,recommend","shop":"default"})";

KeyRecord whole_record() {
  KeyRecord key;
  key.caller = {"4dfc12564dab", "default", kShopScopes};
  key.name = "web \"one\"";
  key.created_by = "0cf32ea64cd6";
  key.created = *parse_rfc3339("2026-11-26T10:00:00Z");
  key.expires = *parse_rfc3339("2027-01-01T00:00:00Z");
  key.revoked = *parse_rfc3339("2026-12-01T00:00:00.5Z");
  key.last_used = std::chrono::sys_days(std::chrono::days(20'780));
  return key;
}

TEST_CASE("the record of a key keeps its text in the store, and comes back") {
  CHECK(encode_key_record(whole_record()) == kStored);
  const auto read = parse_key_record("4dfc12564dab", kStored);
  REQUIRE(read.ok());
  CHECK(encode_key_record(*read) == kStored);
  CHECK(read->caller.key_id == "4dfc12564dab");
  CHECK(parse_key_record("4dfc12564dab", "{").error().kind() == ErrorKind::corrupt);
}

TEST_CASE("a key's quota of a day is kept with what was used of it") {
  constexpr std::string_view kWithQuota =
      R"({"created":"2026-11-26T10:00:00Z","created_by":"owner","day_ends":"2026-11-28T23:00:00Z","day_used":4711,)"
      R"("quota_of":"0cf32ea64cd6","scopes":"read","shop":"b","units_per_day":9000})";
  const auto read = parse_key_record("4dfc12564dab", kWithQuota);
  REQUIRE(read.ok());
  CHECK(read->units_per_day == 9000);
  CHECK(read->day == DayUse{4711, *parse_rfc3339("2026-11-28T23:00:00Z")});
  CHECK(quota_owner(*read) == "0cf32ea64cd6");
  CHECK(encode_key_record(*read) == kWithQuota);
  CHECK(quota_owner(whole_record()) == "4dfc12564dab");
  const auto damaged =
      parse_key_record("4dfc12564dab", R"({"scopes":"read","shop":"b","units_per_day":"many"})");
  CHECK(damaged.error().kind() == ErrorKind::corrupt);
}

}  // namespace
}  // namespace suggestd::http
