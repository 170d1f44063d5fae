#include "http/handlers/health.h"

#include <algorithm>

#include "base/json_text.h"
#include "base/metrics.h"
#include "http/openapi/openapi.h"
#include "http/services.h"

namespace suggestd::http {
namespace {

Result<Response> get_livez(const Request&, Services&) { return json_response(200, R"({"status":"alive"})"); }

// Details tell volumes and failures: the administrator may know all of them, a shop's key its own.
bool may_know(const Caller* caller, const ReadinessCheck& check) {
  if (caller == nullptr || !allows(caller->scopes, Scope::read)) return false;
  return caller->shop.empty() || check.shop.empty() || check.shop == caller->shop;
}

void write_check(JsonWriter& writer, const Caller* caller, const ReadinessCheck& check) {
  writer.begin_object().member("name", check.name).member("good", check.good);
  if (may_know(caller, check)) writer.member("detail", check.detail);
  writer.end_object();
}

Result<Response> get_readyz(const Request& request, Services& services) {
  std::vector<ReadinessCheck> checks = services.readiness();
  checks.push_back(
      {"serving", !services.stopping, services.stopping ? "the server is stopping" : "accepts requests", ""});
  const bool ready =
      std::all_of(checks.begin(), checks.end(), [](const ReadinessCheck& check) { return check.good; });
  Response response = json_response(ready ? 200 : 503, "");
  JsonWriter writer(response.body);
  writer.begin_object().member("status", ready ? "ready" : "not ready");
  if (request.has("verbose") || !ready) {
    writer.key("checks").begin_array();
    for (const ReadinessCheck& check : checks) write_check(writer, request.caller, check);
    writer.end_array();
  }
  writer.end_object();
  if (!ready) response.header("Retry-After", "1");
  return response;
}

Result<Response> get_metrics(const Request&, Services&) {
  Response response;
  response.content_type = "text/plain; version=0.0.4; charset=utf-8";
  response.body = metrics_text();
  return response;
}

Result<Response> get_openapi(const Request& request, Services&) {
  static const std::string for_shops = openapi_document(Serves::shop);
  static const std::string for_admins = openapi_document(Serves::admin);
  return json_response(200, request.for_admin ? for_admins : for_shops);
}

}  // namespace

void add_health_routes(std::vector<Route>& routes) {
  routes.push_back({.method = "GET",
                    .path = "/livez",
                    .tag = "Health",
                    .summary = "The process answers.",
                    .response_schema = "Health",
                    .handler = get_livez});
  routes.push_back({.method = "GET",
                    .path = "/readyz",
                    .tag = "Health",
                    .summary = "The log is replayed, the model loaded, and requests are accepted.",
                    .key_optional = true,
                    .parameters = {{.name = "verbose",
                                    .type = ParameterType::text,
                                    .help = "List each check; with a key that may read, in words."}},
                    .response_schema = "Readiness",
                    .statuses = {503},
                    .handler = get_readyz});
  routes.push_back({.method = "GET",
                    .path = "/metrics",
                    .tag = "Health",
                    .summary = "Everything that is counted, as Prometheus text.",
                    .serves = Serves::admin,
                    .other_type = "text/plain",
                    .handler = get_metrics});
  routes.push_back({.method = "GET",
                    .path = "/openapi.json",
                    .tag = "Health",
                    .summary = "This description, OpenAPI 3.1.",
                    .handler = get_openapi});
}

}  // namespace suggestd::http
