#include "http/handlers/provider_sign_in.h"

#include <fmt/format.h>

#include "access/people.h"
#include "base/json_text.h"
#include "base/log.h"
#include "base/metrics.h"
#include "base/time.h"
#include "http/audit.h"
#include "http/browser_session.h"
#include "http/handlers/registration.h"
#include "http/handlers/sign_in.h"
#include "http/services.h"
#include "openid/admission.h"
#include "openid/sign_in_providers.h"

namespace suggestd::http {
namespace {

using openid::Admission;
using openid::Identity;
using openid::ProviderOptions;

Response lead_to(std::string place) {
  Response response;
  response.status = 302;
  response.content_type = "text/plain; charset=utf-8";
  response.header("Location", std::move(place));
  response.header("Cache-Control", "no-store");
  response.header("Referrer-Policy", "no-referrer");
  return response;
}

// The words are those of web/src/frame/providers.tsx.
Response lead_to_problem(std::string_view word) {
  return lead_to(fmt::format("/#/sign-in?problem={}", word));
}

void count(std::string_view outcome) { counter("suggestd_sign_ins_total", {{"outcome", outcome}}).add(); }

openid::SignInProviders* providers_of(const Services& services) {
  return services.people == nullptr ? nullptr : services.people->providers;
}

Result<const ProviderOptions*> provider_of(const Request& request, const Services& services) {
  const std::string_view name = request.path_value("provider");
  const auto* providers = providers_of(services);
  const auto* found = providers == nullptr ? nullptr : providers->find(name);
  if (found == nullptr)
    return not_found(
        fmt::format("there is no sign-in provider '{}'; GET /v1/sign-in/providers lists them", name));
  return found;
}

// The provider, or the way to it, has failed. The details are for the log: they are nothing that the person can do
// something about.
Response failed(const ProviderOptions& provider, const Error& error) {
  count("provider_failed");
  log_warning(
      "a sign-in by a provider failed",
      {{"provider", provider.name}, {"kind", error_kind_name(error.kind())}, {"error", error.message()}});
  if (error.kind() == ErrorKind::gone) return lead_to_problem("expired");
  return lead_to_problem(error.kind() == ErrorKind::denied ? "not_confirmed" : "unavailable");
}

std::string_view problem_word(Admission::Kind kind) {
  switch (kind) {
    case Admission::Kind::good:
      break;
    case Admission::Kind::unverified:
      return "unverified";
    case Admission::Kind::unknown:
      return "unknown";
    case Admission::Kind::bound:
      return "bound";
    case Admission::Kind::unvouched:
      return "unvouched";
  }
  return "unknown";
}

// The provider vouches for somebody whom nothing here is open to.
Response refused(const Request& request, Services& services, const ProviderOptions& provider,
                 const Identity& identity, Admission::Kind kind) {
  count("provider_refused");
  const std::string_view word = problem_word(kind);
  log_warning("a provider's person was refused", {{"provider", provider.name}, {"why", word}});
  if (providers_of(services)->may_note_refusal())
    note_provider_sign_in(*services.people->audit, request, identity.email, 403);
  return lead_to_problem(word);
}

Result<Response> get_providers(const Request& request, Services& services) {
  Response response = json_response(200, "");
  JsonWriter out(response.body);
  out.begin_object().key("providers").begin_array();
  if (const auto* providers = providers_of(services)) {
    for (const ProviderOptions* provider : providers->list())
      out.begin_object().member("name", provider->name).member("label", provider->label).end_object();
  }
  out.end_array()
      .member("registration", may_register(request, services) ? "open" : "invitation")
      .end_object();
  return response;
}

// A page of elsewhere must not send people off, nor fill the list of those who are on their way.
Result<Response> get_provider(const Request& request, Services& services) {
  const auto provider = provider_of(request, services);
  if (!provider) return provider.error();
  if (auto other = refuse_other_pages(request)) return *std::move(other);
  const auto begun = providers_of(services)->begin((*provider)->name, request.client());
  if (!begun) return failed(**provider, begun.error());
  Response response = lead_to(begun->address);
  set_pending_cookie(response, (*provider)->tls(), begun->token, openid::kPendingLives);
  return response;
}

// Lets the person in whom the provider vouches for.
Response let_in(const Request& request, Services& services, const ProviderOptions& provider,
                const Identity& identity) {
  const auto admission = openid::admit(*services.people->accounts, identity);
  if (!admission) return failed(provider, admission.error());
  if (admission->kind != Admission::Kind::good)
    return refused(request, services, provider, identity, admission->kind);
  Response response = lead_to("/#/signed-in");
  const auto session = give_session(services, *admission->account, provider.tls(), response);
  if (!session) return failed(provider, session.error());
  count("provider_good");
  note_provider_sign_in(*services.people->audit, request, admission->account->email, response.status);
  return response;
}

Result<Response> get_callback(const Request& request, Services& services) {
  const auto found = provider_of(request, services);
  if (!found) return found.error();
  const ProviderOptions& provider = **found;
  const openid::ProviderAnswer answer{
      .code = request.text("code"), .issuer = request.text("iss"), .error = request.text("error")};
  const auto identity = providers_of(services)->finish(
      provider.name, pending_token_of(request, provider.tls()), request.text("state"), answer);
  // An answer to no sign-in of this browser ends none: a page of elsewhere may have sent it.
  if (!identity && identity.error().kind() == ErrorKind::gone) return failed(provider, identity.error());
  Response response =
      identity ? let_in(request, services, provider, *identity) : failed(provider, identity.error());
  clear_pending_cookie(response, provider.tls());
  return response;
}

Route provider_route(std::string_view path, std::string_view summary, Handler handler) {
  Route route{.method = "GET", .path = path, .tag = "Sign-in", .summary = summary};
  route.serves = Serves::admin;
  route.handler = handler;
  return route;
}

Parameter told(std::string_view name, std::string_view help) { return {.name = name, .help = help}; }

}  // namespace

void add_provider_sign_in_routes(std::vector<Route>& routes) {
  Route list =
      provider_route("/v1/sign-in/providers",
                     "The providers by which people may sign in, and whether they may register, for the "
                     "sign-in page.",
                     get_providers);
  list.response_schema = "SignInProviders";
  routes.push_back(list);

  Route begin =
      provider_route("/v1/sign-in/{provider}",
                     "Leads a browser to a sign-in provider (OpenID Connect, authorization code flow "
                     "with PKCE). Not for pages of elsewhere.",
                     get_provider);
  begin.statuses = {302, 403, 404};
  routes.push_back(begin);

  Route callback = provider_route("/v1/sign-in/{provider}/callback",
                                  "Where the provider sends the browser back. Signs in, and leads to the "
                                  "dashboard, which tells what went wrong.",
                                  get_callback);
  callback.parameters = {
      told("code", "Exchanged for an ID token."), told("state", "Of the sign-in that began."),
      told("iss", "The provider's issuer (RFC 9207)."), told("error", "In place of a code.")};
  callback.passes_other_parameters = true;  // session_state, scope, hd, error_description
  callback.statuses = {302, 404};
  routes.push_back(callback);
}

}  // namespace suggestd::http
