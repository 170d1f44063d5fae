#include "http/handlers/look_back.h"

#include <string>
#include <string_view>

#include <fmt/format.h>

#include "base/json_text.h"
#include "http/handlers/job_json.h"
#include "http/services.h"
#include "jobs/job_book.h"
#include "shop/shop.h"
#include "tasks/look_back_task.h"

namespace suggestd::http {
namespace {

// One name space a shop, so that no shop meets another's.
std::string job_id_of(const Request& request) {
  return fmt::format("{}:{}:{}", tasks::kLookBack, request.shop->name(), request.text("run"));
}

// The job's parameters are those of the address.
Error as_asked(const Error& error) {
  constexpr std::string_view kParameters = "/parameters/";
  if (error.fields().empty() || !error.fields().front().pointer.starts_with(kParameters)) return error;
  const FieldError& field = error.fields().front();
  return invalid_field(fmt::format("?{}", field.pointer.substr(kParameters.size())), field.detail);
}

Response job_response(int status, const jobs::Job& job) {
  Response response = json_response(status, "");
  JsonWriter out(response.body);
  write_job(out, job);
  return response;
}

Result<Response> post_look_back(const Request& request, Services& services) {
  jobs::JobRequest asked;
  asked.kind = tasks::kLookBack;
  asked.shop = request.shop->name();
  asked.parameters.clear();
  JsonWriter out(asked.parameters);
  out.begin_object();
  if (request.has("until")) out.member("until", request.integer("until"));
  if (request.has("at")) out.member("at", request.text("at"));
  out.end_object();
  const auto put = services.jobs->put(job_id_of(request), asked);
  if (!put) return as_asked(put.error());
  return job_response(put->made ? 201 : 200, put->job);
}

// Errors: not_found, also where it is another shop's or of another kind: names may hold the sign that parts the id.
Result<jobs::Job> find_job(const Request& request, const Services& services) {
  Result<jobs::Job> job = services.jobs->get(job_id_of(request));
  if (job && job->request.shop == request.shop->name() && job->request.kind == tasks::kLookBack) return job;
  return not_found(fmt::format("there is no look back '{}'", request.text("run")));
}

Result<Response> get_look_back(const Request& request, Services& services) {
  const auto job = find_job(request, services);
  if (!job) return job.error();
  return job_response(200, *job);
}

Result<Response> delete_look_back(const Request& request, Services& services) {
  const auto job = find_job(request, services);
  if (!job) return job.error();
  const auto ended = services.jobs->end(job->id);
  if (!ended) return ended.error();
  return job_response(ended->removed ? 200 : 202, ended->job);
}

Route look_back_route(std::string_view method, std::string_view summary, Handler handler) {
  Route route{.method = method, .path = "/v1/look-back", .tag = "Lists", .summary = summary};
  route.scope = Scope::read;
  route.shop_needed = true;
  route.parameters = {{.name = "run", .help = "The id that the caller chose.", .required = true}};
  route.response_schema = "Job";
  route.statuses = {200, 404};
  route.handler = handler;
  return route;
}

}  // namespace

void add_look_back_routes(std::vector<Route>& routes) {
  Route post = look_back_route(
      "POST",
      "Makes the shop's model as it was at an earlier record of its log, as a job; lists are then asked for "
      "with `as_of`. The server keeps one such model, for some minutes after its last use.",
      post_look_back);
  post.parameters = {
      {.name = "run",
       .help = "An id that the caller chooses: the same again is the same job.",
       .required = true},
      {.name = "until",
       .type = ParameterType::integer,
       .help = "The last record that counts.",
       .smallest = 1,
       .largest = 9'007'199'254'740'991},
      {.name = "at", .help = "In place of until: the moment, RFC 3339; the records before it count."}};
  post.statuses = {200, 201, 409, 410, 413, 503};
  routes.push_back(post);
  routes.push_back(
      look_back_route("GET", "How far a look back is; makes none. Its result tells `as_of`.", get_look_back));
  Route remove = look_back_route(
      "DELETE", "Cancels a look back that is queued or running (202); forgets one that has ended (200).",
      delete_look_back);
  remove.statuses = {200, 202, 404};
  routes.push_back(remove);
}

}  // namespace suggestd::http
