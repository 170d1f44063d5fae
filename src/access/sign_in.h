// Decides whether somebody is the person of an account, and how often it may be tried.
//
// Strangers  share the tries of an account, and those of an address: whoever guesses is slow, from however many
//            addresses.
// Known      a browser that has signed in to an account before keeps a token of it, and has tries of its own: so
//            nobody can keep the person out by guessing wrong. Nor does it end a session.
// Same       an unknown address, an account without a password, a wrong password and a wrong code take the same time
//            and the same answer. Only who knows the password learns that a code is asked for.
// Threads    any.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "access/accounts.h"
#include "access/password.h"
#include "access/slow_down.h"
#include "base/result.h"
#include "base/time.h"
#include "store/tables/meta_table.h"

namespace suggestd::http {

struct SignInTry {
  std::string_view email;
  std::string_view password;
  std::string_view code;     // "": none was typed
  std::string_view device;   // the token of the browser; "": none
  std::string_view address;  // that the request came from; "": unknown
};

struct SignInVerdict {
  enum class Kind { good, wrong, code_missing, too_often };
  Kind kind = Kind::wrong;
  Accounts::Pointer account = {};     // good: as it is after the code was used
  std::chrono::milliseconds wait{0};  // too_often
};

class SignIn {
 public:
  // Requires: all of them outlive it. Errors: those of the store.
  static Result<std::unique_ptr<SignIn>> open(store::MetaTable& meta, Accounts& accounts,
                                              PasswordHasher& hasher);

  // Errors: busy, as PasswordHasher; those of the store.
  Result<SignInVerdict> check(const SignInTry& attempt, Timestamp now);
  // The password alone, of somebody who has a session.
  Result<SignInVerdict> check_password(const Accounts::Pointer& account, const SignInTry& attempt);

  // The token by which the person's browser is known from now on.
  std::string device_token(std::string_view account_id) const;

 private:
  SignIn(Accounts& accounts, PasswordHasher& hasher, std::string secret);
  bool is_known(std::string_view device, std::string_view account_id) const;
  std::string seal(std::string_view text) const;
  Result<SignInVerdict> use_code(const Accounts::Pointer& account, std::string_view code, Timestamp now);

  Accounts& accounts_;
  PasswordHasher& hasher_;
  const std::string secret_;
  SlowDown by_device_;
  SlowDown by_account_;
  SlowDown by_address_;
};

}  // namespace suggestd::http
