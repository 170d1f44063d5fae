#include "watch/message.h"

#include <algorithm>
#include <span>
#include <utility>

#include <fmt/format.h>

#include "base/json_text.h"
#include "base/or_null.h"
#include "base/secret.h"

namespace suggestd::watch {
namespace {

constexpr std::size_t kIdBytes = 16;  // of the hash
constexpr std::string_view kTestWords =
    "This is a test of suggestd's watch. Nothing is wrong; alarms will come this way.";

std::string id_of(std::string_view receiver, const std::vector<NoticeOf>& notices) {
  std::string told(receiver);
  for (const NoticeOf& notice : notices) {
    told += fmt::format("\n{}\n{}\n{}\n{}\n{}", kind_of(notice.key.condition).name, notice.key.shop,
                        notice.key.part, notice_name(notice.notice), to_rfc3339(notice.at));
  }
  const Sha256 hash = sha256(told);
  return "watch_" + to_hex(std::span(hash).first(kIdBytes));
}

bool is_critical(const NoticeOf& notice) {
  return kind_of(notice.key.condition).severity == Severity::critical;
}

std::string subject_of(const AlarmKey& key) {
  if (key.shop.empty()) return "the server";
  return key.part.empty() ? fmt::format("shop {}", key.shop) : fmt::format("shop {}, {}", key.shop, key.part);
}

std::string_view heading(Notice notice) {
  switch (notice) {
    case Notice::raised:
      return "ALARM";
    case Notice::still:
      return "STILL";
    case Notice::cleared:
      return "CLEARED";
  }
  return "ALARM";
}

// "ALARM no_orders (critical), shop outdoor: no order has come for 47 minutes; ... Since 2026-01-01T10:00:00Z."
std::string line_of(const NoticeOf& notice) {
  const ConditionKind& kind = kind_of(notice.key.condition);
  const std::string head = fmt::format("{} {} ({}), {}", heading(notice.notice), kind.name,
                                       severity_name(kind.severity), subject_of(notice.key));
  if (notice.notice == Notice::cleared)
    return fmt::format("{}: over since {}. It was: {}.", head, to_rfc3339(notice.at), notice.words);
  return fmt::format("{}: {}. Since {}.", head, notice.words, to_rfc3339(notice.at));
}

std::string lines_of(const Message& message) {
  if (message.test) return std::string(kTestWords);
  std::string lines;
  for (const NoticeOf& notice : message.notices)
    lines += fmt::format("{}{}", lines.empty() ? "" : "\n", line_of(notice));
  if (message.left_out > 0)
    lines += fmt::format("\nAnd {} more: GET /v1/status lists them.", message.left_out);
  return lines;
}

// Slack reads <...> and & as marks; a shop or a job may be called so.
std::string escaped_for_slack(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '&') {
      escaped += "&amp;";
    } else if (c == '<') {
      escaped += "&lt;";
    } else if (c == '>') {
      escaped += "&gt;";
    } else {
      escaped += c;
    }
  }
  return escaped;
}

void write_notice(JsonWriter& out, const NoticeOf& notice) {
  const ConditionKind& kind = kind_of(notice.key.condition);
  out.begin_object().member("notice", notice_name(notice.notice)).member("condition", kind.name);
  out.member("severity", severity_name(kind.severity));
  write_text_or_null(out, "shop", notice.key.shop);
  write_text_or_null(out, "part", notice.key.part);
  out.member("words", notice.words).member("at", to_rfc3339(notice.at)).end_object();
}

}  // namespace

Message make_message(std::string_view receiver, std::vector<NoticeOf> notices) {
  std::stable_partition(notices.begin(), notices.end(), is_critical);
  Message message;
  message.id = id_of(receiver, notices);
  if (notices.size() > kMostTold) {
    message.left_out = notices.size() - kMostTold;
    notices.resize(kMostTold);
  }
  message.notices = std::move(notices);
  return message;
}

Message test_message(Timestamp at) {
  Message message;
  const Sha256 hash = sha256("test " + to_rfc3339(at));
  message.id = "watch_" + to_hex(std::span(hash).first(kIdBytes));
  message.test = true;
  return message;
}

std::string webhook_body(const Message& message) {
  std::string json;
  JsonWriter out(json);
  out.begin_object().member("type", message.test ? "suggestd.watch.test" : "suggestd.watch");
  out.member("id", message.id).key("notices").begin_array();
  for (const NoticeOf& notice : message.notices) write_notice(out, notice);
  out.end_array().member("left_out", std::uint64_t{message.left_out}).end_object();
  return json;
}

std::string slack_body(const Message& message) {
  std::string json;
  JsonWriter out(json);
  out.begin_object().member("text", escaped_for_slack(lines_of(message))).end_object();
  return json;
}

std::string mail_subject(const Message& message) {
  if (message.test) return "[suggestd] test of the watch";
  const NoticeOf& first = message.notices.front();
  const std::size_t others = message.notices.size() - 1 + message.left_out;
  return fmt::format("[suggestd] {} {}, {}{}", heading(first.notice), kind_of(first.key.condition).name,
                     subject_of(first.key), others > 0 ? fmt::format(" and {} more", others) : "");
}

std::string mail_body(const Message& message) { return lines_of(message) + "\n"; }

}  // namespace suggestd::watch
