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

}  // namespace
}  // namespace suggestd::http
