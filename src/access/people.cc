#include "access/people.h"

#include <algorithm>
#include <utility>

namespace suggestd::http {

Result<std::unique_ptr<People>> People::open(store::MetaTable& meta) {
  auto people = std::make_unique<People>();
  auto accounts = Accounts::open(meta);
  if (!accounts) return std::move(accounts).error();
  people->accounts = *std::move(accounts);
  auto sessions = Sessions::open(meta, *people->accounts);
  if (!sessions) return std::move(sessions).error();
  people->sessions = *std::move(sessions);
  auto sign_in = SignIn::open(meta, *people->accounts, people->hasher);
  if (!sign_in) return std::move(sign_in).error();
  people->sign_in = *std::move(sign_in);
  auto audit = AuditLog::open(meta);
  if (!audit) return std::move(audit).error();
  people->audit = *std::move(audit);
  return people;
}

bool People::owned() const {
  const auto known = accounts->list();
  return std::ranges::any_of(known, [](const auto& account) {
    return has_way_in(*account) &&
           std::ranges::find(account->roles, HeldRole{Role::owner, ""}) != account->roles.end();
  });
}

Result<std::string> People::make_first_token(Timestamp now) {
  const auto known = accounts->list();
  if (std::ranges::any_of(known, [](const auto& account) { return has_way_in(*account); }))
    return std::string();
  std::string token;
  const auto first = std::ranges::find_if(known, [](const auto& account) { return account->email.empty(); });
  if (first != known.end()) {
    const auto changed = accounts->change((*first)->account_id, [&](AccountRecord& record) -> Status {
      token = invite(record, now + kFirstLinkLives);
      return {};
    });
    if (!changed) return changed.error();
    return token;
  }
  AccountRecord account = make_account("owner", now);
  account.roles = {{Role::owner, ""}};
  token = invite(account, now + kFirstLinkLives);
  if (const auto added = accounts->add(std::move(account)); !added) return added.error();
  return token;
}

}  // namespace suggestd::http
