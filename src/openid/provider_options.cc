#include "openid/provider_options.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "openid/limits.h"
#include "records/json_reader.h"

namespace suggestd::openid {
namespace {

constexpr std::size_t kMostNameBytes = 32;
constexpr std::size_t kMostLabelBytes = 100;

// GET /v1/sign-in/providers lists all of them.
bool is_name(std::string_view name) {
  return !name.empty() && name.size() <= kMostNameBytes && name != "providers" &&
         std::ranges::all_of(
             name, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; });
}

bool is_scope(std::string_view scope) {
  return !scope.empty() &&
         std::ranges::all_of(scope, [](char c) { return c > ' ' && c < '\x7f' && c != '"' && c != '\\'; });
}

bool is_on_this_machine(std::string_view host) {
  return host == "127.0.0.1" || host == "[::1]" || host == "localhost";
}

// "https://a.example/v1/..." -> "/v1/...".
std::string_view path_of(std::string_view address) {
  const std::size_t host = address.find("://") + 3;
  return address.substr(std::min(address.find('/', host), address.size()));
}

void check_issuer(ObjectReader& in, const ProviderOptions& options) {
  if (const auto address = read_safe_address(options.issuer); !address)
    return in.bad("issuer", address.error().message());
  if (options.issuer.find_first_of("?#") != std::string::npos)
    in.bad("issuer", "must have no query and no fragment");
}

void check_redirect(ObjectReader& in, const ProviderOptions& options) {
  if (const auto address = read_safe_address(options.redirect_uri); !address)
    return in.bad("redirect_uri", address.error().message());
  const std::string path = fmt::format("/v1/sign-in/{}/callback", options.name);
  if (path_of(options.redirect_uri) != path)
    in.bad(
        "redirect_uri",
        fmt::format("must be the address at which browsers see the administrators' listener, and {}", path));
}

void check_scopes(ObjectReader& in, const ProviderOptions& options) {
  if (!std::ranges::all_of(options.scopes, is_scope)) in.bad("scopes", "has one that is no word");
  if (std::ranges::find(options.scopes, "openid") == options.scopes.end())
    in.bad("scopes", "must have 'openid': without it a provider tells nobody who signs in");
}

}  // namespace

Result<outbound::WebAddress> read_safe_address(std::string_view text) {
  auto address = outbound::WebAddress::parse(text);
  if (address && !address->is_https() && !is_on_this_machine(address->host()))
    return invalid(fmt::format("must be https: '{}' is not this machine", address->host()));
  return address;
}

Result<ProviderOptions> parse_provider(std::string_view json) {
  const Result<JsonDocument> table = parse_json(json);
  if (!table) return table.error();
  ProviderOptions options;
  FieldErrors errors;
  ObjectReader in(table->root(), "", errors);
  in.id("name", Need::required, options.name);
  in.text("label", options.label);
  in.id("issuer", Need::required, options.issuer);
  in.id("client_id", Need::required, options.client_id);
  in.text("client_secret_file", options.client_secret_file);
  in.id("redirect_uri", Need::required, options.redirect_uri);
  std::vector<std::string> scopes;
  in.texts("scopes", scopes);
  if (!scopes.empty()) options.scopes = std::move(scopes);
  in.flag("trust_email", options.trust_email);
  in.finish();
  if (errors.any()) return errors.error();
  if (!is_name(options.name))
    in.bad("name", fmt::format("must have 1 to {} small letters, digits and '-', and not be 'providers'",
                               kMostNameBytes));
  if (options.label.empty()) options.label = options.name;
  if (options.label.size() > kMostLabelBytes)
    in.bad("label", fmt::format("has more than {} bytes", kMostLabelBytes));
  check_issuer(in, options);
  check_redirect(in, options);
  check_scopes(in, options);
  if (errors.any()) return errors.error();
  return options;
}

Result<std::vector<ProviderOptions>> parse_providers(const std::vector<std::string>& tables,
                                                     const std::vector<std::string>& places) {
  std::vector<ProviderOptions> providers;
  for (std::size_t i = 0; i < tables.size(); ++i) {
    const std::string where = fmt::format("{}: [[sign_in_provider]]", places[i]);
    if (i == limits::kSignInProviders.most)
      return invalid(fmt::format("{}: is one more than the {} that a server may have", where,
                                 limits::kSignInProviders.most));
    auto provider = parse_provider(tables[i]);
    if (!provider) return provider.error().with_context(where);
    providers.push_back(*std::move(provider));
  }
  return providers;
}

}  // namespace suggestd::openid
