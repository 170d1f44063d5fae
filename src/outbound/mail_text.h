// A mail as bytes: RFC 5322 with one text part in UTF-8.
//
// Injection  what comes from outside (a shop's name in a subject) can make no header and no address: addresses are
//            checked letter by letter, a subject that is not plain ASCII goes as encoded words (RFC 2047), and the text
//            as Base64.
// Threads    plain values and pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"

namespace suggestd::outbound {

struct Mail {
  std::string from;             // "suggestd@shop.example"
  std::vector<std::string> to;  // at least one
  std::string subject;          // at most kLongestSubject bytes are sent
  std::string text;             // lines end with \n
  std::string id;               // names the message: the same again is the same mail
};

inline constexpr std::size_t kLongestSubject = 200;

// Takes the plain form NAME@DOMAIN alone. Errors: invalid.
Status check_mail_address(std::string_view address);

// Requires: check_mail_address() of each address is good; `id` is of letters, digits, "_" and "-".
std::string mail_text(const Mail& mail, Timestamp at);

}  // namespace suggestd::outbound
