#include "http/handlers/account_answer.h"

#include <optional>

#include "base/or_null.h"

namespace suggestd::http {
void write_person(JsonWriter& out, const AccountRecord& account, std::string_view shop) {
  out.member("account_id", account.account_id).member("email", account.email).member("name", account.name);
  out.key("roles").begin_array();
  for (const HeldRole& held : account.roles) {
    if (!shop.empty() && held.shop != shop) continue;
    out.begin_object().member("role", role_name(held.role));
    write_text_or_null(out, "shop", held.shop);
    out.end_object();
  }
  out.end_array().member("second_factor", !account.code_secret.empty());
}

void write_account(JsonWriter& out, const AccountRecord& account, std::string_view shop) {
  write_person(out, account, shop);
  out.member("state", has_way_in(account) ? "active" : "invited")
      .member("created_at", to_rfc3339(account.created))
      .member("created_by", account.created_by)
      .member("vouched", !account.unvouched);
  write_text_or_null(out, "provider", account.provider_issuer);
  write_time_or_null(out, "last_sign_in", account.last_sign_in);
  write_time_or_null(out, "invitation_expires_at",
                     account.invitation ? std::optional(account.invitation->expires) : std::nullopt);
}

}  // namespace suggestd::http
