#include "http/handlers/consent.h"

#include <fmt/format.h>

#include "base/json_text.h"
#include "http/handlers/reading.h"
#include "http/handlers/writing.h"
#include "http/services.h"
#include "http/terms.h"
#include "records/json_reader.h"
#include "shop/shop.h"

namespace suggestd::http {
namespace {

std::string word_json(Consent said) {
  if (said == Consent::unset) return R"({"consent":null})";
  return said == Consent::yes ? R"({"consent":true})" : R"({"consent":false})";
}

// `profiling` is what comes of it by the shop's rule.
std::string consent_json(Consent said, const shop::Shop& shop) {
  const bool required = shop.settings()->consent == shop::ConsentRule::required;
  std::string json = word_json(said);
  json.insert(1, fmt::format(R"("profiling":{},)", may_be_profiled(said, required)));
  return json;
}

Result<Consent> parse_consent(std::string_view json) {
  const Result<JsonDocument> body = parse_json(json);
  if (!body) return body.error();
  FieldErrors errors;
  ObjectReader in(body->root(), "", errors);
  std::optional<bool> said;
  const bool taken_back =
      body->root().is_object() && body->root().contains("profiling") && body->root()["profiling"].is_null();
  if (in.field("profiling", taken_back ? Need::optional : Need::required) != nullptr)
    in.flag("profiling", said.emplace());
  in.finish();
  if (errors.any()) return errors.error();
  return consent_of(said);
}

// A person without a profile has said nothing.
Result<Response> get_consent(const Request& request, Services&) {
  const Position head = request.shop->head();
  const auto stored = request.shop->user(request.path_value("user_id"));
  if (!stored && stored.error().kind() != ErrorKind::not_found) return stored.error();
  return records_response(head, consent_json(stored ? stored->user.consent : Consent::unset, *request.shop));
}

// Changes the profile, or makes one for a person who has none.
Result<shop::CommitResult> write_consent(const Request& request, store::Durability durability, Consent said) {
  const std::string id(request.path_value("user_id"));
  std::vector<Mutation> patch;
  patch.emplace_back(PatchUser{id, word_json(said)});
  auto written = request.shop->commit(std::move(patch), durability);
  if (!written || written->outcomes.front().kind != OutcomeKind::not_found) return written;
  User user;
  user.user_id = id;
  user.consent = said;
  std::vector<Mutation> put;
  put.emplace_back(PutUser{std::move(user)});
  Precondition none_yet;
  none_yet.absent = true;
  return request.shop->commit(std::move(put), durability, none_yet);
}

Result<Response> put_consent(const Request& request, Services&) {
  const auto said = parse_consent(request.body);
  if (!said) return said.error();
  const auto written = write_consent(request, request.terms->durability.users, *said);
  if (!written) return written.error();
  const Outcome& outcome = written->outcomes.front();
  if (is_refusal(outcome.kind))
    return conflict(fmt::format("the profile was changed meanwhile; send it again ({})", outcome.detail));
  Response response = json_response(200, consent_json(*said, *request.shop));
  add_session(response, written->position);
  return response;
}

Route consent_route(std::string_view method, std::string_view summary, Handler handler) {
  Route route{.method = method, .path = "/v1/users/{user_id}/consent", .tag = "Users", .summary = summary};
  route.browsers = Browsers::shoppers;
  route.shop_needed = true;
  route.response_schema = "Consent";
  route.handler = handler;
  return route;
}

}  // namespace

void add_consent_routes(std::vector<Route>& routes) {
  Route get = consent_route("GET", "Whether the person lets the shop learn from what they do.", get_consent);
  get.scope = Scope::read;
  get.log_place = LogPlace::records;
  get.statuses = {200};
  routes.push_back(get);
  Route put = consent_route(
      "PUT",
      "Says whether it may: true is kept as the person's yes, false as their no, null takes the "
      "word back. After a no orders stay, nothing is learned from them and no list is "
      "personal. Makes a profile for a person who has none.",
      put_consent);
  put.scope = Scope::ingest;
  put.body = Body::json;
  put.request_schema = "NewConsent";
  put.log_place = LogPlace::written;
  put.statuses = {200, 409};
  routes.push_back(put);
}

}  // namespace suggestd::http
