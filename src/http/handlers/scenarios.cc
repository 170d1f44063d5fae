#include "http/handlers/scenarios.h"

#include "base/json_text.h"
#include "http/handlers/writing.h"
#include "shop/shop.h"

namespace suggestd::http {
namespace {

Result<Response> get_scenarios(const Request& request, Services&) {
  Response response;
  JsonWriter writer(response.body);
  writer.begin_object().key("scenarios").begin_object();
  for (const auto& [name, scenario] : *request.shop->scenarios()) writer.key(name).raw(to_json(*scenario));
  writer.end_object().end_object();
  return response;
}

Result<Response> get_scenario(const Request& request, Services&) {
  const auto scenario = request.shop->scenario(request.path_value("name"));
  if (!scenario) return scenario.error();
  return json_response(200, to_json(**scenario));
}

Response written(std::string_view name, std::string_view what, int status, const shop::CommitResult& result) {
  Response response = json_response(status, "");
  JsonWriter writer(response.body);
  writer.begin_object().member("id", name).member("result", what);
  writer.member("seq", number(result.outcomes.front().sequence)).end_object();
  add_session(response, result.position);
  return response;
}

Result<Response> put_scenario(const Request& request, Services&) {
  const auto scenario = recommend::parse_scenario(request.path_value("name"), request.body);
  if (!scenario) return scenario.error();
  const auto result = request.shop->put_scenario(*scenario);
  if (!result) return result.error();
  const bool created = result->outcomes.front().kind == OutcomeKind::created;
  return written(scenario->name, created ? "created" : "updated", created ? 201 : 200, *result);
}

Result<Response> delete_scenario(const Request& request, Services&) {
  const auto result = request.shop->remove_scenario(request.path_value("name"));
  if (!result) return result.error();
  return written(request.path_value("name"), "deleted", 200, *result);
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
  put.statuses = {200, 201};
  routes.push_back(put);
  routes.push_back(scenario_route("GET", Scope::recommend, "A placement as it is in force.", get_scenario));
  Route remove = scenario_route("DELETE", Scope::ingest, "Forgets a placement.", delete_scenario);
  remove.response_schema = "Written";
  routes.push_back(remove);
  Route all = scenario_route("GET", Scope::recommend, "All placements by name.", get_scenarios);
  all.path = "/v1/scenarios";
  all.response_schema = "Scenarios";
  all.statuses = {200};
  routes.push_back(all);
}

}  // namespace suggestd::http
