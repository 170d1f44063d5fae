// The bodies of requests for accounts.
//
// Threads  pure.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/roles.h"
#include "base/result.h"

namespace suggestd::http {

struct AccountRequest {
  std::optional<std::string> email;  // as read_email() gives it
  std::optional<std::string> name;
  std::optional<std::vector<HeldRole>> roles;
};

// {"email":"ada@example.com","name":"Ada","roles":[{"role":"merchant","shop":"b"},{"role":"analyst","shop":null}]}.
// A new account needs an address and a role. Errors: invalid, for each bad field.
Result<AccountRequest> parse_account_request(std::string_view json, bool is_new);

}  // namespace suggestd::http
