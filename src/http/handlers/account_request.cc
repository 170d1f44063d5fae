#include "http/handlers/account_request.h"

#include <algorithm>

#include <fmt/format.h>

#include "access/account_record.h"
#include "access/limits.h"
#include "http/limits.h"
#include "records/json_reader.h"

namespace suggestd::http {
namespace {

std::optional<HeldRole> read_role(const Json& item, std::string pointer, FieldErrors& errors) {
  if (!item.is_object()) {
    errors.add(pointer, "must be an object as {\"role\":\"merchant\",\"shop\":\"b\"}");
    return std::nullopt;
  }
  std::string name;
  HeldRole held;
  ObjectReader in(item, pointer, errors);
  in.id("role", Need::required, name);
  in.id("shop", Need::optional, held.shop);
  in.finish();
  if (name.empty()) return std::nullopt;
  const auto role = parse_role(name);
  if (!role) {
    in.bad("role", role.error().message());
    return std::nullopt;
  }
  held.role = *role;
  return held;
}

void read_roles(ObjectReader& in, Need need, FieldErrors& errors,
                std::optional<std::vector<HeldRole>>& roles) {
  const Json* items = in.array("roles", need);
  if (items == nullptr) return;
  if (items->size() > limits::kAccountRoles.most)
    return in.bad(
        "roles", fmt::format("has {} roles; at most {} are kept", items->size(), limits::kAccountRoles.most));
  roles.emplace();
  for (std::size_t i = 0; i < items->size(); ++i) {
    auto held = read_role((*items)[i], fmt::format("/roles/{}", i), errors);
    if (held && std::ranges::find(*roles, *held) == roles->end()) roles->push_back(*std::move(held));
  }
}

}  // namespace

Result<AccountRequest> parse_account_request(std::string_view json, bool is_new) {
  const Result<JsonDocument> body = parse_json(json);
  if (!body) return body.error();
  AccountRequest account;
  FieldErrors errors;
  const Need need = is_new ? Need::required : Need::optional;
  ObjectReader in(body->root(), "", errors);
  std::string email;
  in.id("email", need, email);
  if (!email.empty()) {
    const auto read = read_email(email);
    if (read) {
      account.email = *read;
    } else {
      in.bad("email", read.error().message());
    }
  }
  std::string name;
  in.text("name", name);
  if (name.size() > limits::kKeyNameBytes.most)
    in.bad("name", fmt::format("has {} bytes; at most {} are kept", name.size(), limits::kKeyNameBytes.most));
  if (body->root().is_object() && body->root().contains("name")) account.name = name;
  read_roles(in, need, errors, account.roles);
  in.finish();
  if (errors.any()) return errors.error();
  return account;
}

}  // namespace suggestd::http
