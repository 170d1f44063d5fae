// A receiver: where a shop lets the lists of its campaigns be pushed to, such as its mailer.
//
// JSON form (PUT /v1/receivers/{name}):
//
//   {"address": "https://mail.shop.example/lists", "secret": "whsec_...", "html": true,
//    "links": "https://shop.example/mail"}
//
// Threads  plain values.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace suggestd::campaigns {

struct Receiver {
  std::string name;
  std::string address;
  std::string secret;  // signs what is pushed (outbound/signature.h); never told again
  bool html = false;   // each list as a block of HTML too (html_block.h)
  std::string
      links;  // where tracked links begin (tracked_link.h), as read_link_base() has it; "": none are tracked
  bool operator==(const Receiver&) const = default;
};

// Errors: invalid, with a JSON pointer to each bad field. The name behind the address is looked up at each push.
Result<Receiver> parse_receiver(std::string_view name, std::string_view json);
// One JSON object without the secret.
std::string to_json(const Receiver& receiver);

// Its row in the store, by the field numbers in receiver.cc.
std::string encode(const Receiver& receiver);
Result<Receiver> decode_receiver(std::string_view name, std::string_view bytes);  // errors: corrupt

}  // namespace suggestd::campaigns
