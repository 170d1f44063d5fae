// Products' pictures, fetched once from where the shop has them and passed on from here.
//
// Why       the page of a merchant, and the mail of a shopper, then ask no machine but this one; and a shop whose pictures
//           answer slowly, or forbid other sites, is looked at all the same.
// Fetched   by outbound/, with its checks of addresses; without credentials. One fetch at a time for each address, and
//           few at once for all; whoever else comes for it waits with it.
// Believed  by the first bytes (picture_format.h), not by what the other side calls them.
// Failures  are remembered for a while, so that a page of broken pictures does not ask again at each look.
// Threads   any.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

#include "base/clock.h"
#include "base/mutex.h"
#include "base/result.h"
#include "outbound/http_client.h"
#include "pictures/picture_folder.h"

namespace suggestd::pictures {

struct Picture {
  std::string_view type;  // "image/png"
  std::string bytes;
};

class Pictures {
 public:
  // `client` and `clock` must outlive this.
  Pictures(std::unique_ptr<PictureFolder> folder, const outbound::HttpClient& client, const Clock& clock);

  // The picture at a web address. Errors: those of HttpClient::send(); invalid for what is no picture; not_found for
  // another status than 200; busy if too many are being fetched.
  Result<Picture> get(const std::string& address);
  // Ends the fetches that are under way, and refuses new ones.
  void stop() { stopping_.request_stop(); }

 private:
  struct Failure {
    Error error;
    std::chrono::steady_clock::time_point until;
  };
  // An address that is being fetched, from here to the end of the block.
  class Turn;

  std::optional<Picture> kept(const std::string& address) const;
  Result<Picture> fetch(const std::string& address) const;
  // The outcome of somebody else's fetch that was waited for. Requires: it has ended.
  Result<Picture> outcome(const std::string& address) const SUGGESTD_EXCLUDES(mutex_);
  const Error* failure_of(const std::string& address) const SUGGESTD_REQUIRES(mutex_);
  void note_failure(const std::string& address, const Error& error) SUGGESTD_EXCLUDES(mutex_);

  const std::unique_ptr<PictureFolder> folder_;
  const outbound::HttpClient& client_;
  const Clock& clock_;
  std::stop_source stopping_;
  mutable Mutex mutex_;
  ConditionVariable fetched_;
  std::unordered_set<std::string> fetching_ SUGGESTD_GUARDED_BY(mutex_);
  std::size_t waiting_ SUGGESTD_GUARDED_BY(mutex_) = 0;
  std::unordered_map<std::string, Failure> failures_ SUGGESTD_GUARDED_BY(mutex_);
};

}  // namespace suggestd::pictures
