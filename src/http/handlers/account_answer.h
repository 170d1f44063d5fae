// Accounts as answers tell them.
//
// Threads  pure.
#pragma once

#include <string_view>

#include "access/account_record.h"
#include "base/json_text.h"

namespace suggestd::http {

// The members that a person sees of the own account: id, address, name, roles, second factor. With a shop, the roles
// in it alone.
void write_person(JsonWriter& out, const AccountRecord& account, std::string_view shop);

// Those, and what administrators see of others.
void write_account(JsonWriter& out, const AccountRecord& account, std::string_view shop);

}  // namespace suggestd::http
