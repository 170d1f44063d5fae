// Hands a message to a receiver, in the form of its kind, by the server's only way to others (outbound/).
//
// Repeats  none here: the watch asks again at a later look, by what is due then.
// Threads  any.
#pragma once

#include <chrono>
#include <stop_token>

#include "base/result.h"
#include "outbound/http_client.h"
#include "outbound/mail_client.h"
#include "watch/message.h"
#include "watch/receiver.h"

namespace suggestd::watch {

inline constexpr std::chrono::milliseconds kDeliveryTime{10'000};  // of one call

class Delivery {
 public:
  explicit Delivery(const outbound::ClientOptions& options) : http_(options), mail_(options) {}

  // Taken by the receiver when it returns. Errors: those of outbound/; io for an answer that is no success.
  Status send(const Receiver& receiver, const Message& message, const std::stop_token& stop) const;

 private:
  Status call(const Receiver& receiver, const std::string& body, outbound::CallHeaders headers,
              const std::stop_token& stop) const;

  const outbound::HttpClient http_;
  const outbound::MailClient mail_;
};

}  // namespace suggestd::watch
