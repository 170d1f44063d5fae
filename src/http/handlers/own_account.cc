#include "http/handlers/own_account.h"

#include <fmt/format.h>

#include "access/one_time_code.h"
#include "access/people.h"
#include "base/json_text.h"
#include "http/handlers/sign_in.h"
#include "http/problem.h"
#include "http/services.h"
#include "records/json_reader.h"

namespace suggestd::http {
namespace {

// One text member that the body must have.
Result<std::string> parse_one(std::string_view json, std::string_view name) {
  const Result<JsonDocument> body = parse_json(json);
  if (!body) return body.error();
  std::string value;
  FieldErrors errors;
  ObjectReader in(body->root(), "", errors);
  in.field(name, Need::required);
  in.text(name, value);
  in.finish();
  if (errors.any()) return errors.error();
  return value;
}

struct NewPassword {
  std::string current;
  std::string password;
};

Result<NewPassword> parse_new_password(std::string_view json) {
  const Result<JsonDocument> body = parse_json(json);
  if (!body) return body.error();
  NewPassword read;
  FieldErrors errors;
  ObjectReader in(body->root(), "", errors);
  in.field("current", Need::required);
  in.text("current", read.current);
  in.field("password", Need::required);
  in.text("password", read.password);
  in.finish();
  if (errors.any()) return errors.error();
  return read;
}

// A session alone may be somebody's who found an open browser. Nothing if the password is right; the answer of a
// wrong one names the member that it stands in.
Result<std::optional<Response>> check_own_password(const Request& request, Services& services,
                                                   std::string_view password, std::string pointer) {
  const std::string address = request.client();
  SignInTry attempt = try_of(request, address);
  attempt.password = password;
  const auto verdict = services.people->sign_in->check_password(request.signed_in->account, attempt);
  if (!verdict) return verdict.error();
  if (verdict->kind == SignInVerdict::Kind::good) return std::optional<Response>();
  if (verdict->kind == SignInVerdict::Kind::too_often) return std::optional(refused_sign_in(*verdict));
  return invalid_field(std::move(pointer), "is not your password");
}

// Changes the own account, which ends all of its sessions, and begins a new one for this browser.
Result<Response> change_and_go_on(const Request& request, Services& services,
                                  const std::function<Status(AccountRecord&)>& change) {
  const auto changed = services.people->accounts->change(request.signed_in->account->account_id,
                                                         [&](AccountRecord& record) -> Status {
                                                           if (Status made = change(record); !made)
                                                             return made;
                                                           ++record.generation;
                                                           return {};
                                                         });
  if (!changed) return changed.error();
  return begin_session(request, services, **changed);
}

Result<Response> put_password(const Request& request, Services& services) {
  const auto body = parse_new_password(request.body);
  if (!body) return body.error();
  if (const auto fault = fault_of_password(body->password, request.signed_in->account->email))
    return invalid_field("/password", *fault);
  auto wrong = check_own_password(request, services, body->current, "/current");
  if (!wrong) return std::move(wrong).error();
  if (*wrong) return **std::move(wrong);
  auto hashed = services.people->hasher.hash(body->password);
  if (!hashed) return std::move(hashed).error();
  return change_and_go_on(request, services, [&](AccountRecord& record) -> Status {
    record.password = *std::move(hashed);
    return {};
  });
}

// Offers a secret, which counts for nothing until a code of it was typed: a mistake locks nobody out.
Result<Response> post_second_factor(const Request& request, Services& services) {
  const std::string secret = make_code_secret();
  const auto changed = services.people->accounts->change(
      request.signed_in->account->account_id, [&](AccountRecord& record) -> Status {
        if (!record.code_secret.empty())
          return conflict("there is a second factor already; DELETE /v1/session/second-factor removes it");
        record.offered_code_secret = secret;
        return {};
      });
  if (!changed) return changed.error();
  Response response = json_response(200, "");
  response.header("Cache-Control", "no-store");
  JsonWriter(response.body)
      .begin_object()
      .member("secret", secret)
      .member("address", code_address(secret, (*changed)->email))
      .end_object();
  return response;
}

Result<Response> put_second_factor(const Request& request, Services& services) {
  const auto code = parse_one(request.body, "code");
  if (!code) return code.error();
  return change_and_go_on(request, services, [&](AccountRecord& record) -> Status {
    if (record.offered_code_secret.empty())
      return conflict("no second factor is offered; POST /v1/session/second-factor makes one");
    const auto step = step_of_code(record.offered_code_secret, *code, now(), 0);
    if (!step) return invalid_field("/code", "is not the code that the app shows now; is its clock right?");
    record.code_secret = std::move(record.offered_code_secret);
    record.offered_code_secret.clear();
    record.last_code_step = *step;
    return {};
  });
}

Result<Response> delete_second_factor(const Request& request, Services& services) {
  const auto password = parse_one(request.body, "password");
  if (!password) return password.error();
  auto wrong = check_own_password(request, services, *password, "/password");
  if (!wrong) return std::move(wrong).error();
  if (*wrong) return **std::move(wrong);
  return change_and_go_on(request, services, [&](AccountRecord& record) -> Status {
    record.code_secret.clear();
    record.offered_code_secret.clear();
    return {};
  });
}

Route own_route(std::string_view method, std::string_view path, std::string_view summary, Handler handler) {
  Route route{.method = method, .path = path, .tag = "Sign-in", .summary = summary};
  route.serves = Serves::admin;
  route.signed_in = true;
  route.response_schema = "SignedIn";
  route.statuses = {200, 429};
  route.handler = handler;
  return route;
}

}  // namespace

void add_own_account_routes(std::vector<Route>& routes) {
  Route password = own_route("PUT", "/v1/session/password",
                             "Changes the own password. All other sessions end; this browser gets a new one.",
                             put_password);
  password.body = Body::json;
  password.request_schema = "PasswordChange";
  routes.push_back(password);

  constexpr std::string_view kFactor = "/v1/session/second-factor";
  Route offer =
      own_route("POST", kFactor,
                "Offers a second factor: a secret for an authenticator app, told once. It counts when a "
                "code of it was sent.",
                post_second_factor);
  offer.response_schema = "SecondFactorOffer";
  offer.statuses = {200, 409};
  routes.push_back(offer);

  Route confirm =
      own_route("PUT", kFactor, "Confirms the second factor by a code of the app. All other sessions end.",
                put_second_factor);
  confirm.body = Body::json;
  confirm.request_schema = "OneTimeCode";
  confirm.statuses = {200, 409};
  routes.push_back(confirm);

  Route remove = own_route("DELETE", kFactor, "Removes the second factor. All other sessions end.",
                           delete_second_factor);
  remove.body = Body::json;
  remove.request_schema = "OwnPassword";
  routes.push_back(remove);
}

}  // namespace suggestd::http
