// The record that a server keeps of a person who administers: the account's address and roles, and how the person
// proves to be the one.
//
// Ended    each session remembers the generation of its account; a change that raises it ends all of them at once,
//          in the same write.
// Threads  plain values and pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/roles.h"
#include "base/result.h"
#include "base/time.h"

namespace suggestd::http {

struct Invitation {
  std::string hash;  // SHA-256 of its token, in hex
  Timestamp expires;
};

struct AccountRecord {
  std::string account_id;
  std::string email;  // in small letters; "" until the first link is used
  std::string name;   // for people; may be ""
  std::vector<HeldRole> roles;
  std::string password;  // as access/password.h hashes it; "": none
  std::string
      provider_issuer;  // of the identity at a sign-in provider that the account is bound to; "": none
  std::string provider_subject;     // its name there, which never changes
  std::string code_secret;          // of the second factor; "": none
  std::string offered_code_secret;  // told to the person, and not confirmed yet
  std::int64_t last_code_step = 0;  // of the last one-time code that was used
  std::optional<Invitation> invitation;
  std::uint64_t generation = 0;
  std::string created_by;
  bool unvouched = false;  // nobody but strangers said that the address is its person's: no provider opens it
  Timestamp created = {};
  std::optional<Timestamp> last_sign_in;
};

// True if its person has a way in; false while it waits for its link, or for its first sign-in at a provider.
bool has_way_in(const AccountRecord& account);

// Nobody at a provider is this account's person any more, until one of its address comes anew.
void unbind(AccountRecord& account);

// In small letters, without blanks around it. Errors: invalid if it is no address.
Result<std::string> read_email(std::string_view text);

// A new account, without an address, roles or a way in.
AccountRecord make_account(std::string_view created_by, Timestamp now);

// Puts a new invitation into the record, in place of an older one, and returns its token, which is not kept.
std::string invite(AccountRecord& account, Timestamp expires);

// The record's text in the store, and back. The id goes with its address there. Errors: corrupt; invalid for a role
// that this version does not know.
std::string encode_account(const AccountRecord& account);
Result<AccountRecord> parse_account(std::string_view account_id, std::string_view text);

}  // namespace suggestd::http
