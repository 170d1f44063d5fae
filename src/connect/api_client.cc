#include "connect/api_client.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <thread>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/checked_httplib.h"

namespace suggestd::cli {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::seconds kRetryFor{60};
constexpr std::chrono::seconds kAnswerTimeout{120};
constexpr std::string_view kPlain = "http://";
constexpr std::string_view kTls = "https://";

std::chrono::milliseconds retry_after(const httplib::Response& response) {
  const std::string text = response.get_header_value("Retry-After");
  int seconds = 1;
  std::from_chars(text.data(), text.data() + text.size(), seconds);
  return std::chrono::milliseconds(std::clamp(seconds, 0, 10) * 1000 + 50);
}

Error no_answer(const std::string& url, httplib::Error error) {
  if (error == httplib::Error::Connection)
    return io_error(
        fmt::format("{}: nobody answers there; is the server running, and is that its port?", url));
  if (error == httplib::Error::SSLServerVerification)
    return io_error(fmt::format(
        "{}: no authority that this machine trusts vouches for its certificate, or it is another host's; "
        "SSL_CERT_FILE names a file with an authority of your own",
        url));
  if (error == httplib::Error::SSLConnection)
    return io_error(fmt::format("{}: no TLS could be agreed; is it http:// there?", url));
  return io_error(fmt::format("{}: the connection failed ({})", url, httplib::to_string(error)));
}

// The host and port, or nothing if it is no address of a server.
std::string_view authority_of(std::string_view url) {
  for (const std::string_view scheme : {kPlain, kTls}) {
    if (!url.starts_with(scheme)) continue;
    url.remove_prefix(scheme.size());
    if (url.ends_with('/')) url.remove_suffix(1);
    return url.find('/') == std::string_view::npos ? url : "";
  }
  return "";
}

}  // namespace

Result<std::unique_ptr<ApiClient>> ApiClient::open(const std::string& url, const std::string& key) {
  const Error wrong =
      invalid(fmt::format("'{}' must be like http://127.0.0.1:8600, or https:// with TLS", url));
  if (authority_of(url).empty()) return wrong;
  if (key.empty()) return invalid("a key is needed: --key, or the environment variable SUGGESTD_KEY");
  const std::string base = url.ends_with('/') ? url.substr(0, url.size() - 1) : url;
  auto client = std::make_unique<httplib::Client>(base);
  if (!client->is_valid()) return wrong;
  client->set_keep_alive(true);
  client->set_tcp_nodelay(true);
  client->set_read_timeout(kAnswerTimeout);
  client->set_write_timeout(kAnswerTimeout);
  client->set_default_headers({{"Authorization", "Bearer " + key}});
  return std::unique_ptr<ApiClient>(new ApiClient(base, std::move(client)));
}

ApiClient::ApiClient(std::string url, std::unique_ptr<httplib::Client> client)
    : url_(std::move(url)), client_(std::move(client)) {}

ApiClient::~ApiClient() = default;

template <class Send>
Result<ApiAnswer> ApiClient::send(Send send_once) {
  const auto end = Clock::now() + kRetryFor;
  for (;;) {
    const httplib::Result result = send_once();
    if (!result) return no_answer(url_, result.error());
    const bool later = result->status == 503 || result->status == 429;
    if (later && Clock::now() < end) {
      std::this_thread::sleep_for(retry_after(*result));
      continue;
    }
    ApiAnswer answer{result->status, result->body, result->get_header_value("ETag")};
    if (answer.status == 401 || answer.status == 403)
      return Error(ErrorKind::denied, api_error(answer).message());
    return answer;
  }
}

Result<ApiAnswer> ApiClient::get(const std::string& path) {
  return send([&] { return client_->Get(path); });
}

Result<ApiAnswer> ApiClient::post(const std::string& path, std::string_view body,
                                  const std::string& content_type) {
  return send([&] { return client_->Post(path, body.data(), body.size(), content_type); });
}

Result<ApiAnswer> ApiClient::remove(const std::string& path) {
  return send([&] { return client_->Delete(path); });
}

Result<ApiAnswer> ApiClient::put_if(const std::string& path, std::string_view json,
                                    const std::string& entity_tag) {
  return send([&] {
    return client_->Put(path, {{"If-Match", entity_tag}}, json.data(), json.size(), "application/json");
  });
}

Error api_error(const ApiAnswer& answer) {
  const auto problem = nlohmann::json::parse(answer.body, nullptr, false);
  std::string detail;
  if (problem.is_object()) detail = problem.value("detail", "");
  return io_error(detail.empty() ? fmt::format("the server answered {}", answer.status)
                                 : fmt::format("the server answered {}: {}", answer.status, detail));
}

}  // namespace suggestd::cli
