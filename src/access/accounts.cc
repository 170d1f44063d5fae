#include "access/accounts.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "access/limits.h"
#include "base/mutex.h"
#include "base/secret.h"

namespace suggestd::http {
namespace {

constexpr std::string_view kPrefix = "accounts/";

std::string address_of(std::string_view account_id) { return std::string(kPrefix).append(account_id); }

Error no_account(std::string_view account_id) {
  return not_found(fmt::format("there is no account '{}'", account_id));
}

template <class Table, class Fits>
Accounts::Pointer first_that(const Table& table, Fits fits) {
  const auto found = std::ranges::find_if(table, [&](const auto& row) { return fits(*row.second); });
  return found == table.end() ? nullptr : found->second;
}

}  // namespace

Accounts::Accounts(store::MetaTable& meta) : meta_(meta) { table_.store(std::make_shared<const Table>()); }

Result<std::unique_ptr<Accounts>> Accounts::open(store::MetaTable& meta) {
  std::unique_ptr<Accounts> accounts(new Accounts(meta));
  if (Status loaded = accounts->load(); !loaded) return std::move(loaded).error();
  return accounts;
}

Status Accounts::load() {
  Table table;
  Status read = meta_.for_each(kPrefix, [&](std::string_view key, std::string_view text) -> Status {
    key.remove_prefix(kPrefix.size());
    auto account = parse_account(key, text);
    if (!account) return std::move(account).error();
    table.emplace(key, std::make_shared<const AccountRecord>(*std::move(account)));
    return {};
  });
  if (read) table_.store(std::make_shared<const Table>(std::move(table)));
  return read;
}

Accounts::Pointer Accounts::find(std::string_view account_id) const {
  const auto table = table_.load();
  const auto found = table->find(account_id);
  return found == table->end() ? nullptr : found->second;
}

Accounts::Pointer Accounts::with_email(std::string_view email) const {
  if (email.empty()) return nullptr;
  return first_that(*table_.load(), [&](const AccountRecord& account) { return account.email == email; });
}

Accounts::Pointer Accounts::bound_to(std::string_view issuer, std::string_view subject) const {
  if (subject.empty()) return nullptr;
  return first_that(*table_.load(), [&](const AccountRecord& account) {
    return account.provider_subject == subject && account.provider_issuer == issuer;
  });
}

// A token has 256 random bits: how long the search for its hash takes tells nothing of others.
Accounts::Pointer Accounts::invited_by(std::string_view token, Timestamp now) const {
  const std::string hash = to_hex(sha256(token));
  return first_that(*table_.load(), [&](const AccountRecord& account) {
    return account.invitation && account.invitation->hash == hash && account.invitation->expires > now;
  });
}

std::vector<Accounts::Pointer> Accounts::list() const {
  std::vector<Pointer> accounts;
  for (const auto& [id, account] : *table_.load()) accounts.push_back(account);
  std::ranges::sort(accounts, {},
                    [](const Pointer& account) { return std::pair(account->created, account->account_id); });
  return accounts;
}

Result<Accounts::Pointer> Accounts::add(AccountRecord account, const std::optional<store::MetaRow>& beside) {
  const MutexLock lock(mutex_);
  if (table_.load()->size() >= limits::kAccounts.most)
    return conflict(
        fmt::format("there are {} accounts already, the most that a server keeps", limits::kAccounts.most));
  return store_locked(std::move(account), beside);
}

Result<Accounts::Pointer> Accounts::change(std::string_view account_id,
                                           const std::function<Status(AccountRecord&)>& change) {
  const MutexLock lock(mutex_);
  const Pointer present = find(account_id);
  if (present == nullptr) return no_account(account_id);
  AccountRecord account = *present;
  if (Status changed = change(account); !changed) return std::move(changed).error();
  return store_locked(std::move(account));
}

Result<Accounts::Pointer> Accounts::store_locked(AccountRecord account,
                                                 const std::optional<store::MetaRow>& beside) {
  const Pointer holder = with_email(account.email);
  if (holder != nullptr && holder->account_id != account.account_id)
    return conflict(fmt::format("'{}' has an account already", account.email));
  const Pointer bound = bound_to(account.provider_issuer, account.provider_subject);
  if (bound != nullptr && bound->account_id != account.account_id)
    return conflict("somebody at the sign-in provider is the person of another account");
  std::vector<store::MetaRow> rows{{address_of(account.account_id), encode_account(account)}};
  if (beside) rows.push_back(*beside);
  if (Status written = meta_.put_all(rows); !written) return std::move(written).error();
  auto stored = std::make_shared<const AccountRecord>(std::move(account));
  auto table = std::make_shared<Table>(*table_.load());
  table->insert_or_assign(stored->account_id, stored);
  table_.store(std::move(table));
  return Pointer(stored);
}

Status Accounts::remove(std::string_view account_id) {
  const MutexLock lock(mutex_);
  auto table = std::make_shared<Table>(*table_.load());
  const auto found = table->find(account_id);
  if (found == table->end()) return no_account(account_id);
  if (Status removed = meta_.remove(address_of(account_id)); !removed) return removed;
  table->erase(found);
  table_.store(std::move(table));
  return {};
}

Status Accounts::forget_shop(std::string_view shop) {
  for (const Pointer& account : list()) {
    const auto in_shop = [&](const HeldRole& held) { return held.shop == shop; };
    if (std::ranges::none_of(account->roles, in_shop)) continue;
    const auto changed = change(account->account_id, [&](AccountRecord& record) -> Status {
      std::erase_if(record.roles, in_shop);
      ++record.generation;
      return {};
    });
    if (!changed && changed.error().kind() != ErrorKind::not_found) return changed.error();
  }
  return {};
}

}  // namespace suggestd::http
