#include "watch/receiver.h"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "base/plain_name.h"
#include "outbound/mail_client.h"
#include "outbound/mail_text.h"
#include "outbound/signature.h"
#include "outbound/web_address.h"
#include "records/json_reader.h"
#include "watch/secret_file.h"

namespace suggestd::watch {
namespace {

std::optional<ReceiverKind> parse_kind(std::string_view word) {
  if (word == "webhook") return ReceiverKind::webhook;
  if (word == "slack") return ReceiverKind::slack;
  if (word == "mail") return ReceiverKind::mail;
  return std::nullopt;
}

// A field that receivers of one kind need, or may have, and others must not have.
void check_use(ObjectReader& in, std::string_view name, const std::string& value, bool needed, bool allowed) {
  if (needed && value.empty()) in.bad(name, "is missing: this kind of receiver needs it");
  if (!allowed && !value.empty()) in.bad(name, "has no use at this kind of receiver; take it away");
}

void check_uses(ObjectReader& in, const Receiver& receiver) {
  const bool webhook = receiver.kind == ReceiverKind::webhook;
  const bool slack = receiver.kind == ReceiverKind::slack;
  const bool mail = receiver.kind == ReceiverKind::mail;
  check_use(in, "url", receiver.url, webhook || mail, webhook || mail);
  check_use(in, "url_file", receiver.url_file, slack, slack);
  check_use(in, "secret_file", receiver.secret_file, webhook, webhook);
  check_use(in, "user", receiver.user, mail && !receiver.password_file.empty(), mail);
  check_use(in, "password_file", receiver.password_file, mail && !receiver.user.empty(), mail);
  check_use(in, "from", receiver.from, mail, mail);
  check_use(in, "to", receiver.to.empty() ? "" : receiver.to.front(), mail, mail);
}

void tell(ObjectReader& in, std::string_view name, const Status& checked) {
  if (!checked) in.bad(name, checked.error().message());
}

void check_values(ObjectReader& in, const Receiver& receiver) {
  if (receiver.kind == ReceiverKind::webhook && !receiver.url.empty()) {
    if (const auto url = outbound::WebAddress::parse(receiver.url); !url)
      in.bad("url", url.error().message());
  }
  if (receiver.kind != ReceiverKind::mail) return;
  if (!receiver.url.empty()) tell(in, "url", outbound::check_mail_server_address(receiver.url));
  if (!receiver.from.empty()) tell(in, "from", outbound::check_mail_address(receiver.from));
  if (receiver.to.size() > kMostMailAddresses)
    in.bad("to", fmt::format("may hold {} addresses at most", kMostMailAddresses));
  for (const std::string& to : receiver.to) tell(in, "to", outbound::check_mail_address(to));
}

void read_severities(ObjectReader& in, Receiver& receiver) {
  std::vector<std::string> words;
  in.texts("severities", words);
  for (const std::string& word : words) {
    if (const auto severity = parse_severity(word)) {
      receiver.severities.push_back(*severity);
    } else {
      in.bad("severities", fmt::format("'{}' is none; there are \"warning\" and \"critical\"", word));
    }
  }
}

void read_quiet_hours(ObjectReader& in, Receiver& receiver) {
  std::string hours;
  std::string zone = "UTC";
  in.text("quiet_hours", hours);
  in.text("time_zone", zone);
  if (hours.empty()) return;
  if (auto quiet = QuietHours::parse(hours, zone)) {
    receiver.quiet = *std::move(quiet);
  } else {
    in.bad("quiet_hours", quiet.error().message());
  }
}

}  // namespace

bool Receiver::wants(const AlarmKey& key) const {
  const bool severity = severities.empty() ||
                        std::ranges::find(severities, kind_of(key.condition).severity) != severities.end();
  return severity && (shops.empty() || std::ranges::find(shops, key.shop) != shops.end());
}

Result<Receiver> parse_receiver(std::string_view json) {
  const Result<JsonDocument> table = parse_json(json);
  if (!table) return table.error();
  Receiver receiver;
  std::string kind;
  FieldErrors errors;
  ObjectReader in(table->root(), "", errors);
  in.id("name", Need::required, receiver.name);
  in.text("kind", kind);
  for (const auto& [name, value] : {std::pair{"url", &receiver.url},
                                    {"url_file", &receiver.url_file},
                                    {"secret_file", &receiver.secret_file},
                                    {"user", &receiver.user},
                                    {"password_file", &receiver.password_file},
                                    {"from", &receiver.from}})
    in.text(name, *value);
  in.texts("to", receiver.to);
  in.ids("shops", receiver.shops);
  // An empty value of a list that narrows it down must not become "all".
  in.not_empty("shops", "leave it out for all shops");
  in.not_empty("severities", "leave it out for all alarms");
  read_severities(in, receiver);
  read_quiet_hours(in, receiver);
  in.finish();
  if (const auto parsed = parse_kind(kind)) {
    receiver.kind = *parsed;
    check_uses(in, receiver);
    check_values(in, receiver);
  } else {
    in.bad("kind", "must be \"webhook\", \"slack\" or \"mail\"");
  }
  if (errors.any()) return errors.error();
  return receiver;
}

Status read_secrets(Receiver& receiver, const std::function<std::string(const std::string&)>& path_of) {
  if (receiver.kind == ReceiverKind::slack) {
    auto url = read_secret_file(path_of(receiver.url_file));
    if (!url) return url.error().with_context("url_file");
    if (const auto address = outbound::WebAddress::parse(*url); !address)
      return address.error().with_context(receiver.url_file);
    receiver.url = *std::move(url);
  }
  const std::string& file =
      receiver.kind == ReceiverKind::webhook ? receiver.secret_file : receiver.password_file;
  if (file.empty()) return {};
  auto secret = read_secret_file(path_of(file));
  if (!secret) return secret.error();
  if (receiver.kind == ReceiverKind::webhook) {
    if (Status good = outbound::check_signing_secret(*secret); !good) return good.error().with_context(file);
  }
  receiver.secret = *std::move(secret);
  return {};
}

}  // namespace suggestd::watch
