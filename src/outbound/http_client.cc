#include "outbound/http_client.h"

#include <curl/curl.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <random>

#include <fmt/format.h>

#include "base/this_thread.h"
#include "outbound/call_outcome.h"
#include "outbound/curl_parts.h"
#include "outbound/limits.h"
#include "outbound/retry.h"

namespace suggestd::outbound {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

namespace {

bool reads(const std::string& method) { return method == "GET" || method == "HEAD"; }

bool may_repeat(const Call& call) {
  return call.repeatable || reads(call.method) || call.method == "PUT" || call.method == "DELETE";
}

milliseconds left_until(Clock::time_point until) {
  return std::chrono::ceil<milliseconds>(until - Clock::now());
}

Error stopped() { return Error(ErrorKind::busy, "the call was stopped"); }

// A header must not become two.
Status check_headers(const CallHeaders& headers) {
  for (const auto& [name, value] : headers) {
    const auto bad = [](char c) { return c == '\r' || c == '\n' || c == '\0'; };
    if (name.empty() || std::ranges::any_of(name, bad) || name.find_first_of(": ") != std::string::npos ||
        std::ranges::any_of(value, bad))
      return invalid(fmt::format("the header '{}' can't be sent", name));
  }
  return {};
}

// "HTTP/1.1 200 OK" -> 200; 0 if there is none.
int status_of(std::string_view line) {
  const std::string_view digits = line.substr(std::min(line.find(' '), line.size() - 1) + 1);
  int status = 0;
  (void)std::from_chars(digits.data(), digits.data() + digits.size(), status);
  return status;
}

double roll() {
  thread_local std::minstd_rand dice{std::random_device{}()};
  return std::uniform_real_distribution<double>(0, 1)(dice);
}

std::string_view outcome_of(const Result<CallAnswer>& answer) {
  if (!answer) return outcome_of_failure(answer.error());
  return answer->status < 400 ? "answered" : answer->status < 500 ? "refused" : "failed_there";
}

}  // namespace

// One request and its answer, without redirects.
struct HttpClient::Exchange {
  const Call& call;
  const WebAddress& address;
  bool same_origin;
  Clock::time_point until;
  const AddressRules& rules;
  bool& begun;  // a piece of the body was handed over

  CallAnswer answer = {};
  std::size_t head_bytes = 0;
  std::size_t body_bytes = 0;
  std::optional<Error> failure = {};  // why a callback ended the transfer
  std::optional<Error> denied = {};   // where it may not connect to; another address of the name may do
  std::string redirect = {};          // where the answer leads; "": nowhere

  bool has_time() {
    if (call.stop.stop_requested()) failure = stopped();
    return !failure;
  }
  std::size_t take_header(std::string_view line);
  std::size_t take_body(std::string_view piece);
  curl_socket_t open_socket(const curl_sockaddr& to);
};

// A line of the head. A first line begins a new one: that of a 100 comes before the real one.
std::size_t HttpClient::Exchange::take_header(std::string_view line) {
  head_bytes += line.size();
  if (head_bytes > limits::kOutboundHead.most) {
    failure = Error(ErrorKind::too_large,
                    fmt::format("the answer's headers have more than {} bytes", limits::kOutboundHead.most));
    return 0;
  }
  if (line.starts_with("HTTP/")) {
    answer.headers.clear();
    answer.status = status_of(line);
  }
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) return line.size();
  std::string name(line.substr(0, colon));
  std::ranges::transform(name, name.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  std::string_view value = line.substr(colon + 1);
  while (!value.empty() && (value.front() == ' ' || value.front() == '\t')) value.remove_prefix(1);
  while (!value.empty() && (value.back() == '\r' || value.back() == '\n' || value.back() == ' '))
    value.remove_suffix(1);
  answer.headers.emplace_back(std::move(name), value);
  return line.size();
}

std::size_t HttpClient::Exchange::take_body(std::string_view piece) {
  body_bytes += piece.size();
  if (body_bytes > call.most_bytes) {
    failure = Error(ErrorKind::too_large, fmt::format("the answer has more than {} bytes", call.most_bytes));
    return 0;
  }
  if (!call.on_body || answer.status != 200) {
    answer.body.append(piece);
    return piece.size();
  }
  begun = true;
  if (Status taken = call.on_body(piece); !taken) {
    failure = std::move(taken).error();
    return 0;
  }
  return piece.size();
}

curl_socket_t HttpClient::Exchange::open_socket(const curl_sockaddr& to) {
  return open_checked_socket(to, rules, denied);
}

namespace {

template <class Exchange>
void set_callbacks(CURL* handle, Exchange& exchange) {
  curl_easy_setopt(handle, CURLOPT_OPENSOCKETDATA, &exchange);
  curl_easy_setopt(
      handle, CURLOPT_OPENSOCKETFUNCTION, +[](void* data, curlsocktype, curl_sockaddr* to) -> curl_socket_t {
        return static_cast<Exchange*>(data)->open_socket(*to);
      });
  curl_easy_setopt(handle, CURLOPT_HEADERDATA, &exchange);
  curl_easy_setopt(
      handle, CURLOPT_HEADERFUNCTION,
      +[](char* bytes, std::size_t one, std::size_t count, void* data) -> std::size_t {
        return static_cast<Exchange*>(data)->take_header({bytes, one * count});
      });
  curl_easy_setopt(handle, CURLOPT_WRITEDATA, &exchange);
  curl_easy_setopt(
      handle, CURLOPT_WRITEFUNCTION,
      +[](char* bytes, std::size_t one, std::size_t count, void* data) -> std::size_t {
        auto& of = *static_cast<Exchange*>(data);
        return of.take_body({bytes, one * count});
      });
  curl_easy_setopt(handle, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(handle, CURLOPT_XFERINFODATA, &exchange);
  curl_easy_setopt(
      handle, CURLOPT_XFERINFOFUNCTION,
      +[](void* data, curl_off_t, curl_off_t, curl_off_t, curl_off_t) -> int {
        return static_cast<Exchange*>(data)->has_time() ? 0 : 1;
      });
}

void set_rules(CURL* handle, const Call& call, milliseconds left) {
  curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(handle, CURLOPT_ACCEPT_ENCODING,
                   "");  // all that it can unpack; take_body() counts unpacked bytes
  curl_easy_setopt(handle, CURLOPT_HTTP09_ALLOWED, 0L);
  curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS,
                   static_cast<long>(std::min(call.connect_time, left).count()));
  curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, static_cast<long>(left.count()));
}

void set_request(CURL* handle, const Call& call, const std::string& address) {
  curl_easy_setopt(handle, CURLOPT_URL, address.c_str());
  if (call.method == "HEAD") {
    curl_easy_setopt(handle, CURLOPT_NOBODY, 1L);
  } else if (call.method != "GET") {
    curl_easy_setopt(handle, CURLOPT_POSTFIELDS, call.body.data());
    curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(call.body.size()));
    curl_easy_setopt(handle, CURLOPT_CUSTOMREQUEST, call.method.c_str());
  }
}

CurlLines header_list(const Call& call, bool same_origin) {
  std::vector<std::string> lines = {"User-Agent: suggestd", "Expect:"};  // no wait for a 100 before a body
  for (const auto& [name, value] : call.headers) lines.push_back(fmt::format("{}: {}", name, value));
  if (same_origin) {
    for (const auto& [name, value] : call.private_headers)
      lines.push_back(fmt::format("{}: {}", name, value));
  }
  return curl_lines(lines);
}

}  // namespace

std::string_view CallAnswer::header(std::string_view name) const {
  const auto found =
      std::ranges::find(headers, name, [](const auto& header) { return std::string_view(header.first); });
  return found == headers.end() ? std::string_view() : std::string_view(found->second);
}

HttpClient::HttpClient(ClientOptions options) : options_(std::move(options)) {}

Result<CallAnswer> HttpClient::send(const Call& call) const {
  for (const CallHeaders* headers : {&call.headers, &call.private_headers}) {
    if (Status good = check_headers(*headers); !good) return std::move(good).error();
  }
  const auto address = WebAddress::parse(call.address);
  if (!address) return address.error();
  const Clock::time_point until = Clock::now() + call.total_time;
  for (std::size_t tried = 1;; ++tried) {
    bool begun = false;
    Result<CallAnswer> answer = follow(call, *address, until, begun);
    const bool passing = answer ? may_pass(answer->status) : answer.error().kind() == ErrorKind::io;
    milliseconds wait = backoff(tried, options_.backoff, roll());
    if (answer) wait = retry_after(answer->header("retry-after"), now()).value_or(wait);
    const bool again = passing && may_repeat(call) && !begun && tried < limits::kOutboundTries.most &&
                       wait < left_until(until) && rest(wait, call.stop);
    if (again) continue;
    count_call(call.purpose, outcome_of(answer));
    return answer;
  }
}

Result<CallAnswer> HttpClient::follow(const Call& call, WebAddress address, Clock::time_point until,
                                      bool& begun) const {
  const WebAddress first = address;
  for (std::size_t redirects = 0;; ++redirects) {
    Exchange one{call, address, first.same_origin(address), until, options_.rules, begun};
    Result<CallAnswer> answer = exchange(one);
    if (!answer) return answer.error().with_context(address.host());
    if (one.redirect.empty() || !reads(call.method)) return answer;
    if (redirects == limits::kOutboundRedirects.most)
      return Error(ErrorKind::denied, fmt::format("more than {} redirects", limits::kOutboundRedirects.most));
    auto next = WebAddress::parse(one.redirect);
    if (!next) return next.error().with_context("a redirect");
    if (address.is_https() && !next->is_https())
      return Error(ErrorKind::denied, fmt::format("{} redirects from https to http", address.host()));
    address = *std::move(next);
  }
}

Result<CallAnswer> HttpClient::exchange(Exchange& exchange) const {
  const milliseconds left = left_until(exchange.until);
  if (left <= milliseconds(0)) return io_error("the time for the call is over");
  const CurlHandle handle = new_curl_handle(options_.ca_file);
  if (handle == nullptr) return internal_error("memory ran out");
  std::array<char, CURL_ERROR_SIZE> detail{};
  const CurlLines headers = header_list(exchange.call, exchange.same_origin);
  curl_easy_setopt(handle.get(), CURLOPT_ERRORBUFFER, detail.data());
  curl_easy_setopt(handle.get(), CURLOPT_HTTPHEADER, headers.get());
  set_rules(handle.get(), exchange.call, left);
  set_request(handle.get(), exchange.call, exchange.address.text());
  set_callbacks(handle.get(), exchange);
  const CURLcode code = curl_easy_perform(handle.get());
  if (exchange.failure) return *exchange.failure;
  if (code != CURLE_OK && exchange.denied) return *exchange.denied;
  if (code != CURLE_OK) return curl_error(code, detail.data());
  long status = 0;
  const char* redirect = nullptr;
  curl_easy_getinfo(handle.get(), CURLINFO_RESPONSE_CODE, &status);
  curl_easy_getinfo(handle.get(), CURLINFO_REDIRECT_URL, &redirect);
  exchange.answer.status = static_cast<int>(status);
  exchange.answer.address = exchange.address.text();
  if (redirect != nullptr) exchange.redirect = redirect;
  return std::move(exchange.answer);
}

}  // namespace suggestd::outbound
