// Which account somebody gets in to whom a provider vouches for.
//
// First    the account of the verified address, which must be there: a provider makes no accounts and gives no roles. It is
//          bound to the identity by that, once, and its invitation is over.
// Later    the account that is bound to the identity, whatever address the provider tells by then. So an address that is
//          given to somebody else there, or set by a person there, opens no account of another.
// Never    an account that a stranger made for the address: who made it knows its password, and would share it with the
//          person whom the provider vouches for.
// Freed    by a new invitation that is used, and by another address (access/account_record.h, unbind()).
// Threads  any.
#pragma once

#include "access/accounts.h"
#include "base/result.h"
#include "openid/id_token.h"

namespace suggestd::openid {

struct Admission {
  enum class Kind {
    good,
    unverified,  // the provider does not say that the address is the person's own
    unknown,     // the address has no account
    bound,       // its account is bound to somebody else
    unvouched,   // its account was made by a stranger, who may not be the person of the address
  };
  Kind kind = Kind::unknown;
  http::Accounts::Pointer account = {};  // good
};

// Errors: those of the store.
Result<Admission> admit(http::Accounts& accounts, const Identity& identity);

}  // namespace suggestd::openid
