// Hands mails to a mail server by SMTP (RFC 5321).
//
// Address  smtp://HOST:PORT speaks STARTTLS, smtps://HOST:PORT TLS from the first byte. A server that offers no TLS gets
//          no mail and no password; but one on this machine, named as 127.0.0.1, [::1] or localhost, is spoken to in
//          the clear, and then the connect may lead nowhere else.
// Checks   of the address at the connect and of certificates as of all calls (outbound/http_client.h).
// Repeats  none: the caller decides. A mail that failed at its end may have been taken all the same.
// Threads  any; each mail has a connection of its own.
#pragma once

#include <chrono>
#include <stop_token>
#include <string>
#include <string_view>

#include "base/result.h"
#include "outbound/http_client.h"
#include "outbound/mail_text.h"

namespace suggestd::outbound {

struct MailServer {
  std::string address;  // "smtp://mail.shop.example:587"
  std::string user;     // "": none, and no password
  std::string password;
};

// Errors: invalid, saying which part is wrong.
Status check_mail_server_address(std::string_view address);

class MailClient {
 public:
  explicit MailClient(ClientOptions options) : options_(std::move(options)) {}

  // Taken by the server when it returns. Errors: invalid for an address; denied for where it leads, for a certificate,
  // and for a server that refuses TLS, the password or an address; io for the network and time; busy if it was stopped.
  Status send(const MailServer& server, const Mail& mail, std::chrono::milliseconds total_time,
              const std::stop_token& stop) const;

 private:
  const ClientOptions options_;
};

}  // namespace suggestd::outbound
