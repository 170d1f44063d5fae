#include "outbound/mail_text.h"

#include <catch2/catch.hpp>

#include "outbound/mail_client.h"

namespace suggestd::outbound {
namespace {

const Timestamp kAt = *parse_rfc3339("2026-03-06T12:00:00Z");

Mail mail(std::string subject, std::string text = "x") {
  return {
      "suggestd@shop.example", {"a@b.example", "c@d.example"}, std::move(subject), std::move(text), "id_1"};
}

std::string line(const std::string& text, const std::string& name) {
  const std::size_t begin = text.find(name + ":");
  return begin == std::string::npos ? "" : text.substr(begin, text.find("\r\n", begin) - begin);
}

}  // namespace

TEST_CASE("a mail has the headers that mail servers ask for") {
  const std::string text = mail_text(mail("Hello", "one\ntwo\n"), kAt);
  CHECK(text ==
        "Date: Fri, 06 Mar 2026 12:00:00 +0000\r\nFrom: <suggestd@shop.example>\r\n"
        "To: <a@b.example>,\r\n <c@d.example>\r\nSubject: Hello\r\nMessage-ID: <id_1@shop.example>\r\n"
        "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
        "Content-Transfer-Encoding: base64\r\nAuto-Submitted: auto-generated\r\n\r\nb25lCnR3bwo=\r\n");
}

TEST_CASE("no subject makes a header of its own") {
  const std::string text = mail_text(mail("a\r\nBcc: x@y.example\r\n\r\nbody"), kAt);
  CHECK(text.find("Bcc") == std::string::npos);
  CHECK(line(text, "Subject") == "Subject: =?UTF-8?B?YQ0KQmNjOiB4QHkuZXhhbXBsZQ0KDQpib2R5?=");
}

TEST_CASE("a long subject in letters beyond ASCII is cut between letters, and no line is too long") {
  std::string subject;
  for (int i = 0; i < 150; ++i) subject += "õ";
  const std::string text = mail_text(mail(subject, std::string(5000, '.')), kAt);
  std::size_t words = 0;
  for (std::size_t at = text.find("=?UTF-8?B?"); at != std::string::npos;
       at = text.find("=?UTF-8?B?", at + 1))
    ++words;
  CHECK(words == 5);  // of 200 bytes, 42 in each
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = text.find("\r\n", begin);
    REQUIRE(end != std::string::npos);
    CHECK(end - begin <= 78);
    CHECK(text[begin] != '.');
    begin = end + 2;
  }
}

TEST_CASE("an address is a plain one, or none") {
  for (const char* good : {"a@b", "first.last+tag@mail.shop.example", "o'neill@x.example"})
    CHECK(check_mail_address(good).ok());
  for (const char* bad :
       {"", "a", "@b", "a@", "a@b@c", "a b@c", "<a@b>", "a@b>", "a@b\r\nX: y", "a@b,c@d", "\"a\"@b", "ä@b"}) {
    CAPTURE(bad);
    CHECK_FALSE(check_mail_address(bad).ok());
  }
  CHECK_FALSE(check_mail_address("a@" + std::string(260, 'b')).ok());
}

TEST_CASE("a mail server's address is host and port, and holds no secret") {
  for (const char* good : {"smtp://mail.shop.example:587", "smtps://mail.shop.example:465",
                           "smtp://127.0.0.1:25", "smtp://[::1]:25/"}) {
    CAPTURE(good);
    CHECK(check_mail_server_address(good).ok());
  }
  for (const char* bad : {"", "mail.shop.example", "http://mail.shop.example:25", "smtp://mail.shop.example",
                          "smtp://:25", "smtp://u:p@mail.shop.example:25", "smtp://mail.shop.example:25/x",
                          "smtp://a b:25", "smtp://a:25\r\n"}) {
    CAPTURE(bad);
    CHECK_FALSE(check_mail_server_address(bad).ok());
  }
}

TEST_CASE("mail goes nowhere that other calls may not go, and never beyond this machine in the clear") {
  const auto sent = [](const std::string& address, const char* allowed) {
    const ClientOptions options{AddressRules(*parse_ranges(allowed)), "", {}};
    return MailClient(options).send({address, "", ""}, mail("x"), std::chrono::seconds(5), {});
  };
  const Status loopback = sent("smtp://127.0.0.1:9", "");
  REQUIRE_FALSE(loopback.ok());
  CHECK(loopback.error().kind() == ErrorKind::denied);
  CHECK(loopback.error().message().find("outbound.allowed_private") != std::string::npos);
  const Status refused = sent("smtp://127.0.0.1:9", "127.0.0.1");
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().kind() == ErrorKind::io);
}

}  // namespace suggestd::outbound
