#include "http/handlers/configuration.h"

#include "base/time.h"
#include "http/services.h"

namespace suggestd::http {
namespace {

void write_texts(JsonWriter& out, std::string_view name, const std::vector<std::string>& texts) {
  out.key(name).begin_array();
  for (const std::string& text : texts) out.value(text);
  out.end_array();
}

void write_value(JsonWriter& out, const ConfigValue& value) {
  out.begin_object().member("key", value.key).key("value").raw(value.value);
  out.member("origin", value.origin).member("applied", value.live ? "by a reload" : "at start");
  out.key("pending");
  if (value.pending.empty()) {
    out.null();
  } else {
    out.begin_object().key("value").raw(value.pending).member("origin", value.pending_origin).end_object();
  }
  out.end_object();
}

Result<Response> get_config(const Request&, Services& services) {
  Response response;
  JsonWriter out(response.body);
  out.begin_object().key("values").begin_array();
  for (const ConfigValue& value : services.config.values()) write_value(out, value);
  out.end_array().key("last_reload");
  write_last_reload(out, services.config.last());
  out.end_object();
  return response;
}

// Says why as conflict: the request was good, and the files on the server are not.
Result<Response> post_reload(const Request&, Services& services) {
  const ReloadReport report = services.config.reload();
  if (report.failure) {
    Error told = conflict("the configuration was not reloaded, and all goes on as before: " +
                          report.failure->message());
    for (const FieldError& field : report.failure->fields()) told.add_field(field.pointer, field.detail);
    return told;
  }
  Response response;
  JsonWriter out(response.body);
  out.begin_object().member("at", to_rfc3339(report.at));
  write_texts(out, "applied", report.applied);
  write_texts(out, "need_restart", report.need_restart);
  out.end_object();
  return response;
}

Route configuration_route(std::string_view method, std::string_view path) {
  Route route{.method = method, .path = path, .tag = "Configuration"};
  route.scope = Scope::admin;
  route.serves = Serves::admin;
  return route;
}

}  // namespace

void write_last_reload(JsonWriter& out, const ReloadReport& report) {
  out.begin_object().member("at", to_rfc3339(report.at)).member("good", !report.failure).key("error");
  if (report.failure) {
    out.value(report.failure->message());
  } else {
    out.null();
  }
  write_texts(out, "need_restart", report.need_restart);
  out.end_object();
}

void add_configuration_routes(std::vector<Route>& routes) {
  Route get = configuration_route("GET", "/v1/config");
  get.summary =
      "The value of each configuration key that is in force, where it came from, and how the last reload "
      "went.";
  get.response_schema = "Configuration";
  get.statuses = {200};
  get.handler = get_config;
  routes.push_back(get);

  Route reload = configuration_route("POST", "/v1/config/reload");
  reload.summary =
      "Reads the configuration's files again, as SIGHUP does: all of it is applied, or nothing. 409: they "
      "are wrong; "
      "errors name the places.";
  reload.response_schema = "ConfigurationReload";
  reload.statuses = {200, 409};
  reload.handler = post_reload;
  routes.push_back(reload);
}

}  // namespace suggestd::http
