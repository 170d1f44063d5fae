#include "http/handlers/scenario_drafts.h"

#include <fmt/format.h>

#include "base/json_text.h"
#include "base/json_tree.h"
#include "base/or_null.h"
#include "http/audit.h"
#include "http/conditional.h"
#include "http/handlers/scenarios.h"
#include "http/problem.h"
#include "http/services.h"
#include "records/json_reader.h"
#include "shop/scenario_drafts.h"
#include "shop/shop.h"

namespace suggestd::http {
namespace {

using shop::ScenarioDraft;

shop::ScenarioDrafts drafts_of(const Request& request, const Services& services) {
  return {services.store->meta(), request.shop->id()};
}

std::uint64_t version_in_force(const Request& request, std::string_view name) {
  const auto entry = request.shop->scenario(name);
  return entry ? entry->version : 0;
}

std::string tag_of(const ScenarioDraft& draft) {
  return fmt::format("{}", draft.saved_at.time_since_epoch().count());
}

void write_draft(JsonWriter& out, const Request& request, const ScenarioDraft& draft, bool whole) {
  out.begin_object().member("name", draft.name).member("base_version", draft.base);
  out.member("overtaken", version_in_force(request, draft.name) != draft.base);
  out.member("saved_at", to_rfc3339(draft.saved_at)).member("saved_by", draft.saved_by);
  write_time_or_null(out, "publish_at", draft.publish_at);
  if (!draft.failure.empty()) out.member("failure", draft.failure);
  if (whole) out.key("scenario").raw(draft.scenario);
  out.end_object();
}

Response draft_response(const Request& request, const ScenarioDraft& draft, int status) {
  Response response = json_response(status, "");
  JsonWriter out(response.body);
  write_draft(out, request, draft, true);
  add_entity_tag(response, tag_of(draft));
  return response;
}

// The scenario is checked as if it were put into force, but for the catalogue: what does not fit it today may fit it then.
void read_scenario(ObjectReader& in, std::string_view name, FieldErrors& errors, ScenarioDraft& draft) {
  const Json* given = in.field("scenario", Need::required);
  if (given == nullptr) return;
  const auto scenario = recommend::parse_scenario(name, json_text(*given));
  if (scenario) {
    draft.scenario = to_json(*scenario);
    return;
  }
  if (scenario.error().fields().empty()) in.bad("scenario", scenario.error().message());
  for (const FieldError& field : scenario.error().fields())
    errors.add(in.pointer_to("scenario") + field.pointer, field.detail);
}

Result<ScenarioDraft> parse_draft(const Request& request, std::optional<std::int64_t>& base) {
  const Result<JsonDocument> body = parse_json(request.body);
  if (!body) return body.error();
  ScenarioDraft draft;
  draft.name = request.path_value("name");
  FieldErrors errors;
  ObjectReader in(body->root(), "", errors);
  read_scenario(in, draft.name, errors, draft);
  in.time("publish_at", draft.publish_at);
  in.whole("base_version", base);
  if (base && *base < 0) in.bad("base_version", "must be a version's number, or 0 for none");
  draft.saved_at = now();
  if (draft.publish_at && *draft.publish_at <= draft.saved_at)
    in.bad("publish_at", "has gone by; POST .../draft/publish publishes at once");
  in.finish();
  if (errors.any()) return errors.error();
  return draft;
}

// The draft that a write expects by If-Match and If-None-Match; 412 if another is there.
Result<std::optional<Response>> refuse_overtaken(const Request& request,
                                                 const Result<ScenarioDraft>& before) {
  if (!before && before.error().kind() != ErrorKind::not_found) return before.error();
  const std::string tag = before ? tag_of(*before) : "";
  const auto good = may_write(request, before ? std::optional<std::string_view>(tag) : std::nullopt);
  if (!good) return good.error();
  if (*good) return std::optional<Response>();
  return std::optional(problem_response(
      412, fmt::format("the draft of '{}' is another by now; read it again", request.path_value("name"))));
}

shop::ExpectedDraft expected(const Request& request, const Result<ScenarioDraft>& before) {
  const bool checked = !request.header("If-Match").empty() || !request.header("If-None-Match").empty();
  return {checked, before ? std::optional(*before) : std::nullopt};
}

Result<Response> overtaken_or(const Error& error) {
  if (error.kind() == ErrorKind::conflict) return problem_response(412, error.message());
  return error;
}

Result<Response> put_draft(const Request& request, Services& services) {
  std::optional<std::int64_t> base;
  Result<ScenarioDraft> draft = parse_draft(request, base);
  if (!draft) return std::move(draft).error();
  shop::ScenarioDrafts drafts = drafts_of(request, services);
  const Result<ScenarioDraft> before = drafts.find(draft->name);
  auto refused = refuse_overtaken(request, before);
  if (!refused) return refused.error();
  if (*refused) return *std::move(*refused);
  const std::uint64_t otherwise = before ? before->base : version_in_force(request, draft->name);
  draft->base = base ? static_cast<std::uint64_t>(*base) : otherwise;
  draft->saved_by = actor_of(request);
  const auto made = drafts.put(*draft, expected(request, before));
  if (!made) return overtaken_or(made.error());
  return draft_response(request, *draft, *made ? 201 : 200);
}

Result<Response> get_draft(const Request& request, Services& services) {
  const auto draft = drafts_of(request, services).find(request.path_value("name"));
  if (!draft) return draft.error();
  if (already_known(request, tag_of(*draft))) return not_modified(tag_of(*draft));
  return draft_response(request, *draft, 200);
}

Result<Response> delete_draft(const Request& request, Services& services) {
  const std::string_view name = request.path_value("name");
  shop::ScenarioDrafts drafts = drafts_of(request, services);
  const Result<ScenarioDraft> before = drafts.find(name);
  auto refused = refuse_overtaken(request, before);
  if (!refused) return refused.error();
  if (*refused) return *std::move(*refused);
  if (Status removed = drafts.remove(name, expected(request, before)); !removed)
    return overtaken_or(removed.error());
  Response response = json_response(200, "");
  JsonWriter(response.body).begin_object().member("name", name).member("result", "deleted").end_object();
  return response;
}

Result<Response> get_drafts(const Request& request, Services& services) {
  const auto all = drafts_of(request, services).all();
  if (!all) return all.error();
  Response response = json_response(200, "");
  JsonWriter out(response.body);
  out.begin_object().key("drafts").begin_array();
  for (const ScenarioDraft& draft : *all) write_draft(out, request, draft, false);
  out.end_array().end_object();
  return response;
}

Result<Response> publish_draft(const Request& request, Services& services) {
  const std::string_view name = request.path_value("name");
  const auto before = request.shop->put_before(request.repeat);
  if (!before) return before.error();
  if (*before) return scenario_written(name, **before);
  const std::uint64_t version = version_in_force(request, name);
  const std::string tag = fmt::format("{}", version);
  const auto good = may_write(request, version > 0 ? std::optional<std::string_view>(tag) : std::nullopt);
  if (!good) return good.error();
  if (!*good)
    return problem_response(412, fmt::format("version {} of '{}' is in force by now", version, name));
  return scenario_written(
      name, drafts_of(request, services)
                .publish(*request.shop, name, *request.budget, request.repeat, actor_of(request)));
}

Route draft_route(std::string_view method, Scope scope, std::string_view summary, Handler handler) {
  Route route{.method = method, .path = "/v1/scenarios/{name}/draft", .tag = "Scenarios", .summary = summary};
  route.scope = scope;
  route.shop_needed = true;
  route.response_schema = "ScenarioDraft";
  route.statuses = {200, 404};
  route.handler = handler;
  return route;
}

}  // namespace

void add_scenario_draft_routes(std::vector<Route>& routes) {
  Route put = draft_route(
      "PUT", Scope::merchandise,
      "Keeps a placement that is not in force yet, and publishes it at a time if it has one.", put_draft);
  put.body = Body::json;
  put.request_schema = "NewScenarioDraft";
  put.statuses = {200, 201, 412};
  put.tagged = Tagged::written;
  routes.push_back(put);
  Route get = draft_route("GET", Scope::merchandise, "A placement's draft.", get_draft);
  get.tagged = Tagged::read;
  routes.push_back(get);
  Route remove =
      draft_route("DELETE", Scope::merchandise, "Throws a draft away; what is in force stays.", delete_draft);
  remove.response_schema = "DeletedScenarioDraft";
  remove.statuses = {200, 404, 412};
  remove.tagged = Tagged::written;
  routes.push_back(remove);
  Route publish =
      draft_route("POST", Scope::merchandise,
                  "Puts a draft into force at once, as a new version, and forgets the draft.", publish_draft);
  publish.path = "/v1/scenarios/{name}/draft/publish";
  publish.log_place = LogPlace::written;
  publish.tagged = Tagged::written;
  publish.response_schema = "Written";
  publish.statuses = {200, 201, 404, 412};
  publish.idempotency_key = IdempotencyKey::kept;
  routes.push_back(publish);
  Route all =
      draft_route("GET", Scope::merchandise, "All drafts of a shop, without their scenarios.", get_drafts);
  all.path = "/v1/drafts";
  all.response_schema = "ScenarioDrafts";
  all.statuses = {200};
  routes.push_back(all);
}

}  // namespace suggestd::http
