#include "watch/delivery.h"

#include <utility>

#include <fmt/format.h>

#include "outbound/signature.h"

namespace suggestd::watch {
namespace {

constexpr std::size_t kMostAnswerBytes = 65'536;  // nobody reads it

outbound::Mail mail_to(const Receiver& receiver, const Message& message) {
  return {receiver.from, receiver.to, mail_subject(message), mail_body(message), message.id};
}

}  // namespace

Status Delivery::send(const Receiver& receiver, const Message& message, const std::stop_token& stop) const {
  switch (receiver.kind) {
    case ReceiverKind::webhook: {
      const std::string body = webhook_body(message);
      return call(receiver, body, outbound::signed_headers(receiver.secret, message.id, now(), body), stop);
    }
    case ReceiverKind::slack:
      return call(receiver, slack_body(message), {}, stop);
    case ReceiverKind::mail:
      return mail_.send({receiver.url, receiver.user, receiver.secret}, mail_to(receiver, message),
                        kDeliveryTime, stop);
  }
  return internal_error("a receiver of no kind");
}

Status Delivery::call(const Receiver& receiver, const std::string& body, outbound::CallHeaders headers,
                      const std::stop_token& stop) const {
  outbound::Call call;
  call.purpose = "watch";
  call.method = "POST";
  call.address = receiver.url;
  call.headers = std::move(headers);
  call.headers.emplace_back("content-type", "application/json");
  call.body = body;
  call.connect_time = kDeliveryTime / 2;
  call.total_time = kDeliveryTime;
  call.most_bytes = kMostAnswerBytes;
  call.stop = stop;
  const Result<outbound::CallAnswer> answer = http_.send(call);
  if (!answer) return answer.error();
  if (answer->status / 100 == 2) return {};
  return io_error(fmt::format("it answers with status {}", answer->status));
}

}  // namespace suggestd::watch
