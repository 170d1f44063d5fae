#include "records/user_json.h"

#include <fmt/format.h>

#include "base/json_text.h"
#include "records/json_reader.h"
#include "records/json_writer.h"
#include "records/record_limits.h"

namespace suggestd {

namespace {

// `profiling` was there first: true says nothing, since clients of that time send it for everybody. Where the two
// fields differ the person is kept out.
Consent read_consent(ObjectReader& in) {
  bool profiling = true;
  std::optional<bool> said;
  in.flag("profiling", profiling);
  if (in.field("consent", Need::optional) != nullptr) in.flag("consent", said.emplace());
  return profiling ? consent_of(said) : Consent::no;
}

Result<User> read_user(const Json& body, std::string_view path_id) {
  User user;
  user.user_id = path_id;
  FieldErrors errors;
  ObjectReader in(body, "", errors);
  in.id("user_id", path_id.empty() ? Need::required : Need::optional, user.user_id);
  if (!path_id.empty() && user.user_id != path_id) in.bad("user_id", "differs from the id in the path");
  in.id("email_hash", Need::optional, user.email_hash);
  in.ids("anonymous_ids", user.anonymous_ids);
  if (user.anonymous_ids.size() > kMaxAnonymousIds) {
    in.bad("anonymous_ids",
           fmt::format("has {} ids; at most {} are taken", user.anonymous_ids.size(), kMaxAnonymousIds));
  }
  in.described("properties", user.properties);
  user.consent = read_consent(in);
  in.finish();
  if (errors.any()) return errors.error();
  return user;
}

}  // namespace

Result<User> parse_user(std::string_view json, std::string_view path_id) {
  const Result<JsonDocument> body = parse_json(json);
  if (!body) return body.error();
  return read_user(body->root(), path_id);
}

Result<User> apply_merge_patch(const User& user, std::string_view patch_json) {
  const Result<JsonDocument> patch = parse_json(patch_json);
  if (!patch) return patch.error();
  if (!patch->root().is_object())
    return invalid_field("", "must be an object: a JSON merge patch (RFC 7396)");
  Result<JsonDocument> merged = parse_json(to_json(user));
  if (!merged) return merged.error();
  // A new word takes the place of an earlier no, which stands in the other field.
  if (patch->root().contains("consent")) merged->root().erase("profiling");
  merged->root().merge_patch(patch->root());
  return read_user(merged->root(), user.user_id);
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
  object.flag("profiling", user.consent != Consent::no);
  if (user.consent == Consent::yes) object.flag("consent", true);
  object.close();
}

std::string to_json(const User& user) {
  std::string out;
  append_json(out, user);
  return out;
}

}  // namespace suggestd
