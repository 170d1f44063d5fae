#include "outbound/mail_text.h"

#include <algorithm>
#include <ctime>

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/base64url.h"

namespace suggestd::outbound {
namespace {

constexpr std::size_t kLongestAddress = 254;  // RFC 5321, section 4.5.3.1.3, without the brackets
constexpr std::size_t kLineBytes = 57;        // that Base64 makes 76 of
constexpr std::size_t kWordBytes = 42;        // that make an encoded word of at most 75

bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

// RFC 5322's atext, and the dot between atoms.
bool may_stand_in_name(char c) {
  return is_letter_or_digit(c) || std::string_view("!#$%&'*+/=?^_`{|}~-.").find(c) != std::string_view::npos;
}

bool may_stand_in_domain(char c) { return is_letter_or_digit(c) || c == '-' || c == '.'; }

bool is_plain(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; });
}

bool begins_letter(char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }

// The longest beginning of at most `most` bytes that ends with a whole letter of UTF-8.
std::string_view whole_letters(std::string_view text, std::size_t most) {
  if (text.size() <= most) return text;
  std::size_t end = most;
  while (end > 0 && !begins_letter(text[end])) --end;
  return text.substr(0, end == 0 ? most : end);
}

std::string subject_line(std::string_view subject) {
  std::string_view rest = whole_letters(subject, kLongestSubject);
  if (is_plain(rest)) return fmt::format("Subject: {}\r\n", rest);
  std::string line = "Subject:";
  while (!rest.empty()) {
    const std::string_view word = whole_letters(rest, kWordBytes);
    line += fmt::format(" =?UTF-8?B?{}?=\r\n", encode_base64(word));
    rest.remove_prefix(word.size());
  }
  return line;
}

std::string lines_of_base64(std::string_view text) {
  std::string lines;
  for (std::size_t at = 0; at < text.size(); at += kLineBytes)
    lines += encode_base64(text.substr(at, kLineBytes)) + "\r\n";
  return lines;
}

std::string domain_of(std::string_view address) { return std::string(address.substr(address.find('@') + 1)); }

}  // namespace

Status check_mail_address(std::string_view address) {
  const std::size_t at = address.find('@');
  const std::string_view name = address.substr(0, at);
  const std::string_view domain = at == std::string_view::npos ? "" : address.substr(at + 1);
  if (address.size() <= kLongestAddress && !name.empty() && !domain.empty() &&
      std::ranges::all_of(name, may_stand_in_name) && std::ranges::all_of(domain, may_stand_in_domain))
    return {};
  return invalid("is no address of mail; one looks like ops@shop.example, without a name or brackets");
}

std::string mail_text(const Mail& mail, Timestamp at) {
  const std::time_t seconds = std::chrono::system_clock::to_time_t(at);
  std::string text = fmt::format("Date: {:%a, %d %b %Y %H:%M:%S} +0000\r\n", fmt::gmtime(seconds));
  text += fmt::format("From: <{}>\r\nTo: <{}>\r\n", mail.from, fmt::join(mail.to, ">,\r\n <"));
  text += subject_line(mail.subject);
  text += fmt::format("Message-ID: <{}@{}>\r\n", mail.id, domain_of(mail.from));
  text +=
      "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
      "Content-Transfer-Encoding: base64\r\nAuto-Submitted: auto-generated\r\n\r\n";
  return text + lines_of_base64(mail.text);
}

}  // namespace suggestd::outbound
