#include "http/browser_session.h"

#include <span>

#include <fmt/format.h>

#include "base/secret.h"
#include "http/problem.h"
#include "http/wire/characters.h"

namespace suggestd::http {
namespace {

constexpr std::string_view kSession = "suggestd_session";
constexpr std::string_view kSecureSession = "__Host-suggestd_session";
constexpr std::string_view kPending = "suggestd_sign_in";
constexpr std::string_view kSecurePending = "__Host-suggestd_sign_in";
constexpr std::string_view kDevice = "suggestd_device";
constexpr std::string_view kDevicePath = "/v1/session";
constexpr long kDeviceSeconds = 365L * 24 * 3600;
constexpr std::string_view kTls = "https://";

std::span<const std::uint8_t> bytes_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

// "127.0.0.1:8601", "localhost", "[::1]:8601".
bool is_loopback(std::string_view host) {
  const std::size_t colon = host.rfind(':');
  const bool port = colon != std::string_view::npos && host.find(']', colon) == std::string_view::npos;
  const std::string_view name = port ? host.substr(0, colon) : host;
  return name == "127.0.0.1" || name == "[::1]" || same_word(name, "localhost");
}

// "127.0.0.1:8601" of "http://127.0.0.1:8601".
std::string_view host_of(std::string_view origin) {
  const std::size_t scheme = origin.find("://");
  return scheme == std::string_view::npos ? std::string_view() : origin.substr(scheme + 3);
}

Response other_page(std::string_view header, std::string_view value) {
  return problem_response(
      403,
      fmt::format("{} is '{}': this is for pages of this server alone, and the request comes from another",
                  header, value.substr(0, 200)));
}

}  // namespace

// TLS that ends in front of the server is told by the page's own address.
bool came_by_tls(const Request& request) {
  return request.from.over_tls || request.header("Origin").starts_with(kTls);
}

bool is_unsafe(std::string_view method) { return method != "GET" && method != "HEAD"; }

std::string_view cookie_of(const Request& request, std::string_view name) {
  std::string_view rest = request.header("Cookie");
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find(';'), rest.size());
    const std::string_view pair = trim_blanks(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
    const std::size_t equals = pair.find('=');
    if (equals != std::string_view::npos && pair.substr(0, equals) == name) return pair.substr(equals + 1);
  }
  return "";
}

std::string_view session_token_of(const Request& request) {
  const std::string_view secure = cookie_of(request, kSecureSession);
  return secure.empty() ? cookie_of(request, kSession) : secure;
}

std::string_view device_token_of(const Request& request) { return cookie_of(request, kDevice); }

std::optional<Response> refuse_other_pages(const Request& request) {
  const std::string_view site = request.header("Sec-Fetch-Site");
  if (!site.empty() && site != "same-origin" && site != "none") return other_page("Sec-Fetch-Site", site);
  const std::string_view origin = request.header("Origin");
  if (!origin.empty() && !same_word(host_of(origin), request.header("Host")))
    return other_page("Origin", origin);
  return std::nullopt;
}

std::optional<Response> refuse_in_the_clear(const Request& request) {
  if (came_by_tls(request) || is_loopback(request.header("Host"))) return std::nullopt;
  return problem_response(
      403,
      "passwords and sessions go over TLS alone, except on the machine itself: open the dashboard by https, "
      "through a proxy or with http.admin_tls_certificate");
}

std::optional<Response> check_csrf(const Request& request, const SignedIn& signed_in) {
  if (!is_unsafe(request.method)) return std::nullopt;
  const std::string_view sent = request.header("Suggestd-Csrf");
  const std::string right = csrf_of(signed_in.token);
  if (equal_in_constant_time(bytes_of(sent), bytes_of(right))) return std::nullopt;
  const std::string fault = sent.empty() ? "is missing" : "is not that of this session";
  return problem_response(403, fmt::format("Suggestd-Csrf {}; GET /v1/session tells it in `csrf`", fault),
                          {{"Suggestd-Csrf", fault}});
}

void set_session_cookie(Response& response, bool tls, std::string_view token) {
  response.header("Set-Cookie", fmt::format("{}={}; Path=/; HttpOnly; SameSite=Strict{}",
                                            tls ? kSecureSession : kSession, token, tls ? "; Secure" : ""));
}

void clear_session_cookies(Response& response) {
  response.header("Set-Cookie", fmt::format("{}=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0", kSession));
  response.header("Set-Cookie",
                  fmt::format("{}=; Path=/; HttpOnly; SameSite=Strict; Secure; Max-Age=0", kSecureSession));
}

void set_device_cookie(Response& response, bool tls, std::string_view token) {
  response.header("Set-Cookie",
                  fmt::format("{}={}; Path={}; HttpOnly; SameSite=Strict; Max-Age={}{}", kDevice, token,
                              kDevicePath, kDeviceSeconds, tls ? "; Secure" : ""));
}

std::string_view pending_token_of(const Request& request, bool tls) {
  return cookie_of(request, tls ? kSecurePending : kPending);
}

void set_pending_cookie(Response& response, bool tls, std::string_view token, std::chrono::seconds lives) {
  response.header("Set-Cookie",
                  fmt::format("{}={}; Path=/; HttpOnly; SameSite=Lax; Max-Age={}{}",
                              tls ? kSecurePending : kPending, token, lives.count(), tls ? "; Secure" : ""));
}

void clear_pending_cookie(Response& response, bool tls) {
  set_pending_cookie(response, tls, "", std::chrono::seconds(0));
}

}  // namespace suggestd::http
