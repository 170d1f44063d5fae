#include "http/handlers/shopper_keys.h"

#include <fmt/format.h>

#include "access/shopper_keys.h"
#include "base/json_text.h"
#include "base/or_null.h"
#include "base/time.h"
#include "http/problem.h"
#include "records/json_reader.h"
#include "shop/shop.h"

namespace suggestd::http {
namespace {

// A token opens lists and events of a person, so that a key of the shop without these must not make one.
Status check_maker(const Caller& caller) {
  for (const Scope scope : {Scope::recommend, Scope::read}) {
    if (!allows(caller.scopes, scope)) {
      return Error(
          ErrorKind::denied,
          fmt::format("tokens of this key would open what the scopes ingest, recommend and read do, so it "
                      "takes a key with all three; yours has {}",
                      to_text(caller.scopes)));
    }
  }
  return {};
}

Error at_field(const Error& error, std::string_view name) {
  return invalid_field(fmt::format("/{}", name), error.message());
}

Result<VerificationKey> key_of(const std::string& algorithm, const std::string& secret,
                               const std::string& pem) {
  const auto known = parse_token_algorithm(algorithm);
  if (!known)
    return invalid_field("/algorithm",
                         fmt::format("must be HS256, RS256, ES256 or EdDSA, not '{}'", algorithm));
  if (*known == TokenAlgorithm::hs256) {
    if (!pem.empty())
      return invalid_field("/public_key", "belongs to RS256, ES256 and EdDSA; HS256 has a secret");
    auto key = VerificationKey::of_secret(secret);
    return key ? std::move(key) : at_field(key.error(), "secret");
  }
  if (!secret.empty()) return invalid_field("/secret", "belongs to HS256 alone; send `public_key`");
  auto key = VerificationKey::of_pem(*known, pem);
  return key ? std::move(key) : at_field(key.error(), "public_key");
}

// {"algorithm":"HS256","secret":"..."}, {"algorithm":"ES256","public_key":"-----BEGIN..."} or {"jwk":{...}}.
Result<VerificationKey> parse_key(std::string_view json) {
  const Result<JsonDocument> body = parse_json(json);
  if (!body) return body.error();
  FieldErrors errors;
  ObjectReader in(body->root(), "", errors);
  std::string algorithm;
  std::string secret;
  std::string pem;
  in.text("algorithm", algorithm);
  in.text("secret", secret);
  in.text("public_key", pem);
  const Json* jwk = in.field("jwk", Need::optional);
  in.finish();
  if (errors.any()) return errors.error();
  if (jwk == nullptr) return key_of(algorithm, secret, pem);
  if (!secret.empty() || !pem.empty())
    return invalid_field("/jwk", "says it all: leave secret and public_key out");
  auto key = VerificationKey::of_jwk(*jwk);
  if (!key) return at_field(key.error(), "jwk");
  if (!algorithm.empty() && algorithm != token_algorithm_name(key->algorithm()))
    return invalid_field("/algorithm",
                         fmt::format("is not that of the key, {}", token_algorithm_name(key->algorithm())));
  return key;
}

// The secret is told to nobody.
void write_key(JsonWriter& out, const ShopperKey& key) {
  out.begin_object()
      .member("kid", key.key_id)
      .member("algorithm", token_algorithm_name(key.key.algorithm()))
      .member("created_at", to_rfc3339(key.created));
  write_text_or_null(out, "public_key", key.key.pem());
  out.end_object();
}

Response key_response(int status, const ShopperKey& key) {
  Response response = json_response(status, "");
  JsonWriter out(response.body);
  write_key(out, key);
  return response;
}

Result<Response> put_key(const Request& request, Services&) {
  if (Status good = check_maker(*request.caller); !good) return std::move(good).error();
  auto key = parse_key(request.body);
  if (!key) return std::move(key).error();
  const ShopperKey made{std::string(request.path_value("kid")), *std::move(key), now()};
  const auto added = request.shop->put_shopper_key(made);
  if (!added) return added.error();
  return key_response(*added ? 201 : 200, made);
}

Result<Response> get_key(const Request& request, Services&) {
  const std::string_view key_id = request.path_value("kid");
  const auto key = request.shop->shopper_keys().find(key_id);
  if (key == nullptr) return not_found(fmt::format("there is no verification key '{}'", key_id));
  return key_response(200, *key);
}

Result<Response> get_keys(const Request& request, Services&) {
  Response response;
  JsonWriter out(response.body);
  out.begin_object().key("keys").begin_array();
  for (const auto& key : request.shop->shopper_keys().list()) write_key(out, *key);
  out.end_array().end_object();
  return response;
}

Result<Response> delete_key(const Request& request, Services&) {
  if (Status good = check_maker(*request.caller); !good) return std::move(good).error();
  const std::string_view key_id = request.path_value("kid");
  if (Status removed = request.shop->remove_shopper_key(key_id); !removed) return std::move(removed).error();
  Response response = json_response(200, "");
  JsonWriter(response.body).begin_object().member("result", "deleted").member("kid", key_id).end_object();
  return response;
}

Route key_route(std::string_view method, std::string_view path, std::string_view summary, Handler handler) {
  Route route{.method = method, .path = path, .tag = "Shoppers", .summary = summary};
  route.scope = Scope::ingest;
  route.shop_needed = true;
  route.response_schema = "ShopperKey";
  route.statuses = {200, 404};
  route.handler = handler;
  return route;
}

}  // namespace

void add_shopper_key_routes(std::vector<Route>& routes) {
  constexpr std::string_view kPath = "/v1/shoppers/keys/{kid}";
  Route put =
      key_route("PUT", kPath,
                "Registers a key with which the shop signs its shoppers' tokens. Takes a key with the scopes "
                "ingest, recommend and read, since tokens open what these do, for one person each.",
                put_key);
  put.body = Body::json;
  put.request_schema = "ShopperKeyRequest";
  put.statuses = {200, 201, 409};
  routes.push_back(put);
  Route list = key_route("GET", "/v1/shoppers/keys", "The keys that the shop has registered.", get_keys);
  list.response_schema = "ShopperKeys";
  list.statuses = {200};
  routes.push_back(list);
  routes.push_back(key_route("GET", kPath, "One of them; a secret is told to nobody.", get_key));
  Route remove =
      key_route("DELETE", kPath, "Tokens of this key hold no longer, from the next request on.", delete_key);
  remove.response_schema = "ShopperKeyDeleted";
  routes.push_back(remove);
}

}  // namespace suggestd::http
