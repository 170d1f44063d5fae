#include "watch/receiver.h"

#include <fstream>

#include <catch2/catch.hpp>

#include "store/temporary_store.h"

namespace suggestd::watch {
namespace {

const std::string kWebhook =
    R"("name":"ops","kind":"webhook","url":"https://ops.example/hook","secret_file":"s")";
const std::string kMail =
    R"("name":"ops","kind":"mail","url":"smtp://mail.example:587","from":"a@shop.example","to":["b@shop.example"])";
const std::string kSlack = R"("name":"ops","kind":"slack","url_file":"u")";

Result<Receiver> parse(const std::string& fields) { return parse_receiver("{" + fields + "}"); }

Receiver good(const std::string& fields) {
  auto receiver = parse(fields);
  if (!receiver) FAIL(receiver.error().message());
  return *std::move(receiver);
}

}  // namespace

TEST_CASE("the three kinds of receivers are read") {
  CHECK(good(kWebhook).url == "https://ops.example/hook");
  CHECK(good(kSlack).kind == ReceiverKind::slack);
  const Receiver mail =
      good(kMail + R"(,"user":"u","password_file":"p","severities":["critical"],"shops":["a"])");
  CHECK(mail.to == std::vector<std::string>{"b@shop.example"});
  CHECK(mail.wants({Condition::no_orders, "a", ""}));
  CHECK_FALSE(mail.wants({Condition::no_orders, "b", ""}));
  CHECK_FALSE(mail.wants({Condition::store_damaged, "", ""}));
  CHECK_FALSE(mail.wants({Condition::learner_behind, "a", ""}));
}

TEST_CASE("quiet hours hold back warnings, and nothing critical") {
  const Receiver receiver = good(kSlack + R"(,"quiet_hours":"22:00-07:00","time_zone":"Europe/Tallinn")");
  const Timestamp night = *parse_rfc3339("2026-01-10T20:30:00Z");
  CHECK_FALSE(receiver.may_hear(Severity::warning, night));
  CHECK(receiver.may_hear(Severity::critical, night));
  CHECK(receiver.may_hear(Severity::warning, night - std::chrono::hours(1)));
}

TEST_CASE("nonsense is refused at its field") {
  struct Case {
    std::string fields;
    std::string pointer;
    std::string detail;
  };
  const std::vector<Case> cases = {
      {R"("kind":"slack","url_file":"u")", "/name", "is missing"},
      {R"("name":"ops","kind":"pager")", "/kind", "must be \"webhook\", \"slack\" or \"mail\""},
      {R"("name":"ops","kind":"webhook","url":"https://x.example")", "/secret_file", "is missing"},
      {R"("name":"ops","kind":"slack")", "/url_file", "is missing"},
      {kSlack + R"(,"url":"https://hooks.slack.com/T/B/x")", "/url", "has no use"},
      {kWebhook + R"(,"to":["b@shop.example"])", "/to", "has no use"},
      {kMail + R"(,"user":"u")", "/password_file", "is missing"},
      {kMail + R"(,"password":"p")", "/password", ""},
      {kSlack + R"(,"severities":["loud"])", "/severities", "'loud' is none"},
      {kSlack + R"(,"severities":[])", "/severities", ""},
      {kSlack + R"(,"shops":[])", "/shops", ""},
      {kSlack + R"(,"quiet_hours":"night")", "/quiet_hours", "must be two times"},
      {kSlack + R"(,"quiet_hours":"22:00-07:00","time_zone":"Moon")", "/quiet_hours", ""},
      {R"("name":"o","kind":"webhook","secret_file":"s","url":"ftp://x.example")", "/url", "http or https"},
      {R"("name":"o","kind":"mail","url":"mail.example:25","from":"a@b.c","to":["a@b.c"])", "/url",
       "no address"},
      {R"("name":"o","kind":"mail","url":"smtp://u:p@mail.example:25","from":"a@b.c","to":["a@b.c"])", "/url",
       "password_file"},
      {R"("name":"o","kind":"mail","url":"smtp://m:25","from":"a@b.c","to":["a@b.c\r\nBcc: x@y.z"])", "/to",
       "no address of mail"},
      {R"("name":"o","kind":"mail","url":"smtp://m:25","from":"Shop <a@b.c>","to":["a@b.c"])", "/from",
       "no address of mail"},
  };
  for (const Case& one : cases) {
    CAPTURE(one.fields);
    const auto receiver = parse(one.fields);
    REQUIRE_FALSE(receiver.ok());
    REQUIRE_FALSE(receiver.error().fields().empty());
    CHECK(receiver.error().fields().front().pointer == one.pointer);
    CHECK(receiver.error().fields().front().detail.find(one.detail) != std::string::npos);
  }
}

TEST_CASE("secrets are read from their files, without the line break at the end") {
  const store::TemporaryFolder folder;
  const auto path_of = [&](const std::string& name) { return (folder.path() / name).string(); };
  std::ofstream(folder.path() / "s") << "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=\n";
  std::ofstream(folder.path() / "u") << "https://hooks.example/T/B/x\n";
  std::ofstream(folder.path() / "short") << "secret\n";
  std::ofstream(folder.path() / "empty") << "\n";
  Receiver webhook = good(kWebhook);
  REQUIRE(read_secrets(webhook, path_of).ok());
  CHECK(webhook.secret.ends_with("="));
  Receiver slack = good(kSlack);
  REQUIRE(read_secrets(slack, path_of).ok());
  CHECK(slack.url == "https://hooks.example/T/B/x");
  for (const char* bad : {"short", "empty", "none"}) {
    CAPTURE(bad);
    Receiver receiver = good(kWebhook);
    receiver.secret_file = bad;
    const Status read = read_secrets(receiver, path_of);
    REQUIRE_FALSE(read.ok());
    CHECK(read.error().message().find(bad) != std::string::npos);
    CHECK(read.error().message().find("secret\n") == std::string::npos);
  }
}

}  // namespace suggestd::watch
