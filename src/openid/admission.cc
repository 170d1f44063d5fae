#include "openid/admission.h"

#include <string_view>

namespace suggestd::openid {
namespace {

bool is_free(const http::AccountRecord& account) { return account.provider_subject.empty(); }

}  // namespace

Result<Admission> admit(http::Accounts& accounts, const Identity& identity) {
  if (auto bound = accounts.bound_to(identity.issuer, identity.subject))
    return Admission{Admission::Kind::good, std::move(bound)};
  if (!identity.email_verified) return Admission{Admission::Kind::unverified};
  const auto invited = accounts.with_email(identity.email);
  if (invited == nullptr) return Admission{Admission::Kind::unknown};
  if (invited->unvouched) return Admission{Admission::Kind::unvouched};
  if (!is_free(*invited)) return Admission{Admission::Kind::bound};
  auto changed = accounts.change(invited->account_id, [&](http::AccountRecord& account) -> Status {
    if (!is_free(account) || account.unvouched || account.email != identity.email)
      return conflict("the account was changed at the same moment; sign in again");
    account.provider_issuer = identity.issuer;
    account.provider_subject = identity.subject;
    account.invitation.reset();
    return {};
  });
  if (!changed) return std::move(changed).error();
  return Admission{Admission::Kind::good, *std::move(changed)};
}

}  // namespace suggestd::openid
