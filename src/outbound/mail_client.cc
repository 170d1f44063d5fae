#include "outbound/mail_client.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>
#include <vector>

#include <fmt/format.h>

#include "outbound/call_outcome.h"
#include "outbound/curl_parts.h"
#include "outbound/limits.h"

namespace suggestd::outbound {
namespace {

constexpr std::array kInTheClear = {"127.0.0.1", "[::1]", "localhost"};

struct FreeUrl {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};

struct SmtpAddress {
  std::string text;  // scheme, host and port alone
  bool in_the_clear = false;
};

std::string part(CURLU* url, CURLUPart which) {
  char* text = nullptr;
  if (curl_url_get(url, which, &text, 0) != CURLUE_OK) return "";
  std::string part = text;
  curl_free(text);
  return part;
}

Result<SmtpAddress> parse_address(std::string_view text) {
  const Error none = invalid("is no address of a mail server; one looks like smtp://mail.shop.example:587");
  if (text.size() > limits::kOutboundAddress.most ||
      std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) <= ' ' || c == '\x7f'; }))
    return none;
  const std::unique_ptr<CURLU, FreeUrl> url(curl_url());
  const std::string spelled(text);
  if (curl_url_set(url.get(), CURLUPART_URL, spelled.c_str(), CURLU_NON_SUPPORT_SCHEME) != CURLUE_OK)
    return none;
  const std::string scheme = part(url.get(), CURLUPART_SCHEME);
  const std::string host = part(url.get(), CURLUPART_HOST);
  const std::string port = part(url.get(), CURLUPART_PORT);
  if (scheme != "smtp" && scheme != "smtps") return none;
  if (!part(url.get(), CURLUPART_USER).empty() || !part(url.get(), CURLUPART_PASSWORD).empty())
    return invalid("holds a name or a password; they belong into user and password_file");
  const std::string path = part(url.get(), CURLUPART_PATH);
  if (host.empty() || port.empty() || (!path.empty() && path != "/"))
    return invalid("needs a host and a port and nothing behind them, such as smtp://mail.shop.example:587");
  const bool clear = scheme == "smtp" && std::ranges::find(kInTheClear, host) != kInTheClear.end();
  return SmtpAddress{fmt::format("{}://{}:{}", scheme, host, port), clear};
}

bool is_loopback(const IpAddress& address) {
  static const std::vector<IpRange> loopback = *parse_ranges("127.0.0.0/8,::1");
  return any_holds(loopback, address);
}

// One mail under way.
struct Transfer {
  const AddressRules& rules;
  bool in_the_clear;
  std::string_view rest;  // of the mail, to be sent
  const std::stop_token& stop;
  std::optional<Error> denied = {};

  curl_socket_t open_socket(const curl_sockaddr& to) {
    if (in_the_clear && !is_loopback(IpAddress::of(to.addr))) {
      denied = Error(ErrorKind::denied, "the name leads beyond this machine, and TLS is needed there");
      return CURL_SOCKET_BAD;
    }
    return open_checked_socket(to, rules, denied);
  }
  std::size_t give(char* into, std::size_t most) {
    const std::size_t now = std::min(most, rest.size());
    std::memcpy(into, rest.data(), now);
    rest.remove_prefix(now);
    return now;
  }
};

void set_callbacks(CURL* handle, Transfer& transfer) {
  curl_easy_setopt(handle, CURLOPT_OPENSOCKETDATA, &transfer);
  curl_easy_setopt(
      handle, CURLOPT_OPENSOCKETFUNCTION, +[](void* data, curlsocktype, curl_sockaddr* to) -> curl_socket_t {
        return static_cast<Transfer*>(data)->open_socket(*to);
      });
  curl_easy_setopt(handle, CURLOPT_READDATA, &transfer);
  curl_easy_setopt(
      handle, CURLOPT_READFUNCTION,
      +[](char* into, std::size_t one, std::size_t count, void* data) -> std::size_t {
        return static_cast<Transfer*>(data)->give(into, one * count);
      });
  curl_easy_setopt(handle, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(handle, CURLOPT_XFERINFODATA, &transfer);
  curl_easy_setopt(
      handle, CURLOPT_XFERINFOFUNCTION,
      +[](void* data, curl_off_t, curl_off_t, curl_off_t, curl_off_t) -> int {
        return static_cast<const Transfer*>(data)->stop.stop_requested() ? 1 : 0;
      });
}

// A refusal of the server stays one, however often it is asked; other failures may pass.
Error mail_error(CURLcode code, const char* detail) {
  const Error error = curl_error(code, detail);
  const bool refused = code == CURLE_LOGIN_DENIED || code == CURLE_USE_SSL_FAILED;
  return refused ? Error(ErrorKind::denied, error.message()) : error;
}

Status transfer(const ClientOptions& options, const MailServer& server, const Mail& mail,
                std::chrono::milliseconds total_time, const std::stop_token& stop) {
  const auto address = parse_address(server.address);
  if (!address) return address.error();
  const CurlHandle handle = new_curl_handle(options.ca_file);
  if (handle == nullptr) return internal_error("memory ran out");
  const std::string text = mail_text(mail, now());
  Transfer one{options.rules, address->in_the_clear, text, stop};
  std::array<char, CURL_ERROR_SIZE> detail{};
  std::vector<std::string> recipients;
  for (const std::string& to : mail.to) recipients.push_back(fmt::format("<{}>", to));
  const CurlLines to = curl_lines(recipients);
  const long tls = address->in_the_clear ? CURLUSESSL_NONE : CURLUSESSL_ALL;
  curl_easy_setopt(handle.get(), CURLOPT_ERRORBUFFER, detail.data());
  curl_easy_setopt(handle.get(), CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  curl_easy_setopt(handle.get(), CURLOPT_URL, address->text.c_str());
  curl_easy_setopt(handle.get(), CURLOPT_USE_SSL, tls);
  curl_easy_setopt(handle.get(), CURLOPT_TIMEOUT_MS, static_cast<long>(total_time.count()));
  curl_easy_setopt(handle.get(), CURLOPT_UPLOAD, 1L);
  curl_easy_setopt(handle.get(), CURLOPT_MAIL_FROM, fmt::format("<{}>", mail.from).c_str());
  curl_easy_setopt(handle.get(), CURLOPT_MAIL_RCPT, to.get());
  if (!server.user.empty()) {
    curl_easy_setopt(handle.get(), CURLOPT_USERNAME, server.user.c_str());
    curl_easy_setopt(handle.get(), CURLOPT_PASSWORD, server.password.c_str());
  }
  set_callbacks(handle.get(), one);
  const CURLcode code = curl_easy_perform(handle.get());
  if (code == CURLE_OK) return {};
  if (stop.stop_requested()) return Error(ErrorKind::busy, "the mail was stopped");
  return one.denied ? *one.denied : mail_error(code, detail.data());
}

}  // namespace

Status check_mail_server_address(std::string_view address) {
  const auto parsed = parse_address(address);
  return parsed ? Status() : Status(parsed.error());
}

Status MailClient::send(const MailServer& server, const Mail& mail, std::chrono::milliseconds total_time,
                        const std::stop_token& stop) const {
  Status sent = transfer(options_, server, mail, total_time, stop);
  count_call("mail", sent ? "answered" : outcome_of_failure(sent.error()));
  return sent;
}

}  // namespace suggestd::outbound
