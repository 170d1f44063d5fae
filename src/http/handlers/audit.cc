#include "http/handlers/audit.h"

#include <fmt/format.h>

#include "access/people.h"
#include "base/json_text.h"
#include "base/or_null.h"
#include "base/time.h"
#include "http/services.h"

namespace suggestd::http {
namespace {

void write_entry(JsonWriter& out, const AuditEntry& entry) {
  out.begin_object()
      .member("at", to_rfc3339(entry.at))
      .member("actor", entry.actor)
      .member("actor_kind", entry.actor_kind)
      .member("action", entry.action);
  write_text_or_null(out, "shop", entry.shop);
  out.member("target", entry.target)
      .member("status", entry.status)
      .member("request_id", entry.request_id)
      .end_object();
}

Result<Response> get_audit(const Request& request, Services& services) {
  std::optional<std::uint64_t> before;
  if (request.has("before")) before = static_cast<std::uint64_t>(request.integer("before"));
  const auto page = services.people->audit->read(static_cast<std::size_t>(request.integer("limit")), before,
                                                 request.caller->shop);
  if (!page) return page.error();
  Response response;
  JsonWriter out(response.body);
  out.begin_object().key("entries").begin_array();
  for (const AuditEntry& entry : page->entries) write_entry(out, entry);
  out.end_array().key("next");
  if (page->next) {
    out.value(fmt::format("{}", *page->next));
  } else {
    out.null();
  }
  out.end_object();
  return response;
}

}  // namespace

void add_audit_routes(std::vector<Route>& routes) {
  Route get{.method = "GET", .path = "/v1/audit", .tag = "People"};
  get.summary = "Who changed what, newest first: of the server, or of the shop that the caller administers.";
  get.scope = Scope::admin;
  get.serves = Serves::admin;
  get.within_shop = true;
  get.parameters = {{.name = "limit",
                     .type = ParameterType::integer,
                     .help = "Most entries.",
                     .standard = "100",
                     .smallest = 1,
                     .largest = 1000},
                    {.name = "before",
                     .type = ParameterType::integer,
                     .help = "`next` of the page before: only what was changed earlier.",
                     .smallest = 0,
                     .largest = 1e15}};
  get.response_schema = "Audit";
  get.statuses = {200};
  get.handler = get_audit;
  routes.push_back(get);
}

}  // namespace suggestd::http
