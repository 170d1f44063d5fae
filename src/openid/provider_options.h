// One sign-in provider, as the configuration tells of it in a table [[sign_in_provider]].
//
// name                in addresses: 1 to 32 small letters, digits and '-'
// label               on the button of the sign-in page; the name, if left out
// issuer              as the provider calls itself, to the letter
// client_id           under which the provider knows this server
// client_secret_file  file with its secret; left out: a public client, for which PKCE alone stands
// redirect_uri        to which the provider sends people back: where their browsers see the administrators' listener,
//                     and /v1/sign-in/NAME/callback
// scopes              "openid" and "email", if left out or empty
// trust_email         counts each address as verified that the provider tells
//
// Addresses  https, but for those on the machine itself.
// Threads    plain values and pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "outbound/web_address.h"

namespace suggestd::openid {

struct ProviderOptions {
  std::string name;
  std::string label;
  std::string issuer;
  std::string client_id;
  std::string client_secret_file;
  std::string redirect_uri;
  std::vector<std::string> scopes{"openid", "email"};
  bool trust_email = false;

  // Whether browsers come back by TLS.
  bool tls() const { return redirect_uri.starts_with("https://"); }
};

// Errors: invalid, naming the member.
Result<ProviderOptions> parse_provider(std::string_view json);
// All of a server's tables; errors name the table's place, of which `places` has one for each.
Result<std::vector<ProviderOptions>> parse_providers(const std::vector<std::string>& tables,
                                                     const std::vector<std::string>& places);

// An address that a token or a secret may travel to. Errors: invalid.
Result<outbound::WebAddress> read_safe_address(std::string_view text);

}  // namespace suggestd::openid
