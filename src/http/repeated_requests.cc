#include "http/repeated_requests.h"

#include <xxhash.h>

#include <array>
#include <chrono>
#include <optional>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/log.h"
#include "base/time.h"
#include "http/problem.h"

namespace suggestd::http {
namespace {

using nlohmann::json;

constexpr std::string_view kPrefix = "answer/";
constexpr std::size_t kLongestKey = 255;
// What a kept answer brings back beside its body.
constexpr std::array<std::string_view, 2> kKeptHeaders = {"Suggestd-Session", "ETag"};
constexpr std::array<std::string_view, 3> kTypes = {"application/json; charset=utf-8",
                                                    "application/x-ndjson; charset=utf-8", kProblemType};

std::int64_t day_of(Timestamp time) {
  return std::chrono::floor<std::chrono::days>(time).time_since_epoch().count();
}

// Begins with the day, so that old days go as one range.
std::string name_of(std::int64_t day, const std::string& request) {
  return fmt::format("{}{:08}/{}", kPrefix, day, request);
}

// The key of the header, without the quotes of a structured string; nothing if it is no key.
std::optional<std::string_view> read_key(std::string_view header) {
  if (header.size() >= 2 && header.starts_with('"') && header.ends_with('"')) {
    header = header.substr(1, header.size() - 2);
  }
  if (header.empty() || header.size() > kLongestKey) return std::nullopt;
  return header;
}

std::uint64_t fingerprint_of(const Request& request) {
  const std::string head = fmt::format("{} {}?{}\n", request.method, request.path, request.query);
  return XXH3_64bits_withSeed(request.body.data(), request.body.size(),
                              XXH3_64bits(head.data(), head.size()));
}

// Answers that say nothing of the request itself: trying again may end otherwise.
bool is_passing(int status) { return status >= 500 || status == 429; }

struct KeptAnswer {
  std::uint64_t fingerprint = 0;
  Response response;
};

std::string to_text(std::uint64_t fingerprint, const Response& response) {
  json kept = {{"request", fingerprint}, {"status", response.status}, {"body", response.body}};
  kept["type"] = response.content_type;
  for (const auto& [name, value] : response.headers) {
    for (const std::string_view header : kKeptHeaders) {
      if (name == header) kept["headers"][std::string(name)] = value;
    }
  }
  return kept.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::optional<KeptAnswer> from_text(std::string_view text) {
  const json kept = json::parse(text, nullptr, false);
  if (!kept.is_object() || !kept.contains("request")) return std::nullopt;
  KeptAnswer answer;
  answer.fingerprint = kept["request"].get<std::uint64_t>();
  answer.response.status = kept.value("status", 200);
  answer.response.body = kept.value("body", "");
  for (const std::string_view type : kTypes) {
    if (kept.value("type", "") == type) answer.response.content_type = type;
  }
  const json headers = kept.value("headers", json::object());
  for (const std::string_view name : kKeptHeaders) {
    const auto value = headers.find(name);
    if (value != headers.end()) answer.response.header(name, value->get<std::string>());
  }
  answer.response.header("Idempotent-Replayed", "true");
  return answer;
}

std::optional<KeptAnswer> find(const store::MetaTable& meta, const std::string& request, std::int64_t today) {
  for (const std::int64_t day : {today, today - 1}) {
    const auto text = meta.get(name_of(day, request));
    if (text && *text) return from_text(**text);
  }
  return std::nullopt;
}

}  // namespace

// Marks a key as under way for as long as it lives; taken() says whether another request has it.
class RepeatedRequests::UnderWay {
 public:
  UnderWay(RepeatedRequests& all, const std::string& name) : all_(all), name_(name) {
    const std::lock_guard lock(all_.mutex_);
    ours_ = all_.under_way_.insert(name_).second;
  }
  ~UnderWay() {
    if (!ours_) return;
    const std::lock_guard lock(all_.mutex_);
    all_.under_way_.erase(name_);
  }
  UnderWay(const UnderWay&) = delete;
  UnderWay& operator=(const UnderWay&) = delete;

  bool taken() const noexcept { return !ours_; }

 private:
  RepeatedRequests& all_;
  const std::string& name_;
  bool ours_ = false;
};

Response RepeatedRequests::once(const Request& request, const std::function<Response()>& handle) {
  const std::string_view header = request.header("Idempotency-Key");
  if (header.empty()) return handle();
  const auto key = read_key(header);
  if (!key) {
    return problem_response(400, fmt::format("Idempotency-Key: must be text of 1 to {} bytes", kLongestKey));
  }
  const std::string name = fmt::format("{}/{}", request.caller->key_id, *key);
  const UnderWay under_way(*this, name);
  if (under_way.taken()) {
    return problem_response(409, "the first request with this Idempotency-Key is still under way");
  }
  const std::uint64_t fingerprint = fingerprint_of(request);
  auto kept = find(meta_, name, day_of(now()));
  if (!kept) return run_first(name, fingerprint, handle);
  if (kept->fingerprint == fingerprint) return std::move(kept->response);
  return problem_response(422, "this Idempotency-Key was used for another request; take a new one");
}

Response RepeatedRequests::run_first(const std::string& name, std::uint64_t fingerprint,
                                     const std::function<Response()>& handle) {
  Response response = handle();
  if (!is_passing(response.status) && !response.stream && response.body.size() <= kLongestKeptAnswer) {
    keep(name, fingerprint, response);
  }
  return response;
}

// The request is done: that its answer could not be kept must not turn it into a failure.
void RepeatedRequests::keep(const std::string& name, std::uint64_t fingerprint, const Response& response) {
  const std::int64_t today = day_of(now());
  forget_old(today);
  if (const Status kept = meta_.put(name_of(today, name), to_text(fingerprint, response)); !kept) {
    log_warning("an answer could not be kept for a repeat", {{"error", kept.error().message()}});
  }
}

void RepeatedRequests::forget_old(std::int64_t today) {
  {
    const std::lock_guard lock(mutex_);
    if (swept_day_ == today) return;
    swept_day_ = today;
  }
  const Status removed = meta_.remove_range(kPrefix, name_of(today - 1, ""));
  if (!removed) log_warning("old answers could not be removed", {{"error", removed.error().message()}});
}

}  // namespace suggestd::http
