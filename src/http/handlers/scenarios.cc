#include "http/handlers/scenarios.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "base/json_text.h"
#include "http/handlers/writing.h"
#include "http/problem.h"
#include "shop/shop.h"

namespace suggestd::http {
namespace {

Result<Response> get_scenarios(const Request& request, Services&) {
  Response response;
  JsonWriter writer(response.body);
  writer.begin_object().key("scenarios").begin_object();
  for (const auto& [name, entry] : *request.shop->scenarios()) writer.key(name).raw(to_json(*entry.scenario));
  writer.end_object().end_object();
  return response;
}

Result<Response> get_scenario(const Request& request, Services&) {
  const auto entry = request.shop->scenario(request.path_value("name"));
  if (!entry) return entry.error();
  Response response = json_response(200, to_json(*entry->scenario));
  response.header("ETag", fmt::format("\"{}\"", entry->version));
  return response;
}

// The version that must be in force by If-Match or If-None-Match; nothing: any.
Result<std::optional<std::uint64_t>> expected_version(const Request& request) {
  std::string_view etag = request.header("If-Match");
  if (request.header("If-None-Match") == "*") return std::optional<std::uint64_t>(0);
  if (etag.empty() || etag == "*") return std::optional<std::uint64_t>();
  if (etag.starts_with('"')) etag.remove_prefix(1);
  if (etag.ends_with('"')) etag.remove_suffix(1);
  std::uint64_t version = 0;
  const auto read = std::from_chars(etag.data(), etag.data() + etag.size(), version);
  if (read.ec != std::errc() || read.ptr != etag.data() + etag.size()) {
    return invalid(fmt::format("If-Match: '{}' is no version; send back the ETag of the scenario", etag));
  }
  return std::optional(version);
}

Result<Response> written(const Request& request, std::string_view name, std::string_view what, int status,
                         const Result<shop::CommitResult>& result) {
  if (!result) {
    const bool overtaken = result.error().kind() == ErrorKind::conflict;
    return overtaken ? problem_response(412, result.error().message()) : Result<Response>(result.error());
  }
  Response response = json_response(status, "");
  JsonWriter writer(response.body);
  writer.begin_object().member("id", name).member("result", what);
  writer.member("seq", number(result->outcomes.front().sequence));
  if (const auto entry = request.shop->scenario(name)) {
    writer.member("version", entry->version);
    response.header("ETag", fmt::format("\"{}\"", entry->version));
  }
  writer.end_object();
  add_session(response, result->position);
  return response;
}

Result<Response> put_under(const Request& request, const Result<recommend::Scenario>& scenario) {
  if (!scenario) return scenario.error();
  const auto expected = expected_version(request);
  if (!expected) return expected.error();
  const auto result = request.shop->put_scenario(*scenario, *expected);
  const OutcomeKind kind = result ? result->outcomes.front().kind : OutcomeKind::updated;
  const bool created = kind == OutcomeKind::created;
  return written(request, scenario->name,
                 created ? "created" : (kind == OutcomeKind::unchanged ? "unchanged" : "updated"),
                 created ? 201 : 200, result);
}

Result<Response> put_scenario(const Request& request, Services&) {
  return put_under(request, recommend::parse_scenario(request.path_value("name"), request.body));
}

Result<Response> delete_scenario(const Request& request, Services&) {
  const auto expected = expected_version(request);
  if (!expected) return expected.error();
  const std::string_view name = request.path_value("name");
  return written(request, name, "deleted", 200, request.shop->remove_scenario(name, *expected));
}

Result<Response> get_versions(const Request& request, Services&) {
  const auto versions = request.shop->scenario_versions(request.path_value("name"));
  if (!versions) return versions.error();
  Response response;
  JsonWriter writer(response.body);
  writer.begin_object().key("versions").begin_array();
  for (const shop::ScenarioVersion& version : *versions) {
    writer.begin_object().member("version", version.version).member("at", to_rfc3339(version.at));
    writer.key("scenario").raw(version.json.empty() ? "null" : std::string_view(version.json)).end_object();
  }
  writer.end_array().end_object();
  return response;
}

Result<Response> restore_version(const Request& request, Services&) {
  const std::string_view name = request.path_value("name");
  const auto versions = request.shop->scenario_versions(name);
  if (!versions) return versions.error();
  const auto wanted = static_cast<std::uint64_t>(request.integer("version"));
  const auto found = std::find_if(versions->begin(), versions->end(), [&](const shop::ScenarioVersion& one) {
    return one.version == wanted && !one.json.empty();
  });
  if (found == versions->end()) {
    return not_found(fmt::format("version {} of '{}' is not kept, or is a removal", wanted, name));
  }
  return put_under(request, recommend::parse_scenario(name, found->json));
}

Route scenario_route(std::string_view method, Scope scope, std::string_view summary, Handler handler) {
  Route route{.method = method, .path = "/v1/scenarios/{name}", .tag = "Scenarios", .summary = summary};
  route.scope = scope;
  route.shop_needed = true;
  route.response_schema = "Scenario";
  route.statuses = {200, 404};
  route.handler = handler;
  return route;
}

}  // namespace

void add_scenario_routes(std::vector<Route>& routes) {
  Route put = scenario_route("PUT", Scope::ingest,
                             "Defines a placement: list, filter, booster, lanes and rules. In force at once.",
                             put_scenario);
  put.body = Body::json;
  put.request_schema = "Scenario";
  put.response_schema = "Written";
  put.statuses = {200, 201, 412};
  routes.push_back(put);
  routes.push_back(scenario_route("GET", Scope::recommend, "A placement as it is in force.", get_scenario));
  Route remove = scenario_route("DELETE", Scope::ingest, "Forgets a placement.", delete_scenario);
  remove.response_schema = "Written";
  remove.statuses.push_back(412);
  routes.push_back(remove);
  Route versions =
      scenario_route("GET", Scope::recommend, "What the placement was before, newest first.", get_versions);
  versions.path = "/v1/scenarios/{name}/versions";
  versions.response_schema = "ScenarioVersions";
  routes.push_back(versions);
  Route restore = scenario_route("POST", Scope::ingest, "Puts an earlier version into force, as a new one.",
                                 restore_version);
  restore.path = "/v1/scenarios/{name}/restore";
  restore.parameters = {{.name = "version",
                         .type = ParameterType::integer,
                         .help = "The version to go back to.",
                         .smallest = 1,
                         .largest = 1e9}};
  restore.response_schema = "Written";
  restore.statuses = {200, 201, 404, 412};
  routes.push_back(restore);
  Route all = scenario_route("GET", Scope::recommend, "All placements by name.", get_scenarios);
  all.path = "/v1/scenarios";
  all.response_schema = "Scenarios";
  all.statuses = {200};
  routes.push_back(all);
}

}  // namespace suggestd::http
