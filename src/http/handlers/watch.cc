#include "http/handlers/watch.h"

#include "base/or_null.h"
#include "base/time.h"
#include "http/services.h"

namespace suggestd::http {
namespace {

bool reads(const Caller& caller) { return allows(caller.scopes, Scope::read); }

// An error of ours may name files or addresses, which the administrator alone may learn; a job's failure may quote what
// a shop has set up.
bool may_know_words(const Caller& caller, watch::Condition condition) {
  switch (condition) {
    case watch::Condition::model_failed:
    case watch::Condition::follower_failed:
    case watch::Condition::store_damaged:
    case watch::Condition::server_unreachable:
      return caller.shop.empty() && reads(caller);
    case watch::Condition::connector_stale:
      return reads(caller);
    default:
      return true;
  }
}

void write_alarm(JsonWriter& out, const watch::RaisedAlarm& alarm, const Caller& caller) {
  const watch::ConditionKind& kind = watch::kind_of(alarm.key.condition);
  out.begin_object().member("condition", kind.name).member("severity", watch::severity_name(kind.severity));
  write_text_or_null(out, "shop", alarm.key.shop);
  write_text_or_null(out, "part", alarm.key.part);
  write_text_or_null(out, "words", may_know_words(caller, alarm.key.condition) ? alarm.words : "");
  out.member("since", to_rfc3339(alarm.since)).end_object();
}

void write_failure(JsonWriter& out, const std::optional<Error>& failure) {
  write_text_or_null(out, "failure", failure ? failure->message() : "");
}

void write_load(JsonWriter& out, const watch::RecentLoad& load) {
  out.key("load")
      .begin_object()
      .member("seconds", static_cast<std::int64_t>(load.span.count()))
      .member("answers", load.counts.answers)
      .member("failures", load.counts.failures)
      .member("processor_seconds", load.counts.processor_seconds)
      .end_object();
}

void write_report(JsonWriter& out, const std::optional<watch::ServerReport>& report) {
  out.key("report");
  if (!report) {
    out.null();
    return;
  }
  out.begin_object()
      .member("version", report->version)
      .member("takes_writes", report->takes_writes)
      .member("shops", report->shops)
      .member("shops_not_ready", report->shops_not_ready)
      .member("lag_records", report->lag_records)
      .member("alarms", report->alarms)
      .member("critical_alarms", report->critical_alarms);
  write_load(out, report->load);
  out.end_object();
}

void write_servers(JsonWriter& out, const std::vector<watch::OtherServer>& servers) {
  out.key("servers").begin_array();
  for (const watch::OtherServer& server : servers) {
    out.begin_object().member("name", server.name).member("url", server.url);
    write_failure(out, server.failure);
    write_text_or_null(out, "reached_at", server.reached ? to_rfc3339(*server.reached) : "");
    write_report(out, server.report);
    out.end_object();
  }
  out.end_array();
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

void write_watch(JsonWriter& out, const watch::Watch& watch, const Caller& caller) {
  const watch::WatchStatus status = watch.status();
  const bool of_server = caller.shop.empty();
  out.key("alarms").begin_array();
  for (const watch::RaisedAlarm& alarm : status.alarms) {
    if (of_server || alarm.key.shop == caller.shop) write_alarm(out, alarm, caller);
  }
  out.end_array();
  if (of_server) write_load(out, status.load);
  if (!of_server || !reads(caller)) return;
  out.key("receivers").begin_array();
  for (const watch::ReceiverCondition& receiver : status.receivers) {
    out.begin_object().member("name", receiver.name).member("waiting", std::uint64_t{receiver.waiting});
    write_failure(out, receiver.failure);
    out.end_object();
  }
  out.end_array();
  write_servers(out, status.servers);
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
