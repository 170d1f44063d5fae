#include "records/user_json.h"

#include "base/json_text.h"
#include "records/json_reader.h"
#include "records/json_writer.h"

namespace suggestd {

Result<User> parse_user(std::string_view json, std::string_view path_id) {
  const Result<Json> body = parse_json(json);
  if (!body) return body.error();
  User user;
  user.user_id = path_id;
  FieldErrors errors;
  ObjectReader in(*body, "", errors);
  in.id("user_id", path_id.empty() ? Need::required : Need::optional, user.user_id);
  if (!path_id.empty() && user.user_id != path_id) in.bad("user_id", "differs from the id in the path");
  in.id("email_hash", Need::optional, user.email_hash);
  in.ids("anonymous_ids", user.anonymous_ids);
  in.properties("properties", user.properties);
  in.flag("profiling", user.profiling);
  in.finish();
  if (errors.any()) return errors.error();
  return user;
}

void append_json(std::string& out, const User& user) {
  ObjectWriter object(out);
  object.text("user_id", user.user_id);
  object.text_if_any("email_hash", user.email_hash);
  if (!user.anonymous_ids.empty()) {
    object.name("anonymous_ids");
    char before = '[';
    for (const std::string& id : user.anonymous_ids) {
      out += before;
      append_json_string(out, id);
      before = ',';
    }
    out += ']';
  }
  object.raw_if_any("properties", user.properties);
  object.flag("profiling", user.profiling);
  object.close();
}

std::string to_json(const User& user) {
  std::string out;
  append_json(out, user);
  return out;
}

}  // namespace suggestd
