#include "campaigns/receiver.h"

#include <utility>

#include <fmt/format.h>

#include "base/json_text.h"
#include "base/or_null.h"
#include "campaigns/tracked_link.h"
#include "outbound/signature.h"
#include "outbound/web_address.h"
#include "records/json_reader.h"
#include "records/wire.h"

namespace suggestd::campaigns {
namespace {

// The numbers are on disk: never change or reuse one.
enum Field : unsigned { address_field = 1, secret_field = 2, html_field = 3, links_field = 4 };

// False if there is no text to look at, which is told.
bool read_text(ObjectReader& in, std::string_view name, std::string& value) {
  const Json* there = in.field(name, Need::required);
  if (there == nullptr) return false;
  in.text(name, value);
  return there->is_string();
}

}  // namespace

Result<Receiver> parse_receiver(std::string_view name, std::string_view json) {
  const Result<JsonDocument> body = parse_json(json);
  if (!body) return body.error();
  Receiver receiver;
  receiver.name = name;
  FieldErrors errors;
  ObjectReader in(body->root(), "", errors);
  if (read_text(in, "address", receiver.address)) {
    if (const auto good = outbound::WebAddress::parse(receiver.address); !good)
      in.bad("address", good.error().message());
  }
  if (read_text(in, "secret", receiver.secret)) {
    if (const Status good = outbound::check_signing_secret(receiver.secret); !good)
      in.bad("secret", good.error().message());
  }
  in.flag("html", receiver.html);
  in.text("links", receiver.links);
  if (!receiver.links.empty()) {
    if (auto base = read_link_base(receiver.links)) {
      receiver.links = *std::move(base);
    } else {
      in.bad("links", base.error().message());
    }
  }
  in.finish();
  if (errors.any()) return errors.error();
  return receiver;
}

std::string to_json(const Receiver& receiver) {
  std::string json;
  JsonWriter out(json);
  out.begin_object().member("address", receiver.address).member("html", receiver.html);
  write_text_or_null(out, "links", receiver.links);
  out.end_object();
  return json;
}

std::string encode(const Receiver& receiver) {
  std::string bytes;
  FieldWriter out(bytes);
  out.text(address_field, receiver.address);
  out.text(secret_field, receiver.secret);
  out.flag_if_set(html_field, receiver.html);
  if (!receiver.links.empty()) out.text(links_field, receiver.links);
  return bytes;
}

Result<Receiver> decode_receiver(std::string_view name, std::string_view bytes) {
  Receiver receiver;
  receiver.name = name;
  FieldReader in(bytes);
  suggestd::Field field;
  while (in.next(field)) {
    if (field.number == address_field) receiver.address = field.text();
    if (field.number == secret_field) receiver.secret = field.text();
    if (field.number == html_field) receiver.html = field.value != 0;
    if (field.number == links_field) receiver.links = field.text();
  }
  if (in.failed() || receiver.address.empty())
    return corrupt(fmt::format("the receiver '{}' can't be read", name));
  return receiver;
}

}  // namespace suggestd::campaigns
