// The people who administer one server: their accounts, sessions and ways in, and the log of what was changed.
//
// Threads  as its parts.
#pragma once

#include <memory>
#include <string>

#include "access/accounts.h"
#include "access/audit_log.h"
#include "access/password.h"
#include "access/sessions.h"
#include "access/sign_in.h"
#include "access/slow_down.h"
#include "base/mutex.h"
#include "base/result.h"
#include "store/tables/meta_table.h"

namespace suggestd::openid {
class SignInProviders;
}  // namespace suggestd::openid

namespace suggestd::http {

inline constexpr std::chrono::hours kInvitationLives{72};
inline constexpr std::chrono::hours kFirstLinkLives{1};
// Tries of one network to register: some at once, then one each time that the wait is over.
inline constexpr int kRegistrations = 5;
inline constexpr std::chrono::minutes kRegistrationWaits{10};

struct People {
  std::unique_ptr<Accounts> accounts;
  std::unique_ptr<Sessions> sessions;
  PasswordHasher hasher;
  std::unique_ptr<SignIn> sign_in;
  std::unique_ptr<AuditLog> audit;
  SlowDown registrations{kRegistrations, kRegistrationWaits};  // by network
  Mutex registering;  // held from the look at what is free until the account and its shop are stored
  // The running server owns them, and names them here before its listeners start; null: none.
  openid::SignInProviders* providers = nullptr;

  // Requires: `meta` outlives the people.
  static Result<std::unique_ptr<People>> open(store::MetaTable& meta);

  // Whether somebody can sign in who owns the server.
  bool owned() const;

  // The token of the first link, which makes an owner of the server, while nobody can sign in; "" once somebody
  // can. A new one takes the place of the one before.
  Result<std::string> make_first_token(Timestamp now);
};

}  // namespace suggestd::http
