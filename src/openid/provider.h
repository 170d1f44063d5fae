// One sign-in provider, asked by the authorization code flow with PKCE (OpenID Connect Core 1.0, section 3.1; RFC 7636).
//
// Facts    the provider's description and keys are fetched when they are first needed and kept for kFactsLive; anew for a
//          token whose key is unknown, and after a failure, each at most every kBetweenFetches. One fetch runs at a
//          time; others wait for it. Without fresh facts nobody signs in here: a key that the provider withdrew must
//          not count for longer.
// Calls    go through outbound/http_client.h, each within kCallTime and limits::kProviderAnswerBytes. None is redirected.
// Threads  any.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/mutex.h"
#include "base/result.h"
#include "openid/id_token.h"
#include "openid/pending_sign_ins.h"
#include "openid/provider_facts.h"
#include "openid/provider_options.h"
#include "outbound/http_client.h"

namespace suggestd::openid {

inline constexpr std::chrono::hours kFactsLive{1};
inline constexpr std::chrono::minutes kBetweenFetches{1};
inline constexpr std::chrono::seconds kPauseAfterFailure{5};
inline constexpr std::chrono::seconds kCallTime{10};

// The query by which a provider sends a browser back. "" for what it did not send.
struct ProviderAnswer {
  std::string_view code;
  std::string_view issuer;
  std::string_view error;
};

class Provider {
 public:
  // Requires: `client` and `clock` outlive the provider. `secret`: "" for a public client.
  Provider(ProviderOptions options, std::string secret, const outbound::HttpClient& client,
           const Clock& clock, std::stop_token stop);

  const ProviderOptions& options() const noexcept { return options_; }

  // Where the browser goes. Errors: io if the provider does not answer as it should.
  Result<std::string> authorization_address(const PendingSignIn& sign_in);

  // Requires: the answer came in the browser and with the state of `sign_in`. Errors: io if the provider does not
  // answer as it should; denied if it does not vouch for anybody.
  Result<Identity> redeem(const ProviderAnswer& answer, const PendingSignIn& sign_in);

 private:
  struct Facts {
    ProviderAddresses addresses;
    ProviderKeys keys;
    std::chrono::steady_clock::time_point fetched;
  };
  using FactsPointer = std::shared_ptr<const Facts>;

  // Facts that were fetched within `age`.
  Result<FactsPointer> facts(std::chrono::steady_clock::duration age);
  Result<FactsPointer> fetch() const;
  Result<std::string> get(const std::string& address) const;
  Result<std::string> call(outbound::Call call) const;
  // The ID token for the code.
  Result<std::string> exchange(const ProviderAddresses& addresses, std::string_view code,
                               std::string_view verifier) const;
  Result<Identity> verify(std::string_view text, std::string_view nonce);

  const ProviderOptions options_;
  const std::string secret_;
  const outbound::HttpClient& client_;
  const Clock& clock_;
  const std::stop_token stop_;

  Mutex mutex_;
  FactsPointer facts_ SUGGESTD_GUARDED_BY(mutex_);  // null: none yet
  std::optional<Error> failure_ SUGGESTD_GUARDED_BY(mutex_);
  std::chrono::steady_clock::time_point failed_ SUGGESTD_GUARDED_BY(mutex_);
};

}  // namespace suggestd::openid
