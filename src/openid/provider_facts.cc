#include "openid/provider_facts.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "openid/limits.h"
#include "openid/provider_options.h"
#include "records/json_reader.h"

namespace suggestd::openid {
namespace {

constexpr std::string_view kWellKnown = "/.well-known/openid-configuration";

std::string text_of(const Json& object, const char* name) {
  const auto found = object.find(name);
  const auto* text = found == object.end() ? nullptr : found->get_ptr<const std::string*>();
  return text == nullptr ? std::string() : *text;
}

bool has_text(const Json& object, const char* name, std::string_view wanted) {
  const auto found = object.find(name);
  return found != object.end() && found->is_array() &&
         std::ranges::any_of(*found, [&](const Json& one) { return one.is_string() && one == wanted; });
}

bool is_true(const Json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_boolean() && found->get<bool>();
}

struct Place {
  const char* name;
  std::string ProviderAddresses::*member;
};

constexpr std::array kPlaces = {
    Place{"authorization_endpoint", &ProviderAddresses::authorization},
    Place{"token_endpoint", &ProviderAddresses::token},
    Place{"jwks_uri", &ProviderAddresses::keys},
};

Result<JsonDocument> object_of(std::string_view json, std::string_view what) {
  auto document = parse_json(json);
  if (!document || !document->root().is_object()) return invalid(fmt::format("{} is no JSON object", what));
  return document;
}

}  // namespace

std::string discovery_address(std::string_view issuer) {
  if (issuer.ends_with('/')) issuer.remove_suffix(1);
  return std::string(issuer).append(kWellKnown);
}

Result<ProviderAddresses> read_discovery(std::string_view json, std::string_view issuer) {
  const auto document = object_of(json, "the provider's description");
  if (!document) return document.error();
  const Json& root = document->root();
  if (text_of(root, "issuer") != issuer)
    return invalid(fmt::format("the provider calls itself '{}', and `issuer` is '{}'",
                               text_of(root, "issuer").substr(0, 200), issuer));
  ProviderAddresses addresses;
  for (const Place& place : kPlaces) {
    std::string& address = addresses.*place.member;
    address = text_of(root, place.name);
    const auto read = read_safe_address(address);
    if (!read) return read.error().with_context(fmt::format("the provider's `{}`", place.name));
    address = read->text();
  }
  addresses.secret_in_body = has_text(root, "token_endpoint_auth_methods_supported", "client_secret_post");
  addresses.tells_issuer = is_true(root, "authorization_response_iss_parameter_supported");
  return addresses;
}

Result<ProviderKeys> ProviderKeys::read(std::string_view json) {
  const auto document = object_of(json, "the provider's set of keys");
  if (!document) return document.error();
  const auto list = document->root().find("keys");
  if (list == document->root().end() || !list->is_array())
    return invalid("the provider's set of keys has no array `keys`");
  ProviderKeys keys;
  const std::size_t looked_at = std::min<std::size_t>(list->size(), limits::kProviderKeys.most);
  for (std::size_t i = 0; i < looked_at; ++i) {
    const Json& jwk = (*list)[i];
    if (!jwk.is_object() || text_of(jwk, "kty") == "oct") continue;
    if (jwk.contains("use") && text_of(jwk, "use") != "sig") continue;
    auto key = http::VerificationKey::of_jwk(jwk);
    if (key) keys.keys_.push_back({text_of(jwk, "kid"), *std::move(key)});
  }
  return keys;
}

const http::VerificationKey* ProviderKeys::find(std::string_view key_id, std::string_view algorithm) const {
  const http::VerificationKey* found = nullptr;
  for (const Named& named : keys_) {
    if (http::token_algorithm_name(named.key.algorithm()) != algorithm) continue;
    if (key_id.empty() ? found != nullptr : named.key_id == key_id && found != nullptr) return nullptr;
    if (key_id.empty() || named.key_id == key_id) found = &named.key;
  }
  return found;
}

}  // namespace suggestd::openid
