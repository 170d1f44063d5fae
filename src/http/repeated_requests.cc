#include "http/repeated_requests.h"

#include <xxhash.h>

#include <optional>

#include <fmt/format.h>

#include "base/log.h"
#include "base/mutex.h"
#include "http/limits.h"
#include "http/problem.h"
#include "http/route.h"
#include "shop/shop.h"

namespace suggestd::http {
namespace {

// The key of the header, without the quotes of a structured string; nothing if it is no key.
std::optional<std::string_view> read_key(std::string_view header) {
  if (header.size() >= 2 && header.starts_with('"') && header.ends_with('"')) {
    header = header.substr(1, header.size() - 2);
  }
  if (header.empty() || header.size() > limits::kIdempotencyKeyBytes.most) return std::nullopt;
  return header;
}

std::uint64_t fingerprint_of(const Request& request) {
  const std::string head = fmt::format("{} {}?{} {}\n", request.method, request.path, request.query,
                                       request.ndjson ? "lines" : "one");
  return XXH3_64bits_withSeed(request.body.data(), request.body.size(),
                              XXH3_64bits(head.data(), head.size()));
}

}  // namespace

// Marks a key as under way for as long as it lives; taken() says whether another request has it.
class RepeatedRequests::UnderWay {
 public:
  UnderWay(RepeatedRequests& all, const Name& name) : all_(all), name_(name) {
    const MutexLock lock(all_.mutex_);
    ours_ = all_.under_way_.insert(name_).second;
  }
  ~UnderWay() {
    if (!ours_) return;
    const MutexLock lock(all_.mutex_);
    all_.under_way_.erase(name_);
  }
  UnderWay(const UnderWay&) = delete;
  UnderWay& operator=(const UnderWay&) = delete;

  bool taken() const noexcept { return !ours_; }

 private:
  RepeatedRequests& all_;
  const Name& name_;
  bool ours_ = false;
};

Response RepeatedRequests::once(Request& request, const std::function<Response()>& handle) {
  const IdempotencyKey use = request.route->idempotency_key;
  if (use == IdempotencyKey::passed_over) return handle();
  const std::string_view header = request.header("Idempotency-Key");
  if (header.empty()) return handle();
  if (use == IdempotencyKey::refused) {
    return problem_response(
        400, "Idempotency-Key: this takes none, since after a crash the request could be made twice");
  }
  const auto key = read_key(header);
  if (!key) {
    return problem_response(400, fmt::format("Idempotency-Key: must be text of 1 to {} bytes",
                                             limits::kIdempotencyKeyBytes.most));
  }
  return run(request, {request.shop->id(), fmt::format("{}/{}", request.caller->key_id, *key)}, handle);
}

Response RepeatedRequests::run(Request& request, Name name, const std::function<Response()>& handle) {
  const UnderWay under_way(*this, name);
  if (under_way.taken()) {
    return problem_response(409, "the first request with this Idempotency-Key is still under way");
  }
  if (const Status aged = repeats_.age(); !aged)
    log_warning("kept answers could not be aged", {{"error", aged.error().message()}});
  const std::uint64_t fingerprint = fingerprint_of(request);
  const auto before = repeats_.fingerprint(name.first, name.second);
  if (!before) return problem_response(before.error());
  if (*before && **before != fingerprint) {
    return problem_response(422, "this Idempotency-Key was used for another request; take a new one");
  }
  request.repeat = store::RepeatToken{name.second, fingerprint, 0, ""};
  return handle();
}

}  // namespace suggestd::http
