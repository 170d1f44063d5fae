// Passwords: how they are kept, and what hashing them may cost the server.
//
// Kept     argon2id by libsodium, in its own text form with salt and cost ("$argon2id$v=19$m=32768,t=3,p=1$...").
// Cost     32 MB and some 80 ms of one core each. One is hashed at a time, and kMostWaiting wait for at most
//          kLongestWait: whoever signs in, or tries to, takes one core and one such memory from the server.
// Threads  any.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/mutex.h"
#include "base/result.h"

namespace suggestd::http {

inline constexpr std::size_t kLeastPasswordCharacters = 12;

// The fault of a new password, in words; nothing if it may be taken. `email` is no password for itself.
std::optional<std::string> fault_of_password(std::string_view password, std::string_view email);

class PasswordHasher {
 public:
  static constexpr std::size_t kMostWaiting = 8;
  static constexpr std::chrono::milliseconds kLongestWait{3000};

  // Errors: busy if too many wait, or memory is short.
  Result<std::string> hash(std::string_view password);
  // Whether `password` is the one that was hashed. For "", where nobody has a password, the answer is no and
  // takes as long. Errors: busy, as hash().
  Result<bool> verify(const std::string& hashed, std::string_view password);

 private:
  class Turn;

  Mutex mutex_;
  ConditionVariable free_;
  bool taken_ SUGGESTD_GUARDED_BY(mutex_) = false;
  std::size_t waiting_ SUGGESTD_GUARDED_BY(mutex_) = 0;
};

}  // namespace suggestd::http
