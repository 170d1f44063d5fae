#include "http/handlers/sign_in.h"

#include <fmt/format.h>

#include "access/people.h"
#include "base/json_text.h"
#include "base/log.h"
#include "base/metrics.h"
#include "base/time.h"
#include "http/browser_session.h"
#include "http/handlers/account_answer.h"
#include "http/limits.h"
#include "http/problem.h"
#include "http/services.h"
#include "records/json_reader.h"

namespace suggestd::http {
namespace {

struct SignInBody {
  std::string email;
  std::string password;
  std::string code;
};

Result<SignInBody> parse_sign_in(std::string_view json) {
  const Result<JsonDocument> body = parse_json(json);
  if (!body) return body.error();
  SignInBody read;
  FieldErrors errors;
  ObjectReader in(body->root(), "", errors);
  in.id("email", Need::required, read.email);
  in.field("password", Need::required);
  in.text("password", read.password);
  in.text("code", read.code);
  in.finish();
  if (errors.any()) return errors.error();
  return read;
}

struct InvitationBody {
  std::string token;
  std::string password;
  std::string name;
  std::string email;
};

Result<InvitationBody> parse_invitation(std::string_view json) {
  const Result<JsonDocument> body = parse_json(json);
  if (!body) return body.error();
  InvitationBody read;
  FieldErrors errors;
  ObjectReader in(body->root(), "", errors);
  in.id("token", Need::required, read.token);
  in.field("password", Need::required);
  in.text("password", read.password);
  in.text("name", read.name);
  in.text("email", read.email);
  if (read.name.size() > limits::kKeyNameBytes.most)
    in.bad("name",
           fmt::format("has {} bytes; at most {} are kept", read.name.size(), limits::kKeyNameBytes.most));
  in.finish();
  if (errors.any()) return errors.error();
  return read;
}

void write_session(std::string& out, const AccountRecord& account, const std::string& token,
                   Timestamp expires) {
  JsonWriter writer(out);
  writer.begin_object().key("account").begin_object();
  write_person(writer, account, "");
  writer.end_object().member("csrf", csrf_of(token)).member("expires_at", to_rfc3339(expires)).end_object();
}

std::string_view outcome_name(SignInVerdict::Kind kind) {
  switch (kind) {
    case SignInVerdict::Kind::good:
      return "good";
    case SignInVerdict::Kind::wrong:
      return "wrong";
    case SignInVerdict::Kind::code_missing:
      return "code_missing";
    case SignInVerdict::Kind::too_often:
      return "too_often";
  }
  return "wrong";
}

Result<Response> post_session(const Request& request, Services& services) {
  if (auto refused = refuse_in_the_clear(request)) return *std::move(refused);
  const auto body = parse_sign_in(request.body);
  if (!body) return body.error();
  const std::string address = request.client();
  SignInTry attempt = try_of(request, address);
  attempt.email = body->email;
  attempt.password = body->password;
  attempt.code = body->code;
  const auto verdict = services.people->sign_in->check(attempt, now());
  if (!verdict) return verdict.error();
  counter("suggestd_sign_ins_total", {{"outcome", outcome_name(verdict->kind)}}).add();
  if (verdict->kind == SignInVerdict::Kind::good) return begin_session(request, services, *verdict->account);
  if (verdict->kind == SignInVerdict::Kind::wrong) log_info("a sign-in was refused", {{"address", address}});
  return refused_sign_in(*verdict);
}

Result<Response> get_session(const Request& request, Services&) {
  Response response = json_response(200, "");
  response.header("Cache-Control", "no-store");
  const SignedIn& signed_in = *request.signed_in;
  write_session(response.body, *signed_in.account, signed_in.token, session_end(*signed_in.session, now()));
  return response;
}

Result<Response> delete_session(const Request& request, Services& services) {
  if (Status ended = services.people->sessions->end(request.signed_in->token); !ended)
    return std::move(ended).error();
  Response response;
  response.status = 204;
  clear_session_cookies(response);
  return response;
}

Error invitation_is_over() {
  return {ErrorKind::gone,
          "this link was used already, or its time is over; ask for a new one, or make one with 'suggestd "
          "account "
          "invite'"};
}

// The address that an invitation is for; the first link knows none, so the person tells it.
Result<std::string> address_for(const AccountRecord& account, const InvitationBody& body) {
  if (!account.email.empty()) {
    if (body.email.empty()) return account.email;
    return invalid_field("/email", "is known already: leave it out");
  }
  if (body.email.empty())
    return invalid_field("/email",
                         "is missing: the first link does not know the address that you sign in with");
  auto email = read_email(body.email);
  if (!email) return invalid_field("/email", email.error().message());
  return email;
}

// The link works once, also if two come at once: the one who changes the account first wins. It takes the second
// factor away, because whoever has lost it is helped by a new link.
Result<Response> post_invitation(const Request& request, Services& services) {
  if (auto refused = refuse_in_the_clear(request)) return *std::move(refused);
  const auto body = parse_invitation(request.body);
  if (!body) return body.error();
  // A fault of the password alone is told before the link is looked at.
  if (const auto fault = fault_of_password(body->password, body->email))
    return invalid_field("/password", *fault);
  People& people = *services.people;
  const Accounts::Pointer invited = people.accounts->invited_by(body->token, now());
  if (invited == nullptr) return invitation_is_over();
  const auto email = address_for(*invited, *body);
  if (!email) return email.error();
  if (const auto fault = fault_of_password(body->password, *email)) return invalid_field("/password", *fault);
  auto hashed = people.hasher.hash(body->password);
  if (!hashed) return std::move(hashed).error();
  const auto changed = people.accounts->change(invited->account_id, [&](AccountRecord& record) -> Status {
    if (!record.invitation || record.invitation->hash != invited->invitation->hash)
      return invitation_is_over();
    record.invitation.reset();
    record.email = *email;
    if (!body->name.empty()) record.name = body->name;
    record.password = *std::move(hashed);
    unbind(record);
    record.code_secret.clear();
    record.offered_code_secret.clear();
    ++record.generation;
    return {};
  });
  if (!changed) return changed.error();
  return begin_session(request, services, **changed);
}

Route sign_in_route(std::string_view method, std::string_view path, std::string_view summary,
                    Handler handler) {
  Route route{.method = method, .path = path, .tag = "Sign-in", .summary = summary};
  route.serves = Serves::admin;
  route.response_schema = "SignedIn";
  route.handler = handler;
  return route;
}

}  // namespace

SignInTry try_of(const Request& request, const std::string& address) {
  return {.email = {}, .password = {}, .code = {}, .device = device_token_of(request), .address = address};
}

Response refused_sign_in(const SignInVerdict& verdict) {
  switch (verdict.kind) {
    case SignInVerdict::Kind::too_often: {
      Response response = problem_response(429, "too many tries did not succeed; wait, and then try again");
      const auto seconds = std::chrono::ceil<std::chrono::seconds>(verdict.wait).count();
      response.header("Retry-After", fmt::format("{}", seconds));
      return response;
    }
    case SignInVerdict::Kind::code_missing:
      return std::move(problem_response(401, "this account has a second factor: send the code of its app",
                                        {{"/code", "is missing"}})
                           .header("WWW-Authenticate", "Bearer"));
    case SignInVerdict::Kind::good:
    case SignInVerdict::Kind::wrong:
      break;
  }
  return std::move(problem_response(401, "the address, the password or the code is wrong")
                       .header("WWW-Authenticate", "Bearer"));
}

Result<NewSession> give_session(Services& services, const AccountRecord& account, bool tls,
                                Response& response) {
  People& people = *services.people;
  const Timestamp begun = now();
  auto session = people.sessions->begin(account, begun);
  if (!session) return session;
  const auto noted = people.accounts->change(account.account_id, [&](AccountRecord& record) -> Status {
    record.last_sign_in = begun;
    return {};
  });
  if (!noted) return noted.error();
  response.header("Cache-Control", "no-store");
  set_session_cookie(response, tls, session->token);
  set_device_cookie(response, tls, people.sign_in->device_token(account.account_id));
  response.audit.actor = account.email;
  return session;
}

Result<Response> begin_session(const Request& request, Services& services, const AccountRecord& account) {
  Response response = json_response(200, "");
  const auto session = give_session(services, account, came_by_tls(request), response);
  if (!session) return session.error();
  write_session(response.body, account, session->token, session->expires);
  return response;
}

void add_sign_in_routes(std::vector<Route>& routes) {
  Route post = sign_in_route("POST", "/v1/session",
                             "Signs a person in. The session comes as a cookie; `csrf` goes into the header "
                             "Suggestd-Csrf of each request that changes something.",
                             post_session);
  post.body = Body::json;
  post.request_schema = "SignIn";
  post.statuses = {200, 401, 403, 429};
  routes.push_back(post);

  Route get = sign_in_route("GET", "/v1/session", "Who is signed in.", get_session);
  get.signed_in = true;
  routes.push_back(get);

  Route remove = sign_in_route("DELETE", "/v1/session", "Signs the person out.", delete_session);
  remove.signed_in = true;
  remove.response_schema = "";
  remove.statuses = {204};
  routes.push_back(remove);

  Route invitation = sign_in_route(
      "POST", "/v1/session/invitation",
      "Uses the first link or an invitation, once: sets the password, and signs in.", post_invitation);
  invitation.body = Body::json;
  invitation.request_schema = "InvitationUse";
  invitation.statuses = {200, 403, 409, 410};
  routes.push_back(invitation);
}

}  // namespace suggestd::http
