#include "access/audit_log.h"

#include <catch2/catch.hpp>

#include "access/people_at.h"

namespace suggestd::http {
namespace {

AuditEntry entry(std::string target, std::string shop = "", Timestamp at = kMorning) {
  AuditEntry one;
  one.at = at;
  one.actor = "ada@example.com";
  one.actor_kind = "account";
  one.action = "POST /v1/keys";
  one.shop = std::move(shop);
  one.target = std::move(target);
  one.status = 201;
  one.request_id = "r";
  return one;
}

std::vector<std::string> targets(const AuditPage& page) {
  std::vector<std::string> all;
  for (const AuditEntry& one : page.entries) all.push_back(one.target);
  return all;
}

TEST_CASE("entries are told newest first, page by page, also after a restart") {
  PeopleAt at;
  for (const char* target : {"1", "2", "3", "4", "5"}) REQUIRE(at.people->audit->add(entry(target)).ok());
  at.reopen();
  REQUIRE(at.people->audit->add(entry("6")).ok());
  const auto first = at.people->audit->read(4, std::nullopt, "");
  REQUIRE(first.ok());
  CHECK(targets(*first) == std::vector<std::string>{"6", "5", "4", "3"});
  REQUIRE(first->next);
  const auto rest = at.people->audit->read(4, first->next, "");
  CHECK(targets(*rest) == std::vector<std::string>{"2", "1"});
  CHECK_FALSE(rest->next);
  CHECK(rest->entries.back().actor == "ada@example.com");
  CHECK(rest->entries.back().at == kMorning);
  CHECK(rest->entries.back().status == 201);
  CHECK(at.people->audit->read(4, 0, "")->entries.empty());
}

TEST_CASE("a shop's entries are told alone") {
  PeopleAt at;
  for (const char* target : {"1", "2", "3"}) REQUIRE(at.people->audit->add(entry(target, "b")).ok());
  REQUIRE(at.people->audit->add(entry("4", "c")).ok());
  REQUIRE(at.people->audit->add(entry("5")).ok());
  CHECK(targets(*at.people->audit->read(2, std::nullopt, "b")) == std::vector<std::string>{"3", "2"});
  CHECK(targets(*at.people->audit->read(10, std::nullopt, "c")) == std::vector<std::string>{"4"});
}

TEST_CASE("what is no text does not stop the log") {
  PeopleAt at;
  REQUIRE(at.people->audit->add(entry("/v1/x/\xFF")).ok());
  CHECK(at.people->audit->read(1, std::nullopt, "")->entries.size() == 1);
}

TEST_CASE("the last entries are told and kept, and those before them leave the store") {
  PeopleAt at;
  constexpr std::uint64_t kMost = 20;
  const auto log = *AuditLog::open(at.store->meta(), kMost);
  for (int i = 1; i <= 150; ++i) REQUIRE(log->add(entry(std::to_string(i))).ok());
  const auto page = log->read(1000, std::nullopt, "");
  CHECK(page->entries.size() == kMost);
  CHECK(page->entries.front().target == "150");
  CHECK(page->entries.back().target == "131");
  CHECK_FALSE(page->next);
  std::size_t records = 0;
  REQUIRE(at.store->meta()
              .for_each("audit/",
                        [&](std::string_view, std::string_view) -> Status {
                          ++records;
                          return {};
                        })
              .ok());
  CHECK(records < 150);
  CHECK(AuditLog::open(at.store->meta(), kMost).value()->read(1000, std::nullopt, "")->entries.size() ==
        kMost);
}

TEST_CASE("entries are forgotten when they are old") {
  PeopleAt at;
  for (int i = 0; i < 100; ++i) REQUIRE(at.people->audit->add(entry("old")).ok());
  for (int i = 0; i < 100; ++i) REQUIRE(at.people->audit->add(entry("new", "", kMorning + kKeepAudit)).ok());
  CHECK(at.people->audit->read(1000, std::nullopt, "")->entries.size() == 100);
  at.reopen();
  const auto kept = at.people->audit->read(1000, std::nullopt, "");
  CHECK(kept->entries.size() == 100);
  CHECK(kept->entries.back().target == "new");
}

}  // namespace
}  // namespace suggestd::http
