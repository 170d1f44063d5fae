#include "http/handlers/watch.h"

#include "base/or_null.h"
#include "base/time.h"
#include "http/services.h"

namespace suggestd::http {
namespace {

// An error of ours may name files, which a shop's key must not learn.
bool names_files(watch::Condition condition) {
  return condition == watch::Condition::model_failed || condition == watch::Condition::follower_failed;
}

void write_alarm(JsonWriter& out, const watch::RaisedAlarm& alarm, bool in_full) {
  const watch::ConditionKind& kind = watch::kind_of(alarm.key.condition);
  out.begin_object().member("condition", kind.name).member("severity", watch::severity_name(kind.severity));
  write_text_or_null(out, "shop", alarm.key.shop);
  write_text_or_null(out, "part", alarm.key.part);
  write_text_or_null(out, "words", in_full || !names_files(alarm.key.condition) ? alarm.words : "");
  out.member("since", to_rfc3339(alarm.since)).end_object();
}

void write_failure(JsonWriter& out, const std::optional<Error>& failure) {
  write_text_or_null(out, "failure", failure ? failure->message() : "");
}

Result<Response> post_test(const Request&, Services& services) {
  Response response;
  JsonWriter out(response.body);
  out.begin_object().key("receivers").begin_array();
  for (const watch::ReceiverCondition& receiver : services.watch->test()) {
    out.begin_object().member("name", receiver.name).member("delivered", !receiver.failure);
    write_failure(out, receiver.failure);
    out.end_object();
  }
  out.end_array().end_object();
  return response;
}

}  // namespace

void write_alarms(JsonWriter& out, const watch::Watch& watch, const Caller& caller) {
  const watch::WatchStatus status = watch.status();
  const bool in_full = caller.shop.empty();
  out.key("alarms").begin_array();
  for (const watch::RaisedAlarm& alarm : status.alarms) {
    if (in_full || alarm.key.shop == caller.shop) write_alarm(out, alarm, in_full);
  }
  out.end_array();
  if (!in_full) return;
  out.key("receivers").begin_array();
  for (const watch::ReceiverCondition& receiver : status.receivers) {
    out.begin_object().member("name", receiver.name).member("waiting", std::uint64_t{receiver.waiting});
    write_failure(out, receiver.failure);
    out.end_object();
  }
  out.end_array();
}

void add_watch_routes(std::vector<Route>& routes) {
  Route test{.method = "POST", .path = "/v1/watch/test", .tag = "Configuration"};
  test.summary =
      "Sends each receiver of the watch a test, and tells whether it took it. Waits for them, 10 s each at "
      "most.";
  test.scope = Scope::admin;
  test.serves = Serves::admin;
  test.response_schema = "WatchTest";
  test.statuses = {200};
  test.handler = post_test;
  routes.push_back(test);
}

}  // namespace suggestd::http
