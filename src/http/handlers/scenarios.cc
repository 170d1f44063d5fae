#include "http/handlers/scenarios.h"

#include <algorithm>
#include <limits>

#include <fmt/format.h>

#include "base/json_text.h"
#include "base/or_null.h"
#include "http/audit.h"
#include "http/conditional.h"
#include "http/handlers/in_use.h"
#include "http/handlers/writing.h"
#include "http/problem.h"
#include "shop/shop.h"

namespace suggestd::http {
namespace {

Result<Response> get_scenarios(const Request& request, Services&) {
  Response response;
  JsonWriter writer(response.body);
  writer.begin_object().key("scenarios").begin_object();
  const auto scenarios = request.shop->scenarios();
  const auto limit = static_cast<std::size_t>(request.integer("limit"));
  const std::uint64_t most = request.budget->bytes_left() / 2;
  std::size_t told = 0;
  auto entry = scenarios->upper_bound(request.text("after"));
  std::string_view last;
  for (; entry != scenarios->end() && told < limit && response.body.size() < most; ++entry, ++told) {
    last = entry->first;
    writer.key(last).raw(to_json(*entry->second.scenario));
  }
  writer.end_object().key("next");
  if (entry == scenarios->end()) {
    writer.null();
  } else {
    writer.value(last);
  }
  writer.end_object();
  return response;
}

Result<Response> get_scenario(const Request& request, Services&) {
  const auto entry = request.shop->scenario(request.path_value("name"));
  if (!entry) return entry.error();
  const std::string tag = fmt::format("{}", entry->version);
  if (already_known(request, tag)) return not_modified(tag);
  Response response = json_response(200, to_json(*entry->scenario));
  add_entity_tag(response, tag);
  return response;
}

// No scenario gets to this version.
constexpr std::uint64_t kNoVersion = std::numeric_limits<std::uint64_t>::max();

// The version that must be in force by If-Match or If-None-Match; 0: none; nothing: any.
Result<std::optional<std::uint64_t>> expected_version(const Request& request) {
  const auto entry = request.shop->scenario(request.path_value("name"));
  const std::string tag = entry ? fmt::format("{}", entry->version) : "";
  const auto good = may_write(request, entry ? std::optional<std::string_view>(tag) : std::nullopt);
  if (!good) return good.error();
  if (!*good) return std::optional(kNoVersion);
  if (!request.header("If-None-Match").empty()) return std::optional<std::uint64_t>(0);
  if (request.header("If-Match").empty()) return std::optional<std::uint64_t>();
  return std::optional(entry->version);
}

Result<Response> written(std::string_view name, std::string_view what, int status,
                         const Result<shop::ScenarioWrite>& result) {
  if (!result) {
    const bool overtaken = result.error().kind() == ErrorKind::conflict;
    return overtaken ? problem_response(412, result.error().message()) : Result<Response>(result.error());
  }
  Response response = json_response(status, "");
  JsonWriter writer(response.body);
  writer.begin_object().member("id", name).member("result", what);
  writer.member("seq", number(result->outcome.sequence));
  if (result->version > 0) {
    writer.member("version", result->version);
    add_entity_tag(response, fmt::format("{}", result->version));
  }
  writer.end_object();
  add_session(response, result->position);
  add_repeated(response, result->repeated);
  return response;
}

Result<Response> put_under(const Request& request, const Result<recommend::Scenario>& scenario) {
  if (!scenario) return scenario.error();
  const auto expected = expected_version(request);
  if (!expected) return expected.error();
  return scenario_written(scenario->name, request.shop->put_scenario(*scenario, *expected, *request.budget,
                                                                     request.repeat, actor_of(request)));
}

Result<Response> put_scenario(const Request& request, Services&) {
  return put_under(request, recommend::parse_scenario(request.path_value("name"), request.body));
}

Result<Response> delete_scenario(const Request& request, Services& services) {
  const auto expected = expected_version(request);
  if (!expected) return expected.error();
  const std::string_view name = request.path_value("name");
  if (Status good = check_scenario_unused(request, services, name); !good) return std::move(good).error();
  return written(name, "deleted", 200, request.shop->remove_scenario(name, *expected, actor_of(request)));
}

Result<Response> get_versions(const Request& request, Services&) {
  shop::VersionRange range;
  range.limit = static_cast<std::size_t>(request.integer("limit"));
  range.bytes = request.budget->bytes_left() / 2;
  if (request.has("before")) range.before = static_cast<std::uint64_t>(request.integer("before"));
  const auto versions = request.shop->scenario_versions(request.path_value("name"), range);
  if (!versions) return versions.error();
  Response response;
  JsonWriter writer(response.body);
  writer.begin_object().key("versions").begin_array();
  for (const shop::ScenarioVersion& version : *versions) {
    writer.begin_object().member("version", version.version).member("at", to_rfc3339(version.at));
    write_text_or_null(writer, "saved_by", version.by);
    writer.key("scenario").raw(version.json.empty() ? "null" : std::string_view(version.json)).end_object();
  }
  writer.end_array().key("next");
  range.before = versions->back().version;
  range.limit = 1;
  if (request.shop->scenario_versions(request.path_value("name"), range)) {
    writer.value(range.before);
  } else {
    writer.null();
  }
  writer.end_object();
  return response;
}

Result<Response> restore_version(const Request& request, Services&) {
  const std::string_view name = request.path_value("name");
  const auto before = request.shop->put_before(request.repeat);
  if (!before) return before.error();
  if (*before) return scenario_written(name, **before);
  const auto wanted = static_cast<std::uint64_t>(request.integer("version"));
  shop::VersionRange range;
  range.before = wanted + 1;
  range.limit = 1;
  const auto versions = request.shop->scenario_versions(name, range);
  if (!versions) return versions.error();
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

Result<Response> scenario_written(std::string_view name, const Result<shop::ScenarioWrite>& result) {
  const OutcomeKind kind = result ? result->outcome.kind : OutcomeKind::updated;
  const bool created = kind == OutcomeKind::created;
  return written(name, created ? "created" : (kind == OutcomeKind::unchanged ? "unchanged" : "updated"),
                 created ? 201 : 200, result);
}

void add_scenario_routes(std::vector<Route>& routes) {
  Route put = scenario_route("PUT", Scope::merchandise,
                             "Defines a placement: list, filter, booster, lanes and rules. In force at once.",
                             put_scenario);
  put.body = Body::json;
  put.request_schema = "Scenario";
  put.response_schema = "Written";
  put.statuses = {200, 201, 412};
  put.log_place = LogPlace::written;
  put.tagged = Tagged::written;
  routes.push_back(put);
  Route get = scenario_route("GET", Scope::recommend, "A placement as it is in force.", get_scenario);
  get.tagged = Tagged::read;
  routes.push_back(get);
  Route remove = scenario_route("DELETE", Scope::merchandise, "Forgets a placement.", delete_scenario);
  remove.response_schema = "Written";
  remove.statuses = {200, 404, 409};
  remove.log_place = LogPlace::written;
  remove.tagged = Tagged::written;
  routes.push_back(remove);
  Route versions =
      scenario_route("GET", Scope::recommend, "What the placement was before, newest first.", get_versions);
  versions.path = "/v1/scenarios/{name}/versions";
  versions.response_schema = "ScenarioVersions";
  versions.parameters = {{.name = "limit",
                          .type = ParameterType::integer,
                          .help = "Most versions; fewer if they are long.",
                          .standard = "100",
                          .smallest = 1,
                          .largest = 100},
                         {.name = "before",
                          .type = ParameterType::integer,
                          .help = "`next` of the page before: only versions before this one.",
                          .smallest = 1,
                          .largest = 1e9}};
  routes.push_back(versions);
  Route restore = scenario_route("POST", Scope::merchandise,
                                 "Puts an earlier version into force, as a new one.", restore_version);
  restore.path = "/v1/scenarios/{name}/restore";
  restore.parameters = {{.name = "version",
                         .type = ParameterType::integer,
                         .help = "The version to go back to.",
                         .smallest = 1,
                         .largest = 1e9,
                         .required = true}};
  restore.log_place = LogPlace::written;
  restore.tagged = Tagged::written;
  restore.response_schema = "Written";
  restore.statuses = {200, 201, 404, 412};
  restore.idempotency_key = IdempotencyKey::kept;
  routes.push_back(restore);
  Route all = scenario_route("GET", Scope::recommend, "All placements by name.", get_scenarios);
  all.path = "/v1/scenarios";
  all.response_schema = "Scenarios";
  all.parameters = {{.name = "limit",
                     .type = ParameterType::integer,
                     .help = "Most scenarios; fewer if they are long.",
                     .standard = "1000",
                     .smallest = 1,
                     .largest = 1000},
                    {.name = "after", .help = "`next` of the page before: only names behind this one."}};
  all.statuses = {200};
  routes.push_back(all);
}

}  // namespace suggestd::http
