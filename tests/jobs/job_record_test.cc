#include "jobs/job_record.h"

#include <catch2/catch.hpp>

namespace suggestd::jobs {
namespace {

Timestamp at(const char* text) { return *parse_rfc3339(text); }

Job full_job() {
  Job job;
  job.id = "feed/1";
  job.request = {"feed-import", "default", R"({"address":"https://shop.example/feed.xml"})", {}};
  job.request.schedule.at = std::chrono::minutes(210);
  job.request.schedule.time_zone = "Europe/Berlin";
  job.created = at("2026-01-02T03:04:05.25Z");
  job.run = {7,
             JobState::running,
             true,
             at("2026-01-09T02:30:00Z"),
             at("2026-01-09T02:30:01Z"),
             at("2026-01-09T02:31:00Z"),
             2,
             {10, 20, "products", "reading \"feed\""},
             R"({"created":3})",
             "no"};
  job.past = {
      {6, JobState::failed, at("2026-01-08T02:30:00Z"), at("2026-01-08T02:30:09Z"), "the name is not known"}};
  job.next_run = at("2026-01-10T02:30:00Z");
  return job;
}

// These bytes are on disks. Whoever changes them raises kJobFormat and still reads these.
constexpr const char* kGolden =
    R"({"format":1,"kind":"feed-import","shop":"default","parameters":{"address":"https://shop.example/feed.xml"},)"
    R"("at":"03:30","time_zone":"Europe/Berlin","created":"2026-01-02T03:04:05.25Z",)"
    R"("run":{"number":7,"state":"running","cancel_asked":true,"due":"2026-01-09T02:30:00Z",)"
    R"("begun":"2026-01-09T02:30:01Z","ended":"2026-01-09T02:31:00Z","starts":2,)"
    R"("progress":{"done":10,"total":20,"unit":"products","words":"reading \"feed\""},"result":{"created":3},)"
    R"("failure":"no"},"past":[{"number":6,"state":"failed","begun":"2026-01-08T02:30:00Z",)"
    R"("ended":"2026-01-08T02:30:09Z","failure":"the name is not known"}],"next_run":"2026-01-10T02:30:00Z"})";

TEST_CASE("the bytes of a job are those of format 1, and read back as the same job") {
  CHECK(encode_job(full_job()) == kGolden);
  const auto read = decode_job("feed/1", kGolden);
  REQUIRE(read.ok());
  CHECK(*read == full_job());
}

TEST_CASE("the smallest job reads back as the same job") {
  Job job;
  job.id = "b";
  job.request.kind = "backup";
  job.request.schedule.every = std::chrono::hours(6);
  const auto read = decode_job("b", encode_job(job));
  REQUIRE(read.ok());
  CHECK(*read == job);
}

TEST_CASE("a later format and broken bytes are told apart") {
  CHECK(decode_job("a", R"({"format":2})").error().kind() == ErrorKind::unsupported);
  for (const char* bad :
       {"", "x", "[]", "{}", R"({"format":1})", R"({"format":"1"})",
        R"({"format":1,"kind":"k","parameters":{},"run":{"state":"asleep","progress":{}},"past":[]})"}) {
    CAPTURE(bad);
    REQUIRE_FALSE(decode_job("a", bad).ok());
    CHECK(decode_job("a", bad).error().message() == "the row of the job 'a' can't be read");
  }
}

}  // namespace
}  // namespace suggestd::jobs
