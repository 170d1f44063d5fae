#include "http/handlers/experiments.h"

#include "base/json_text.h"
#include "experiments/experiments.h"
#include "experiments/plan.h"
#include "experiments/recent_traffic.h"
#include "http/conditional.h"
#include "http/handlers/experiment_answer.h"
#include "http/handlers/reading.h"
#include "http/handlers/writing.h"
#include "http/problem.h"
#include "http/services.h"
#include "records/json_reader.h"
#include "shop/experiment_write.h"
#include "shop/shop.h"

namespace suggestd::http {
namespace {

using experiments::ExperimentBook;

// --- Reading

Result<Response> get_experiment(const Request& request, Services&) {
  const Position head = request.shop->head();
  const auto entry = request.shop->experiments().book().find(request.path_value("name"));
  if (!entry) return entry.error();
  std::string json;
  JsonWriter out(json);
  append_experiment(out, entry->stored);
  return record_response(request, head, entry->last, std::move(json));
}

Result<Response> get_experiments(const Request& request, Services&) {
  const Position head = request.shop->head();
  const std::shared_ptr<const ExperimentBook::Map> all = request.shop->experiments().book().all();
  const auto limit = static_cast<std::size_t>(request.integer("limit"));
  const std::uint64_t most = request.budget->bytes_left() / 2;
  std::string json;
  JsonWriter out(json);
  out.begin_object().key("experiments").begin_array();
  auto entry = all->upper_bound(request.text("after"));
  std::string_view last;
  for (std::size_t told = 0; entry != all->end() && told < limit && json.size() < most; ++entry, ++told) {
    last = entry->first;
    append_experiment(out, entry->second.stored);
  }
  out.end_array().key("next");
  if (entry == all->end()) {
    out.null();
  } else {
    out.value(last);
  }
  out.end_object();
  return records_response(head, std::move(json));
}

// The effects that a run could find if it began now.
Result<Response> get_plan(const Request& request, Services& services) {
  const Position head = request.shop->head();
  const auto entry = request.shop->experiments().book().find(request.path_value("name"));
  if (!entry) return entry.error();
  const experiments::Experiment& experiment = entry->stored.experiment;
  const Currency currency =
      experiment.currency.known() ? experiment.currency : request.shop->settings()->currency;
  const auto traffic =
      experiments::recent_traffic(services.store->log(), request.shop->id(), currency, now());
  if (!traffic) return traffic.error();
  std::string json;
  JsonWriter out(json);
  append_plan(out, experiments::plan_of(experiment, *traffic));
  return records_response(head, std::move(json));
}

// --- Writing

std::string_view word_of(OutcomeKind kind, std::string_view deed) {
  return kind == OutcomeKind::unchanged ? "unchanged" : deed;
}

// `deed`: what happened if anything did, such as "started".
Result<Response> written(const Request& request, const Result<shop::ExperimentWrite>& result,
                         std::string_view deed) {
  if (!result) return result.error();
  if (is_refusal(result->outcome.kind)) return problem_response(412, result->outcome.detail);
  const bool created = result->outcome.kind == OutcomeKind::created;
  Response response = json_response(created ? 201 : 200, "");
  JsonWriter out(response.body);
  out.begin_object().member("id", request.path_value("name"));
  out.member("result", created ? "created" : word_of(result->outcome.kind, deed));
  out.member("seq", number(result->outcome.sequence));
  if (result->scenario_version > 0) out.member("scenario_version", result->scenario_version);
  if (result->plan) {
    out.key("plan");
    append_plan(out, *result->plan);
  }
  out.end_object();
  add_session(response, result->position);
  return response;
}

Result<Response> put_experiment(const Request& request, Services&) {
  const auto experiment = experiments::parse_experiment(request.path_value("name"), request.body);
  if (!experiment) return experiment.error();
  const auto precondition = precondition_of(request, request.shop->head().epoch);
  if (!precondition) return precondition.error();
  const auto put = request.shop->put_experiment(*experiment, *precondition, *request.budget);
  Result<Response> response = written(request, put, "updated");
  if (put && response && !is_refusal(put->outcome.kind)) add_entity_tag(*response, put->position);
  return response;
}

Result<Response> delete_experiment(const Request& request, Services&) {
  const auto precondition = precondition_of(request, request.shop->head().epoch);
  if (!precondition) return precondition.error();
  return written(request, request.shop->delete_experiment(request.path_value("name"), *precondition),
                 "deleted");
}

Result<Response> start_experiment(const Request& request, Services&) {
  return written(request, request.shop->start_experiment(request.path_value("name"), *request.budget),
                 "started");
}

Result<Response> stop_experiment(const Request& request, Services&) {
  return written(request, request.shop->stop_experiment(request.path_value("name")), "stopped");
}

Result<std::string> promoted_variant(std::string_view json) {
  const Result<JsonDocument> body = parse_json(json);
  if (!body) return body.error();
  if (!body->root().is_object()) return invalid_field("", "must be a JSON object");
  std::string variant;
  FieldErrors errors;
  ObjectReader in(body->root(), "", errors);
  in.id("variant", Need::required, variant);
  in.finish();
  if (errors.any()) return errors.error();
  return variant;
}

Result<Response> promote_variant(const Request& request, Services&) {
  const Result<std::string> variant = promoted_variant(request.body);
  if (!variant) return variant.error();
  return written(request,
                 request.shop->promote_experiment(request.path_value("name"), *variant, *request.budget),
                 "promoted");
}

// --- The report

Result<Response> get_report(const Request& request, Services&) {
  const auto level = read_level(request);
  if (!level) return level.error();
  const auto freshness = request.shop->wait_for_experiments(*level);
  if (!freshness) return freshness.error();
  std::optional<std::uint64_t> number;
  if (request.has("run")) number = static_cast<std::uint64_t>(request.integer("run"));
  const auto report = request.shop->experiments().report(request.path_value("name"), number);
  if (!report) return report.error();
  Response response;
  if (request.text("format") == "csv") {
    response.body = to_csv(*report);
    response.content_type = "text/csv; charset=utf-8";
  } else {
    JsonWriter out(response.body);
    append_report(out, *report);
  }
  add_freshness(response, *freshness);
  return response;
}

Result<Response> get_runs(const Request& request, Services&) {
  const auto level = read_level(request);
  if (!level) return level.error();
  const auto freshness = request.shop->wait_for_experiments(*level);
  if (!freshness) return freshness.error();
  const auto reports = request.shop->experiments().reports(request.path_value("name"));
  if (!reports) return reports.error();
  Response response;
  JsonWriter out(response.body);
  out.begin_object().member("name", request.path_value("name")).key("runs").begin_array();
  for (const experiments::Report& report : *reports) append_past_run(out, report);
  out.end_array().end_object();
  add_freshness(response, *freshness);
  return response;
}

// --- The table

Route experiment_route(std::string_view method, std::string_view path, std::string_view summary,
                       Handler handler) {
  Route route{.method = method, .path = path, .tag = "Experiments", .summary = summary};
  ask_for_merchandise(route);
  route.shop_needed = true;
  route.response_schema = "ExperimentWritten";
  route.statuses = {200, 404};
  route.handler = handler;
  return route;
}

Route writing_route(std::string_view method, std::string_view path, std::string_view summary,
                    Handler handler) {
  Route route = experiment_route(method, path, summary, handler);
  route.log_place = LogPlace::written;
  route.tagged = Tagged::written;
  route.statuses = {200, 404, 409, 412};
  return route;
}

constexpr std::string_view kOne = "/v1/experiments/{name}";

Route put_route() {
  Route put =
      writing_route("PUT", kOne,
                    "Defines variants of a scenario that are to be compared; nobody is in them before the "
                    "start. A running experiment is not changed (409).",
                    put_experiment);
  put.body = Body::json;
  put.request_schema = "Experiment";
  put.statuses = {200, 201, 409, 412};
  return put;
}

void add_reading_routes(std::vector<Route>& routes) {
  Route get = experiment_route("GET", kOne, "An experiment, its state and its last run.", get_experiment);
  get.response_schema = "StoredExperiment";
  get.log_place = LogPlace::records;
  get.tagged = Tagged::read;
  routes.push_back(get);
  Route all = experiment_route("GET", "/v1/experiments", "All experiments by name.", get_experiments);
  all.response_schema = "Experiments";
  all.log_place = LogPlace::records;
  all.statuses = {200};
  all.parameters = {{.name = "limit",
                     .type = ParameterType::integer,
                     .help = "Most experiments; fewer if they are long.",
                     .standard = "200",
                     .smallest = 1,
                     .largest = 200},
                    {.name = "after", .help = "`next` of the page before: only names behind this one."}};
  routes.push_back(all);
  Route plan = experiment_route("GET", "/v1/experiments/{name}/plan",
                                "Which effect a run could find that began now, from the shop's last four "
                                "weeks. Starts nothing.",
                                get_plan);
  plan.response_schema = "ExperimentPlan";
  plan.log_place = LogPlace::records;
  routes.push_back(plan);
  Route report = experiment_route(
      "GET", "/v1/experiments/{name}/report",
      "Visitors, orders and revenue of each variant, and what may be concluded; may be looked at each day.",
      get_report);
  report.response_schema = "ExperimentReport";
  report.other_type = "text/csv";
  report.log_place = LogPlace::learned;
  report.statuses = {200, 404, 409};
  report.parameters = {
      {.name = "format", .help = "The form of the answer.", .standard = "json", .choices = {"json", "csv"}},
      {.name = "run",
       .type = ParameterType::integer,
       .help = "The number of a run that is kept; left out: the last.",
       .smallest = 1,
       .largest = 1e9}};
  routes.push_back(report);
  Route runs = experiment_route(
      "GET", "/v1/experiments/{name}/runs",
      "The last run and up to 20 before it, newest first: each with its definition and what it found.",
      get_runs);
  runs.response_schema = "ExperimentRuns";
  runs.log_place = LogPlace::learned;
  routes.push_back(runs);
}

}  // namespace

void add_experiment_routes(std::vector<Route>& routes) {
  routes.push_back(put_route());
  add_reading_routes(routes);
  routes.push_back(
      writing_route("DELETE", kOne, "Forgets an experiment and its reports.", delete_experiment));
  // A repeat of these finds the thing done, and answers `unchanged`: they need no Idempotency-Key.
  Route start = writing_route(
      "POST", "/v1/experiments/{name}/start",
      "Begins a new run, and tells which effect it can find. Visitors of the scenario's lists "
      "are split from now on. The run before keeps its report; who was still in a window of it is not "
      "compared.",
      start_experiment);
  Route stop =
      writing_route("POST", "/v1/experiments/{name}/stop",
                    "Ends the run: everybody sees the scenario as it is. Orders of visitors count until "
                    "their windows end.",
                    stop_experiment);
  Route promote = writing_route("POST", "/v1/experiments/{name}/promote",
                                "Writes a variant into the scenario, as a new version, and ends the run.",
                                promote_variant);
  promote.body = Body::json;
  promote.request_schema = "ExperimentPromotion";
  for (Route* route : {&start, &stop, &promote}) {
    route->tagged = Tagged::no;
    route->statuses = {200, 404, 409};
    routes.push_back(*route);
  }
}

}  // namespace suggestd::http
