// The accounts of one server, kept in the store ("accounts/<account_id>").
//
// Threads  looking up: any, without a lock; changes are serialised inside. A change is stored before it is seen.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/account_record.h"
#include "base/mutex.h"
#include "base/published.h"
#include "base/result.h"
#include "store/tables/meta_table.h"

namespace suggestd::http {

class Accounts {
 public:
  using Pointer = std::shared_ptr<const AccountRecord>;

  // Requires: `meta` outlives the accounts.
  static Result<std::unique_ptr<Accounts>> open(store::MetaTable& meta);

  // Null if there is none. Neither an address, an identity nor an invitation is looked for if it is "".
  Pointer find(std::string_view account_id) const;
  Pointer with_email(std::string_view email) const;
  Pointer bound_to(std::string_view issuer, std::string_view subject) const;
  // Null too if the invitation was used or has expired.
  Pointer invited_by(std::string_view token, Timestamp now) const;
  // In the order of their creation.
  std::vector<Pointer> list() const;

  // Errors: conflict if the address has an account, or there are too many; those of the store.
  // `beside` is stored in one batch with the account.
  Result<Pointer> add(AccountRecord account, const std::optional<store::MetaRow>& beside = {});
  // Stores what `change` makes of the record; an error of it changes nothing. Errors: not_found; conflict if the
  // address or the identity has another account.
  Result<Pointer> change(std::string_view account_id, const std::function<Status(AccountRecord&)>& change);
  // Errors: not_found.
  Status remove(std::string_view account_id);
  // Takes all roles in a shop that is deleted; a later one of its name must not be open to anybody.
  Status forget_shop(std::string_view shop);

 private:
  using Table = std::map<std::string, Pointer, std::less<>>;

  explicit Accounts(store::MetaTable& meta);
  Status load();
  Result<Pointer> store_locked(AccountRecord account, const std::optional<store::MetaRow>& beside = {})
      SUGGESTD_REQUIRES(mutex_);

  store::MetaTable& meta_;
  Published<Table> table_;  // stored under mutex_
  Mutex mutex_;
};

}  // namespace suggestd::http
