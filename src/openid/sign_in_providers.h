// All sign-in providers of a server, and the people who are on their way through one.
//
// Way      begin() sends a browser to the provider and gives it a token for a cookie; the provider sends it back with a
//          code and the state; finish() takes all of it and says who it is.
// Threads  any.
#pragma once

#include <cstdint>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "access/rate_limit.h"
#include "base/clock.h"
#include "base/result.h"
#include "openid/pending_sign_ins.h"
#include "openid/provider.h"

namespace suggestd::openid {

inline constexpr std::int64_t kRefusalNotes = 60;

struct BegunSignIn {
  std::string address;  // of the provider's page
  std::string token;    // for the browser's cookie, for kPendingLives
};

class SignInProviders {
 public:
  // Requires: `client` and `clock` outlive it. Errors: io, invalid if a file with a secret can't be read.
  static Result<std::unique_ptr<SignInProviders>> open(const std::vector<ProviderOptions>& providers,
                                                       const outbound::HttpClient& client,
                                                       const Clock& clock);

  // In the order of the configuration.
  std::vector<const ProviderOptions*> list() const;
  // Null if there is none.
  const ProviderOptions* find(std::string_view name) const;

  // `address`: that the browser comes from. Errors: not_found; io if the provider does not answer as it should.
  Result<BegunSignIn> begin(std::string_view name, std::string_view address);
  // Errors: not_found; gone if no such sign-in is under way in this browser; as Provider::redeem().
  Result<Identity> finish(std::string_view name, std::string_view token, std::string_view state,
                          const ProviderAnswer& answer);

  // Whether one more refusal may be told to the audit log: kRefusalNotes an hour. Whoever has an account at a provider
  // could push out the changes of others with them.
  bool may_note_refusal() noexcept;

  // Ends the calls that are under way.
  void stop() { stop_.request_stop(); }

 private:
  explicit SignInProviders(const Clock& clock) : clock_(clock) {}
  Provider* provider(std::string_view name) const;

  const Clock& clock_;
  std::stop_source stop_;
  std::vector<std::unique_ptr<Provider>> providers_;
  PendingSignIns pending_;
  http::TokenBucket refusal_notes_;
};

}  // namespace suggestd::openid
