#include "watch/message.h"

#include <catch2/catch.hpp>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace suggestd::watch {
namespace {

const Timestamp kAt = *parse_rfc3339("2026-03-02T10:00:00Z");

NoticeOf no_orders(Notice notice, std::string shop = "outdoor") {
  return {{Condition::no_orders, std::move(shop), ""}, notice, "no order has come for 47 minutes", kAt};
}
NoticeOf disk_low() { return {{Condition::disk_low, "", ""}, Notice::raised, "5.0 % is free", kAt}; }

}  // namespace

TEST_CASE("a webhook is told by fields") {
  const Message message = make_message("ops", {no_orders(Notice::raised)});
  const nlohmann::json body = nlohmann::json::parse(webhook_body(message));
  CHECK(body["type"] == "suggestd.watch");
  CHECK(body["id"] == message.id);
  CHECK(body["left_out"] == 0);
  CHECK(body["notices"] == nlohmann::json::parse(R"([{"notice":"raised","condition":"no_orders",
      "severity":"critical","shop":"outdoor","part":null,"words":"no order has come for 47 minutes",
      "at":"2026-03-02T10:00:00Z"}])"));
}

TEST_CASE("people are told by sentences, what is critical first") {
  const Message message =
      make_message("ops", {disk_low(), no_orders(Notice::raised), no_orders(Notice::cleared, "b")});
  CHECK(mail_subject(message) == "[suggestd] ALARM no_orders, shop outdoor and 2 more");
  CHECK(mail_body(message) ==
        "ALARM no_orders (critical), shop outdoor: no order has come for 47 minutes. Since "
        "2026-03-02T10:00:00Z.\n"
        "CLEARED no_orders (critical), shop b: over since 2026-03-02T10:00:00Z. It was: no order has come "
        "for 47 "
        "minutes.\n"
        "ALARM disk_low (warning), the server: 5.0 % is free. Since 2026-03-02T10:00:00Z.\n");
}

TEST_CASE("what Slack would take for a mark or a mention arrives as text") {
  NoticeOf notice = no_orders(Notice::still);
  notice.key.part = "job <!channel> & \"co\"";
  const nlohmann::json body = nlohmann::json::parse(slack_body(make_message("ops", {notice})));
  CHECK(body.size() == 1);
  CHECK(
      body["text"] ==
      "STILL no_orders (critical), shop outdoor, job &lt;!channel&gt; &amp; \"co\": no order has come for 47 "
      "minutes. Since 2026-03-02T10:00:00Z.");
}

TEST_CASE("of a storm the first are told and the others counted") {
  std::vector<NoticeOf> notices;
  for (int shop = 0; shop < 50; ++shop)
    notices.push_back(no_orders(Notice::raised, fmt::format("s{}", shop)));
  const Message message = make_message("ops", notices);
  CHECK(message.notices.size() == kMostTold);
  CHECK(message.left_out == 30);
  CHECK(mail_subject(message) == "[suggestd] ALARM no_orders, shop s0 and 49 more");
  CHECK(mail_body(message).ends_with("\nAnd 30 more: GET /v1/status lists them.\n"));
}

TEST_CASE("the same notices make the same id, and no others do") {
  const std::string id = make_message("ops", {no_orders(Notice::raised)}).id;
  CHECK(make_message("ops", {no_orders(Notice::raised)}).id == id);
  CHECK(make_message("shop", {no_orders(Notice::raised)}).id != id);
  CHECK(make_message("ops", {no_orders(Notice::cleared)}).id != id);
  NoticeOf later = no_orders(Notice::raised);
  later.at += std::chrono::seconds(1);
  CHECK(make_message("ops", {later}).id != id);
}

TEST_CASE("a test says that it is one") {
  const Message message = test_message(kAt);
  CHECK(nlohmann::json::parse(webhook_body(message))["type"] == "suggestd.watch.test");
  CHECK(mail_subject(message) == "[suggestd] test of the watch");
  CHECK(slack_body(message) ==
        R"({"text":"This is a test of suggestd's watch. Nothing is wrong; alarms will come this way."})");
}

}  // namespace suggestd::watch
