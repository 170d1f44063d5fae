#include "access/account_record.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "access/json_members.h"
#include "access/limits.h"
#include "base/json_tree.h"
#include "base/secret.h"

namespace suggestd::http {
namespace {

constexpr std::size_t kIdBytes = 6;
constexpr std::string_view kTokenPrefix = "suggestd_invitation";

struct TextMember {
  const char* name;
  std::string AccountRecord::*member;
};

constexpr std::array kTexts = {
    TextMember{"email", &AccountRecord::email},
    TextMember{"name", &AccountRecord::name},
    TextMember{"password", &AccountRecord::password},
    TextMember{"provider_issuer", &AccountRecord::provider_issuer},
    TextMember{"provider_subject", &AccountRecord::provider_subject},
    TextMember{"code_secret", &AccountRecord::code_secret},
    TextMember{"offered_code_secret", &AccountRecord::offered_code_secret},
    TextMember{"created_by", &AccountRecord::created_by},
};

Status read_roles(const nlohmann::json& object, std::vector<HeldRole>& roles) {
  const auto found = object.find("roles");
  if (found == object.end() || !found->is_array()) return corrupt("'roles' is no array");
  for (const auto& held : *found) {
    if (!held.is_object()) return corrupt("a role is no object");
    const auto name = text_of(held, "role");
    const auto shop = text_of(held, "shop");
    if (!name) return name.error();
    if (!shop) return shop.error();
    const auto role = parse_role(*name);
    if (!role) return role.error();
    roles.push_back({*role, *shop});
  }
  return {};
}

Status read_invitation(const nlohmann::json& object, std::optional<Invitation>& invitation) {
  const auto hash = text_of(object, "invitation");
  const auto expires = time_of(object, "invitation_expires");
  if (!hash) return hash.error();
  if (!expires) return expires.error();
  if (!hash->empty() && *expires) invitation = Invitation{*hash, **expires};
  return {};
}

Result<AccountRecord> read_record(const nlohmann::json& object) {
  AccountRecord account;
  if (!object.is_object()) return corrupt("it is no object");
  for (const TextMember& text : kTexts) {
    auto value = text_of(object, text.name);
    if (!value) return std::move(value).error();
    account.*text.member = *std::move(value);
  }
  if (Status read = read_roles(object, account.roles); !read) return std::move(read).error();
  if (Status read = read_invitation(object, account.invitation); !read) return std::move(read).error();
  const auto step = number_of(object, "last_code_step");
  const auto generation = number_of(object, "generation");
  for (const auto* number : {&step, &generation}) {
    if (!*number) return number->error();
  }
  account.unvouched = object.contains("unvouched");
  account.last_code_step = static_cast<std::int64_t>(*step);
  account.generation = *generation;
  const auto created = time_of(object, "created");
  const auto last = time_of(object, "last_sign_in");
  for (const auto* time : {&created, &last}) {
    if (!*time) return time->error();
  }
  account.created = created->value_or(Timestamp());
  account.last_sign_in = *last;
  return account;
}

}  // namespace

bool has_way_in(const AccountRecord& account) {
  return !account.password.empty() || !account.provider_subject.empty();
}

void unbind(AccountRecord& account) {
  account.provider_issuer.clear();
  account.provider_subject.clear();
}

Result<std::string> read_email(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  std::string email(text);
  for (char& c : email) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  const bool plain = std::ranges::none_of(email, [](char c) {
    return static_cast<unsigned char>(c) <= ' ' || c == '\x7F' || c == '<' || c == '>' || c == ',' ||
           c == ';';
  });
  const std::size_t at = email.find('@');
  const bool whole = at != std::string::npos && at > 0 && at + 1 < email.size() && email.rfind('@') == at;
  if (!plain || !whole || email.size() > limits::kEmailBytes.most)
    return invalid(
        fmt::format("must be an address as ada@example.com, of at most {} bytes", limits::kEmailBytes.most));
  return email;
}

// "a" and random digits: never the id of a key, which has digits alone.
AccountRecord make_account(std::string_view created_by, Timestamp now) {
  std::array<std::uint8_t, kIdBytes> id{};
  fill_random(id);
  AccountRecord account;
  account.account_id = "a" + to_hex(id);
  account.created_by = created_by;
  account.created = now;
  return account;
}

std::string invite(AccountRecord& account, Timestamp expires) {
  std::string token = make_secret_key(kTokenPrefix);
  account.invitation = Invitation{to_hex(sha256(token)), expires};
  return token;
}

std::string encode_account(const AccountRecord& account) {
  nlohmann::json object{{"generation", account.generation}, {"created", to_rfc3339(account.created)}};
  for (const TextMember& text : kTexts) {
    if (!(account.*text.member).empty()) object[text.name] = account.*text.member;
  }
  object["roles"] = nlohmann::json::array();
  for (const HeldRole& held : account.roles) {
    nlohmann::json role{{"role", role_name(held.role)}};
    if (!held.shop.empty()) role["shop"] = held.shop;
    object["roles"].push_back(std::move(role));
  }
  if (account.last_code_step > 0)
    object["last_code_step"] = static_cast<std::uint64_t>(account.last_code_step);
  if (account.invitation) {
    object["invitation"] = account.invitation->hash;
    object["invitation_expires"] = to_rfc3339(account.invitation->expires);
  }
  if (account.unvouched) object["unvouched"] = true;
  put_time(object, "last_sign_in", account.last_sign_in);
  return json_text(object);
}

Result<AccountRecord> parse_account(std::string_view account_id, std::string_view text) {
  Result<AccountRecord> account = read_record(nlohmann::json::parse(text, nullptr, false));
  if (!account)
    return account.error().with_context(fmt::format("the record of account {} is damaged", account_id));
  account->account_id = account_id;
  return account;
}

}  // namespace suggestd::http
