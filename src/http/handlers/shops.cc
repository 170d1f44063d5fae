#include "http/handlers/shops.h"

#include <chrono>

#include <fmt/format.h>

#include "base/json_text.h"
#include "base/json_tree.h"
#include "base/or_null.h"
#include "base/percent.h"
#include "base/time.h"
#include "http/conditional.h"
#include "http/handlers/job_json.h"
#include "http/problem.h"
#include "http/services.h"
#include "jobs/job_book.h"
#include "records/json_reader.h"
#include "shop/shop_settings.h"
#include "shop/standard_settings.h"
#include "tasks/shop_delete_task.h"

namespace suggestd::http {
namespace {

// The time that a request waits for a deletion.
constexpr std::chrono::seconds kDeletionWait{10};
constexpr std::string_view kActive = "active";
constexpr std::string_view kSuspended = "suspended";

// As they are stored, or the document of one that never had any.
std::string settings_json(const store::ShopEntry& shop) {
  return shop.settings.empty() ? shop::to_json(shop::ShopSettings()) : shop.settings;
}

void write_shop(JsonWriter& out, const store::ShopEntry& shop) {
  out.begin_object().member("name", shop.name).member("state", shop.suspended ? kSuspended : kActive);
  out.key("settings").raw(settings_json(shop)).member("version", shop.version);
  out.member("registered", shop.registered);
  write_time_or_null(out, "created_at", shop.created);
  out.end_object();
}

Response shop_response(int status, const store::ShopEntry& shop) {
  Response response = json_response(status, "");
  JsonWriter out(response.body);
  write_shop(out, shop);
  response.audit.shop = shop.name;
  return response;
}

// Pointers of the settings document, as places in a body that holds it.
Error inside_settings(const Error& error) {
  Error told(error.kind(), "/settings" + error.message());
  for (const FieldError& field : error.fields()) told.add_field("/settings" + field.pointer, field.detail);
  return told;
}

struct NewShop {
  std::string name;
  std::string settings;  // the whole document; "": none
};

Result<NewShop> parse_new_shop(std::string_view json) {
  const Result<JsonDocument> body = parse_json(json);
  if (!body) return body.error();
  NewShop wanted;
  FieldErrors errors;
  ObjectReader in(body->root(), "", errors);
  in.id("name", Need::required, wanted.name);
  const Json* settings = in.field("settings", Need::optional);
  in.finish();
  if (errors.any()) return errors.error();
  if (settings == nullptr) return wanted;
  auto read = shop::patched_document("", json_text(*settings));
  if (!read) return inside_settings(read.error());
  wanted.settings = *std::move(read);
  return wanted;
}

struct ShopPatch {
  std::optional<bool> suspended;
  std::string settings;  // a merge patch of the document; "": none
};

Result<ShopPatch> parse_patch(std::string_view json) {
  const Result<JsonDocument> body = parse_json(json);
  if (!body) return body.error();
  ShopPatch patch;
  std::string state;
  FieldErrors errors;
  ObjectReader in(body->root(), "", errors);
  in.text("state", state);
  if (!state.empty() && state != kActive && state != kSuspended)
    in.bad("state", fmt::format("is '{}'; it may be '{}' or '{}'", state, kActive, kSuspended));
  if (const Json* settings = in.field("settings", Need::optional)) {
    if (!settings->is_object()) in.bad("settings", "must be an object: a JSON merge patch (RFC 7396)");
    patch.settings = json_text(*settings);
  }
  in.finish();
  if (state.empty() && patch.settings.empty() && !errors.any())
    errors.add("", "names neither `state` nor `settings`");
  if (errors.any()) return errors.error();
  if (!state.empty()) patch.suspended = state == kSuspended;
  return patch;
}

std::string tag_of(const store::ShopEntry& shop) { return fmt::format("{}", shop.version); }

Status apply_patch(const Request& request, const ShopPatch& patch, store::ShopEntry& shop) {
  const std::string tag = tag_of(shop);
  const Result<bool> may = may_write(request, tag);
  if (!may) return may.error();
  if (!*may) return conflict(fmt::format("the shop's version is {} by now", shop.version));
  if (patch.suspended) shop.suspended = *patch.suspended;
  if (patch.settings.empty()) return {};
  auto settings = shop::patched_document(shop.settings, patch.settings);
  if (!settings) return inside_settings(settings.error());
  shop.settings = *std::move(settings);
  return {};
}

Result<Response> post_shop(const Request& request, Services& services) {
  const Result<NewShop> wanted = parse_new_shop(request.body);
  if (!wanted) return wanted.error();
  const auto shop = services.administration.create(wanted->name, wanted->settings);
  if (!shop && shop.error().kind() == ErrorKind::invalid)
    return invalid_field("/name", shop.error().message());
  if (!shop) return shop.error();
  Response response = shop_response(201, *shop);
  response.header("Location", "/v1/shops/" + encode_percent(shop->name));
  return response;
}

Result<Response> get_shops(const Request&, Services& services) {
  Response response;
  JsonWriter out(response.body);
  out.begin_object().key("shops").begin_array();
  for (const store::ShopEntry& shop : services.administration.list()) write_shop(out, shop);
  out.end_array().end_object();
  return response;
}

Result<Response> get_shop(const Request& request, Services& services) {
  const auto shop = services.administration.get(request.path_value("shop"));
  if (!shop) return shop.error();
  if (already_known(request, tag_of(*shop))) return not_modified(tag_of(*shop));
  Response response = shop_response(200, *shop);
  add_entity_tag(response, tag_of(*shop));
  return response;
}

Result<Response> patch_shop(const Request& request, Services& services) {
  const auto patch = parse_patch(request.body);
  if (!patch) return patch.error();
  const auto shop = services.administration.change(request.path_value("shop"), [&](store::ShopEntry& entry) {
    return apply_patch(request, *patch, entry);
  });
  if (!shop && shop.error().kind() == ErrorKind::conflict)
    return problem_response(412, shop.error().message());
  if (!shop) return shop.error();
  Response response = shop_response(200, *shop);
  add_entity_tag(response, tag_of(*shop));
  return response;
}

Result<std::string> parse_deletion(std::string_view json) {
  const Result<JsonDocument> body = parse_json(json);
  if (!body) return body.error();
  std::string confirm;
  FieldErrors errors;
  ObjectReader in(body->root(), "", errors);
  in.id("confirm", Need::required, confirm);
  in.finish();
  if (errors.any()) return errors.error();
  return confirm;
}

// The job that deletes a shop has an id that follows from the shop: a repeat finds it, and tries once more
// where it has failed.
Result<std::string> begin_deletion(const store::ShopEntry& shop, const std::string& confirm,
                                   jobs::JobBook& book) {
  const std::string id = fmt::format("{}-{}", tasks::kShopDelete, number(shop.id));
  if (const auto before = book.get(id); before && jobs::has_ended(before->run.state)) {
    if (const auto removed = book.end(id); !removed) return removed.error();
  }
  jobs::JobRequest job{std::string(tasks::kShopDelete), shop.name, "", {}};
  JsonWriter(job.parameters).begin_object().member("confirm", confirm).end_object();
  const auto put = book.put(id, job);
  if (!put && !put.error().fields().empty())
    return invalid_field("/confirm", put.error().fields().front().detail);
  if (!put) return put.error();
  return id;
}

// Most shops are gone within the wait; of a large one the caller gets the job.
Result<Response> delete_shop(const Request& request, Services& services) {
  const auto confirm = parse_deletion(request.body);
  if (!confirm) return confirm.error();
  const auto shop = services.administration.get(request.path_value("shop"));
  if (!shop) return shop.error();
  const auto id = begin_deletion(*shop, *confirm, *services.jobs);
  if (!id) return id.error();
  const auto job = services.jobs->wait(*id, kDeletionWait);
  if (!job) return job.error();
  if (job->run.state == jobs::JobState::failed) return internal_error(job->run.failure);
  Response response = json_response(job->run.state == jobs::JobState::succeeded ? 200 : 202, "");
  JsonWriter out(response.body);
  write_job(out, *job);
  response.audit.shop = shop->name;
  return response;
}

Route shop_route(std::string_view method, std::string_view path, std::string_view summary, Handler handler) {
  Route route{.method = method, .path = path, .tag = "Shops", .summary = summary};
  route.scope = Scope::admin;
  route.serves = Serves::admin;
  route.response_schema = "Shop";
  route.statuses = {200, 404};
  route.handler = handler;
  return route;
}

}  // namespace

void add_shop_routes(std::vector<Route>& routes) {
  Route post = shop_route("POST", "/v1/shops",
                          "Makes a shop, with `settings` if they are given. It has no keys yet: POST "
                          "/v1/keys makes them. 409 if there is one of "
                          "that name, so a repeat does no harm.",
                          post_shop);
  post.body = Body::json;
  post.request_schema = "NewShop";
  post.idempotency_key = IdempotencyKey::refused;
  post.statuses = {201, 409};
  routes.push_back(post);

  Route list = shop_route("GET", "/v1/shops", "All shops, oldest first.", get_shops);
  list.response_schema = "Shops";
  list.statuses = {200};
  routes.push_back(list);

  Route get = shop_route("GET", "/v1/shops/{shop}", "One shop, with its settings.", get_shop);
  get.tagged = Tagged::read;
  routes.push_back(get);

  Route patch =
      shop_route("PATCH", "/v1/shops/{shop}",
                 "Suspends a shop or resumes it, and changes its settings by a merge patch. While it "
                 "is suspended its own keys are refused with 403; its data stays, it goes on learning, "
                 "and the administrator reads and writes as ever.",
                 patch_shop);
  patch.body = Body::json;
  patch.tagged = Tagged::written;
  patch.statuses = {200, 404, 412};
  patch.request_schema = "ShopPatch";
  routes.push_back(patch);

  Route remove =
      shop_route("DELETE", "/v1/shops/{shop}",
                 "Deletes a shop with all that it holds, and revokes its keys, by a job whose result is "
                 "the receipt. It can't be taken back; backups made before still hold it. 202: the job "
                 "goes on, and GET /v1/jobs/{job_id} tells of it.",
                 delete_shop);
  remove.body = Body::json;
  remove.request_schema = "ShopDeletion";
  remove.response_schema = "Job";
  remove.statuses = {200, 202, 404};
  routes.push_back(remove);
}

}  // namespace suggestd::http
