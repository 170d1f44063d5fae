// Who changed what: each change that came in by the administrators' listener or by the owner's commands, in order
// ("audit/<number>" in the store).
//
// Kept     the last kMostAuditEntries, and none longer than kKeepAudit.
// Threads  any; additions are serialised inside.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/mutex.h"
#include "base/result.h"
#include "base/time.h"
#include "store/tables/meta_table.h"

namespace suggestd::http {

inline constexpr std::chrono::days kKeepAudit{400};
inline constexpr std::uint64_t kMostAuditEntries = 10'000;

struct AuditEntry {
  std::uint64_t number = 0;  // given by the log; larger is later
  Timestamp at = {};
  std::string actor;       // a person's address, a key's id, or "owner"
  std::string actor_kind;  // account, key or owner
  std::string action;      // "POST /v1/keys"
  std::string shop;        // that it was about; "": the server
  std::string target;      // the address of the thing that was changed
  int status = 0;
  std::string request_id;
};

struct AuditPage {
  std::vector<AuditEntry> entries;    // newest first
  std::optional<std::uint64_t> next;  // entries before this number may follow
};

class AuditLog {
 public:
  // Requires: `meta` outlives the log; most > 0.
  static Result<std::unique_ptr<AuditLog>> open(store::MetaTable& meta,
                                                std::uint64_t most = kMostAuditEntries);

  // In the store when it returns.
  Status add(AuditEntry entry);
  // The last `limit` entries before the number `before` (nothing: the newest), of this shop alone if one is named.
  Result<AuditPage> read(std::size_t limit, std::optional<std::uint64_t> before, std::string_view shop) const;

 private:
  AuditLog(store::MetaTable& meta, std::uint64_t most) : meta_(meta), most_(most) {}
  Status forget_old(Timestamp now) SUGGESTD_REQUIRES(mutex_);

  store::MetaTable& meta_;
  const std::uint64_t most_;
  mutable Mutex mutex_;
  std::uint64_t first_ SUGGESTD_GUARDED_BY(mutex_) = 1;  // of those that are kept
  std::uint64_t next_ SUGGESTD_GUARDED_BY(mutex_) = 1;
};

}  // namespace suggestd::http
