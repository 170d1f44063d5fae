#include "http/handlers/jobs.h"

#include "base/json_text.h"
#include "base/or_null.h"
#include "base/percent.h"
#include "http/handlers/job_json.h"
#include "http/services.h"
#include "jobs/job_book.h"
#include "tasks/erasure_jobs.h"
#include "tasks/training_jobs.h"
#include "tasks/verify_job.h"

namespace suggestd::http {
namespace {

Response job_response(int status, const jobs::Job& job) {
  Response response = json_response(status, "");
  JsonWriter out(response.body);
  write_job(out, job);
  response.audit.shop = job.request.shop;
  return response;
}

// A job that is none of the book's: an erasure, a training that the learner began by itself, a verification.
Result<std::optional<jobs::Job>> find_view(const Request& request, Services& services) {
  const std::string_view job_id = request.path_value("job_id");
  if (auto own = tasks::find_own_training(*services.store, services.find_shop, job_id)) return own;
  if (services.backups != nullptr) {
    auto verify = tasks::latest_verify(*services.backups);
    if (verify && verify->id == job_id) return verify;
  }
  return tasks::find_erasure(*services.store, job_id);
}

Result<Response> put_job(const Request& request, Services& services) {
  const auto asked = parse_job_request(request.body);
  if (!asked) return asked.error();
  const auto view = find_view(request, services);
  if (!view) return view.error();
  if (*view)
    return conflict(
        "this id is taken by an erasure, a learner's own training or a verification; choose another id");
  const auto put = services.jobs->put(request.path_value("job_id"), *asked);
  if (!put && put.error().kind() == ErrorKind::not_found)
    return invalid_field("/shop", put.error().message());
  if (!put) return put.error();
  return job_response(put->made ? 201 : 200, put->job);
}

Result<Response> get_job(const Request& request, Services& services) {
  const auto job = services.jobs->get(request.path_value("job_id"));
  if (job) return job_response(200, *job);
  const auto view = find_view(request, services);
  if (!view) return view.error();
  if (!*view) return job.error();
  return job_response(200, **view);
}

Result<Response> get_jobs(const Request& request, Services& services) {
  jobs::JobFilter filter;
  if (request.has("shop")) filter.shop = request.text("shop");
  filter.kind = request.text("kind");
  filter.state = jobs::parse_job_state(request.text("state"));
  filter.cursor = request.text("cursor");
  filter.limit = static_cast<std::size_t>(request.integer("limit"));
  std::vector<jobs::Job> others = tasks::own_trainings(*services.store, services.find_shop, filter);
  if (services.backups != nullptr) {
    if (auto verify = tasks::latest_verify(*services.backups)) others.push_back(*std::move(verify));
  }
  const auto page = tasks::list_all_jobs(*services.jobs, *services.store, filter, std::move(others));
  if (!page) return page.error();
  Response response;
  JsonWriter out(response.body);
  out.begin_object().key("jobs").begin_array();
  for (const jobs::Job& job : page->jobs) write_job(out, job);
  out.end_array();
  write_text_or_null(out, "next", page->next);
  out.end_object();
  return response;
}

Result<Response> delete_job(const Request& request, Services& services) {
  const auto view = find_view(request, services);
  if (!view) return view.error();
  if (*view)
    return conflict("an erasure, a learner's own training or a verification can't be cancelled or forgotten");
  const auto ended = services.jobs->end(request.path_value("job_id"));
  if (!ended) return ended.error();
  return job_response(ended->removed ? 200 : 202, ended->job);
}

Route job_route(std::string_view method, std::string_view summary, Handler handler) {
  Route route{.method = method, .path = "/v1/jobs/{job_id}", .tag = "Jobs", .summary = summary};
  route.scope = Scope::admin;
  route.serves = Serves::admin;
  route.response_schema = "Job";
  route.handler = handler;
  return route;
}

Route list_route() {
  Route list = job_route("GET",
                         "Jobs of all shops and of the server, newest first; erasures of people and "
                         "trainings that learners began by themselves, too.",
                         get_jobs);
  list.path = "/v1/jobs";
  list.parameters = {{.name = "shop", .help = "Only those of this shop; empty: of the server itself."},
                     {.name = "kind", .help = "Only those of this kind."},
                     {.name = "state",
                      .help = "Only those whose latest run is in this state.",
                      .choices = {"queued", "running", "succeeded", "failed", "cancelled"}},
                     {.name = "limit",
                      .type = ParameterType::integer,
                      .help = "Most jobs of one answer.",
                      .standard = "100",
                      .smallest = 1,
                      .largest = 1000},
                     {.name = "cursor", .help = "`next` of the page before."}};
  list.response_schema = "Jobs";
  list.statuses = {200};
  return list;
}

}  // namespace

void add_job_routes(std::vector<Route>& routes) {
  routes.push_back(list_route());

  Route put =
      job_route("PUT",
                "Makes a job, under an id that the caller chooses: the same id with the same content is the "
                "same job, so a repeat does no harm; 409 with another content. `every` or `at` repeats it.",
                put_job);
  put.body = Body::json;
  put.request_schema = "NewJob";
  put.statuses = {200, 201, 409};
  routes.push_back(put);

  Route get = job_route("GET", "A job: the state, progress and result of its latest run.", get_job);
  get.statuses = {200, 404};
  routes.push_back(get);

  Route remove =
      job_route("DELETE",
                "Cancels a job that is queued or running, and its schedule (202: it ends soon); removes one "
                "that has ended or waits for its schedule (200). 409 for an erasure "
                "and for a training that the learner began by itself.",
                delete_job);
  remove.statuses = {200, 202, 404, 409};
  routes.push_back(remove);
}

}  // namespace suggestd::http
