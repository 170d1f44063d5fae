// A message to a receiver: the notices that are due to it at one look.
//
//   webhook  {"type":"suggestd.watch","id":"watch_...","notices":[{"notice":"raised","condition":"no_orders",
//             "severity":"critical","shop":"outdoor","part":null,"words":"...","at":"..."}],"left_out":0}
//   Slack    {"text":"..."}: a line a notice, with Slack's own marks escaped
//   mail     a subject and the same lines
//
// Many     beyond kMostTold notices, the most severe first, the others are counted.
// Again    the same notices of the same alarms make the same id, so that a receiver can tell a repeated delivery.
// Threads  plain values and pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "watch/alarm.h"
#include "watch/condition.h"

namespace suggestd::watch {

inline constexpr std::size_t kMostTold = 20;

struct NoticeOf {
  AlarmKey key;
  Notice notice{};
  std::string words;  // of the last bad finding
  Timestamp at{};     // when it was raised, or cleared
};

struct Message {
  std::string id;
  std::vector<NoticeOf> notices;  // the first kMostTold
  std::size_t left_out = 0;
  bool test = false;  // tells that it is one, and of nothing else
};

// Requires: notices is not empty.
Message make_message(std::string_view receiver, std::vector<NoticeOf> notices);
Message test_message(Timestamp at);

std::string webhook_body(const Message& message);
std::string slack_body(const Message& message);
std::string mail_subject(const Message& message);
std::string mail_body(const Message& message);

}  // namespace suggestd::watch
