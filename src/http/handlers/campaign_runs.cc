#include "http/handlers/campaign_runs.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/json_text.h"
#include "campaigns/campaign_book.h"
#include "campaigns/campaign_jobs.h"
#include "campaigns/push_job.h"
#include "campaigns/report.h"
#include "campaigns/run_book.h"
#include "http/handlers/csv_wanted.h"
#include "http/handlers/job_json.h"
#include "http/handlers/reading.h"
#include "http/services.h"
#include "jobs/job_book.h"
#include "shop/shop.h"

namespace suggestd::http {
namespace {

Result<campaigns::RunParameters> parameters_of(const Request& request) {
  campaigns::RunParameters parameters{
      std::string(request.path_value("name")), std::string(request.text("run")), {}};
  if (!request.has("at")) return parameters;
  const auto at = parse_rfc3339(request.text("at"));
  if (!at) return at.error().with_context("at");
  parameters.at = *at;
  return parameters;
}

Response job_response(int status, const jobs::Job& job) {
  Response response = json_response(status, "");
  JsonWriter out(response.body);
  write_job(out, job);
  return response;
}

// The job of this id; made if it is not there.
Result<Response> put_job(Services& services, const std::string& id, const jobs::JobRequest& asked) {
  const auto put = services.jobs->put(id, asked);
  if (!put) return put.error();
  return job_response(put->made ? 201 : 200, put->job);
}

Result<Response> job_of(const Request& request, Services& services, std::string_view kind) {
  const auto parameters = parameters_of(request);
  if (!parameters) return parameters.error();
  const campaigns::CampaignBook book(*services.store, request.shop->id());
  if (const auto known = book.find(parameters->campaign); !known) return known.error();
  jobs::JobRequest asked;
  asked.kind = kind;
  asked.shop = request.shop->name();
  asked.parameters = to_json(*parameters);
  return put_job(services, campaigns::run_job_id(kind, asked.shop, *parameters), asked);
}

Result<Response> post_plan(const Request& request, Services& services) {
  return job_of(request, services, campaigns::kPlanJob);
}

Result<Response> post_run(const Request& request, Services& services) {
  return job_of(request, services, campaigns::kRunJob);
}

std::string run_id_of(const Request& request, std::string_view kind) {
  return campaigns::run_job_id(
      kind, request.shop->name(),
      {std::string(request.path_value("name")), std::string(request.text("run")), {}});
}

std::string push_id_of(const Request& request) {
  return campaigns::push_job_id(
      request.shop->name(),
      {std::string(request.path_value("name")), std::string(request.text("run")),
       std::string(request.text("to")), static_cast<std::uint64_t>(request.integer("attempt"))});
}

// The job of this id. Errors: not_found, also where it is another shop's: names may hold the sign that parts the id.
Result<jobs::Job> find_job(const Request& request, Services& services, const std::string& id) {
  const std::string_view campaign = request.path_value("name");
  const campaigns::CampaignBook book(*services.store, request.shop->id());
  if (const auto known = book.find(campaign); !known) return known.error();
  Result<jobs::Job> job = services.jobs->get(id);
  if (job && job->request.shop == request.shop->name()) return job;
  return not_found(fmt::format("campaign '{}' has no job '{}' of this kind", campaign, request.text("run")));
}

Result<Response> told_job(const Request& request, Services& services, const std::string& id) {
  const auto job = find_job(request, services, id);
  if (!job) return job.error();
  return job_response(200, *job);
}

Result<Response> ended_job(const Request& request, Services& services, const std::string& id) {
  const auto job = find_job(request, services, id);
  if (!job) return job.error();
  const auto ended = services.jobs->end(job->id);
  if (!ended) return ended.error();
  return job_response(ended->removed ? 200 : 202, ended->job);
}

Result<Response> get_plan(const Request& request, Services& services) {
  return told_job(request, services, run_id_of(request, campaigns::kPlanJob));
}

Result<Response> get_run(const Request& request, Services& services) {
  return told_job(request, services, run_id_of(request, campaigns::kRunJob));
}

Result<Response> get_push(const Request& request, Services& services) {
  return told_job(request, services, push_id_of(request));
}

Result<Response> delete_plan(const Request& request, Services& services) {
  return ended_job(request, services, run_id_of(request, campaigns::kPlanJob));
}

Result<Response> delete_run(const Request& request, Services& services) {
  return ended_job(request, services, run_id_of(request, campaigns::kRunJob));
}

Result<Response> delete_push(const Request& request, Services& services) {
  return ended_job(request, services, push_id_of(request));
}

// Without `run` it is the latest of now: a job always names its run.
Result<Response> post_push(const Request& request, Services& services) {
  const campaigns::RunBook runs(*services.store, request.shop->id());
  const auto run = runs.find(request.path_value("name"), request.text("run"));
  if (!run) return run.error();
  const campaigns::PushParameters parameters{run->campaign, run->run, std::string(request.text("to")),
                                             static_cast<std::uint64_t>(request.integer("attempt"))};
  jobs::JobRequest asked;
  asked.kind = campaigns::kPushJob;
  asked.shop = request.shop->name();
  asked.parameters = to_json(parameters);
  return put_job(services, campaigns::push_job_id(asked.shop, parameters), asked);
}

Result<Response> get_runs(const Request& request, Services& services) {
  const Position head = request.shop->head();
  const std::string_view name = request.path_value("name");
  const campaigns::CampaignBook book(*services.store, request.shop->id());
  if (const auto known = book.find(name); !known) return known.error();
  auto runs = campaigns::RunBook(*services.store, request.shop->id()).runs_of(name);
  if (!runs) return std::move(runs).error();
  std::ranges::reverse(*runs);
  std::string json;
  JsonWriter out(json);
  out.begin_object().key("runs").begin_array();
  for (const campaigns::KeptRun& run : *runs) {
    out.begin_object().member("run", run.run).member("at", to_rfc3339(run.at));
    out.key("campaign").raw(run.campaign_json).key("plan").raw(run.plan).end_object();
  }
  out.end_array().end_object();
  return records_response(head, std::move(json));
}

Result<Response> get_report(const Request& request, Services& services) {
  const Position head = request.shop->head();
  const campaigns::RunBook runs(*services.store, request.shop->id());
  const auto run = runs.find(request.path_value("name"), request.text("run"));
  if (!run) return run.error();
  const auto campaign = campaigns::parse_campaign(run->campaign, run->campaign_json);
  if (!campaign) return campaign.error();
  const std::uint64_t days =
      request.has("days") ? static_cast<std::uint64_t>(request.integer("days")) : campaign->days;
  const auto report =
      make_report(*run, *campaign, days, runs, *services.store, request.shop->id(), *request.budget);
  if (!report) return report.error();
  const bool csv = wants_csv(request);
  Response response = records_response(head, csv ? to_csv(*run, *report) : to_json(*run, *report));
  if (csv) response.content_type = "text/csv; charset=utf-8";
  return response;
}

const Parameter kRun{.name = "run", .help = "The run; left out: the latest."};

Route run_route(std::string_view method, std::string_view path, std::string_view summary, Handler handler) {
  Route route{.method = method, .path = path, .tag = "Campaigns", .summary = summary};
  ask_for_merchandise(route);
  route.shop_needed = true;
  route.statuses = {200, 404};
  route.handler = handler;
  return route;
}

constexpr std::string_view kPlanPath = "/v1/campaigns/{name}/plan";
constexpr std::string_view kRunPath = "/v1/campaigns/{name}/run";

Route job_route(std::string_view path, std::string_view summary, Handler handler) {
  Route route = run_route("POST", path, summary, handler);
  route.response_schema = "Job";
  route.parameters = {{.name = "run",
                       .help = "An id that the caller chooses: the same again is the same job.",
                       .required = true},
                      {.name = "at", .help = "When people are addressed, RFC 3339; left out: now."}};
  route.statuses = {200, 201, 404, 409, 503};
  return route;
}

Route known_job_route(std::string_view method, std::string_view path, std::string_view summary,
                      Handler handler) {
  Route route = run_route(method, path, summary, handler);
  route.response_schema = "Job";
  route.parameters = {{.name = "run", .help = "The id that the caller chose.", .required = true}};
  if (method == "DELETE") route.statuses = {200, 202, 404};
  return route;
}

constexpr std::string_view kEnds =
    "Cancels the job if it is queued or running (202: it ends soon); forgets one that has ended (200). "
    "Lists that were kept stay.";

void add_job_routes_of_campaigns(std::vector<Route>& routes) {
  routes.push_back(
      job_route(kPlanPath,
                "Works out who would get what, as a job: reach, expected uptake, who gets nothing "
                "and why, which caps are reached. Keeps nothing but the job's result.",
                post_plan));
  routes.push_back(
      job_route(kRunPath, "The same, and keeps each person's list: a job. Sent again it tells how far it is.",
                post_run));
  routes.push_back(
      known_job_route("GET", kPlanPath, "How far a plan is, and its result; makes none.", get_plan));
  routes.push_back(known_job_route("GET", kRunPath, "How far a run is; makes none.", get_run));
  routes.push_back(known_job_route("DELETE", kPlanPath, kEnds, delete_plan));
  routes.push_back(known_job_route("DELETE", kRunPath, kEnds, delete_run));
}

const Parameter kTo{.name = "to", .help = "The receiver's name.", .required = true};
const Parameter kAttempt{
    .name = "attempt",
    .type = ParameterType::integer,
    .help = "One more than that of a push that has failed sends all again, under the same ids.",
    .standard = "1",
    .smallest = 1,
    .largest = 1000};

void add_push_routes(std::vector<Route>& routes) {
  constexpr std::string_view kPushPath = "/v1/campaigns/{name}/push";
  Route push =
      job_route(kPushPath,
                "Sends the lists of a run to a receiver, signed and in batches, as a job that goes on "
                "after failures. Sent again it tells how far it is.",
                post_push);
  push.parameters = {kRun, kTo, kAttempt};
  routes.push_back(push);
  Route told = known_job_route("GET", kPushPath, "How far a push is; makes none.", get_push);
  Route ended = known_job_route("DELETE", kPushPath, kEnds, delete_push);
  for (Route* route : {&told, &ended}) {
    route->parameters.push_back(kTo);
    route->parameters.push_back(kAttempt);
    routes.push_back(*route);
  }
}

}  // namespace

void add_campaign_run_routes(std::vector<Route>& routes) {
  add_job_routes_of_campaigns(routes);
  add_push_routes(routes);
  Route runs =
      run_route("GET", "/v1/campaigns/{name}/runs", "The runs that are kept, newest first.", get_runs);
  runs.response_schema = "CampaignRuns";
  runs.log_place = LogPlace::records;
  routes.push_back(runs);
  Route report =
      run_route("GET", "/v1/campaigns/{name}/report",
                "The orders after a run, of those who were sent to beside those held out, and what "
                "that says of the campaign.",
                get_report);
  report.response_schema = "CampaignReport";
  report.other_type = "text/csv";
  report.log_place = LogPlace::records;
  report.parameters = {
      kRun,
      {.name = "days",
       .type = ParameterType::integer,
       .help = "After the run; left out: the campaign's.",
       .smallest = 1,
       .largest = 366},
      {.name = "format", .help = "json or csv; left out: as Accept says.", .choices = {"json", "csv"}}};
  report.statuses = {200, 404, 422};
  routes.push_back(report);
}

}  // namespace suggestd::http
