// The people who were sent to a provider and have not come back: what this server remembers of each, so that an answer
// counts once, in the browser that began, and for the provider that was asked.
//
// Kept     kPendingLives, in memory: a restart forgets them, and they begin again. At most limits::kPendingSignIns, and
//          kPendingOfAddress of one address, so that no address pushes out all others.
// Threads  any.
#pragma once

#include <chrono>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

#include "base/mutex.h"

namespace suggestd::openid {

inline constexpr std::chrono::minutes kPendingLives{10};

struct PendingSignIn {
  std::string provider;  // its name
  std::string address;   // that the browser came from
  std::string token;     // in the browser's cookie
  std::string state;     // in the provider's answer
  std::string nonce;     // in the ID token
  std::string verifier;  // that the code is exchanged with (RFC 7636)
};

class PendingSignIns {
 public:
  using Moment = std::chrono::steady_clock::time_point;

  // Four secrets of 256 random bits; they are remembered.
  PendingSignIn begin(std::string_view provider, std::string_view address, Moment now);

  // Forgets the sign-in and returns it; nothing if none fits. A wrong state takes nothing away: no page of elsewhere
  // can spoil the sign-in of somebody who is at the provider.
  std::optional<PendingSignIn> take(std::string_view provider, std::string_view token, std::string_view state,
                                    Moment now);

 private:
  struct Entry {
    Moment begun;
    PendingSignIn sign_in;
  };

  void forget_ended(Moment now) SUGGESTD_REQUIRES(mutex_);
  void make_room(std::string_view address) SUGGESTD_REQUIRES(mutex_);

  Mutex mutex_;
  std::deque<Entry> entries_ SUGGESTD_GUARDED_BY(mutex_);  // oldest first
};

}  // namespace suggestd::openid
