// Users in the JSON of the API (PUT /v1/users/{user_id}), both ways. Rules as in records/order_json.h;
// required is user_id alone, which may come from the path.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "records/user.h"

namespace suggestd {

// `path_id`: the id in the request's path, "" if there is none. A user_id in the body must be the same.
Result<User> parse_user(std::string_view json, std::string_view path_id = {});
void append_json(std::string& out, const User& user);
std::string to_json(const User& user);

// JSON merge patch (RFC 7396) of the user as the API shows it; null takes a field back to what a new user has.
// Errors: invalid, with pointers, if the patch is no object or what comes out is no user.
Result<User> apply_merge_patch(const User& user, std::string_view patch_json);

}  // namespace suggestd
