#include "pictures/pictures.h"

#include <utility>

#include <fmt/format.h>

#include "base/log.h"
#include "base/metrics.h"
#include "pictures/limits.h"
#include "pictures/picture_format.h"

namespace suggestd::pictures {
namespace {

// A worker of a listener waits meanwhile, so both are few and short.
constexpr std::size_t kMostFetches = 8;
constexpr std::size_t kMostWaiting = 16;
constexpr std::chrono::seconds kConnectTime{3};
constexpr std::chrono::seconds kTotalTime{8};

constexpr std::chrono::minutes kFailureLasts{10};
constexpr std::size_t kMostFailures = 1000;
constexpr int kGood = 200;

Error too_many() { return {ErrorKind::busy, "too many pictures are being fetched; ask again in a moment"}; }

void count(std::string_view outcome) { counter("suggestd_pictures_total", {{"outcome", outcome}}).add(); }

}  // namespace

class Pictures::Turn {
 public:
  Turn(Pictures& pictures, std::string address) : pictures_(pictures), address_(std::move(address)) {}
  ~Turn() {
    const MutexLock lock(pictures_.mutex_);
    pictures_.fetching_.erase(address_);
    pictures_.fetched_.notify_all();
  }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

 private:
  Pictures& pictures_;
  const std::string address_;
};

Pictures::Pictures(std::unique_ptr<PictureFolder> folder, const outbound::HttpClient& client,
                   const Clock& clock)
    : folder_(std::move(folder)), client_(client), clock_(clock) {}

Result<Picture> Pictures::get(const std::string& address) {
  if (auto picture = kept(address)) {
    count("kept");
    return *std::move(picture);
  }
  MutexLock lock(mutex_);
  if (const Error* failed = failure_of(address)) return *failed;
  if (fetching_.contains(address)) {
    if (waiting_ == kMostWaiting) return too_many();
    ++waiting_;
    fetched_.wait(lock, [&]() SUGGESTD_REQUIRES(mutex_) { return !fetching_.contains(address); });
    --waiting_;
    lock.unlock();
    return outcome(address);
  }
  if (fetching_.size() == kMostFetches) return too_many();
  fetching_.insert(address);
  lock.unlock();
  const Turn turn(*this, address);
  auto picture = fetch(address);
  count(picture ? "fetched" : "failed");
  if (!picture) {
    note_failure(address, picture.error());
  } else if (Status kept = folder_->keep(address, picture->bytes, clock_.wall()); !kept) {
    log_warning("a picture could not be kept", {{"error", kept.error().message()}});
  }
  return picture;
}

std::optional<Picture> Pictures::kept(const std::string& address) const {
  auto bytes = folder_->find(address, clock_.wall());
  if (!bytes) return std::nullopt;
  const std::string_view type = picture_type(*bytes);
  return Picture{type, *std::move(bytes)};
}

Result<Picture> Pictures::fetch(const std::string& address) const {
  outbound::Call call;
  call.purpose = "picture";
  call.address = address;
  call.headers = {{"Accept", "image/avif,image/webp,image/png,image/jpeg,image/gif"}};
  call.connect_time = kConnectTime;
  call.total_time = kTotalTime;
  call.most_bytes = limits::kPictureBytes.most;
  call.stop = stopping_.get_token();
  auto answer = client_.send(call);
  if (!answer) return std::move(answer).error();
  if (answer->status != kGood)
    return Error(ErrorKind::not_found, fmt::format("{} answered {}", answer->address, answer->status));
  const std::string_view type = picture_type(answer->body);
  if (type.empty())
    return invalid(answer->address +
                   " answered no PNG, JPEG, GIF, WebP or AVIF; other pictures are not passed on");
  return Picture{type, std::move(answer->body)};
}

Result<Picture> Pictures::outcome(const std::string& address) const {
  if (auto picture = kept(address)) return *std::move(picture);
  const MutexLock lock(mutex_);
  const Error* const failed = failure_of(address);
  return failed == nullptr ? too_many() : *failed;
}

const Error* Pictures::failure_of(const std::string& address) const {
  const auto found = failures_.find(address);
  return found == failures_.end() || clock_.steady() > found->second.until ? nullptr : &found->second.error;
}

void Pictures::note_failure(const std::string& address, const Error& error) {
  const auto now = clock_.steady();
  const MutexLock lock(mutex_);
  if (failures_.size() >= kMostFailures)
    std::erase_if(failures_, [&](const auto& each) { return now > each.second.until; });
  if (failures_.size() >= kMostFailures) failures_.erase(failures_.begin());
  failures_.insert_or_assign(address, Failure{error, now + kFailureLasts});
}

}  // namespace suggestd::pictures
