// The sessions of people who have signed in, kept in the store ("sessions/<hash of the token>"), so that a restart
// signs nobody out. The token itself is kept nowhere.
//
// Ends     after kSessionIdle without a request, kSessionLongest after the sign-in, and as soon as the account's generation is
//          another one (access/account_record.h) or the account is gone. An account has limits::kAccountSessions; one more
//          ends the one that was used longest ago.
// Use      is written down every kBetweenSessionNotes, so a crash may let a session end that much sooner.
// Threads  find() any, without a lock for known sessions; the rest serialised inside.
#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "access/accounts.h"
#include "access/rate_limit.h"
#include "base/mutex.h"
#include "base/published.h"
#include "base/result.h"
#include "base/time.h"
#include "store/tables/meta_table.h"

namespace suggestd::http {

inline constexpr std::chrono::hours kSessionIdle{8};
inline constexpr std::chrono::hours kSessionLongest{7 * 24};
inline constexpr std::chrono::minutes kBetweenSessionNotes{5};

struct SessionEntry {
  std::string hash;  // of the token, in hex
  std::string account_id;
  std::uint64_t generation = 0;
  Timestamp begun = {};
  mutable std::atomic<Timestamp> used = {};  // as it was last written down
  mutable TokenBucket bucket = {};
};

// A request's session and account, as they were when the request came.
struct SignedIn {
  std::shared_ptr<const SessionEntry> session;
  Accounts::Pointer account;
  std::string token;
};

struct NewSession {
  std::string token;
  Timestamp expires;
};

// The moment at which a session ends if it is used at `now` and not any more.
Timestamp session_end(const SessionEntry& session, Timestamp now);

// The token that a page sends beside the cookie of its session: a page of elsewhere can't read it.
std::string csrf_of(std::string_view token);

class Sessions {
 public:
  // Requires: `meta` and `accounts` outlive the sessions.
  static Result<std::unique_ptr<Sessions>> open(store::MetaTable& meta, const Accounts& accounts);

  // Nothing if there is no such session, or it has ended. Notes that it was used.
  std::optional<SignedIn> find(std::string_view token, Timestamp now);
  Result<NewSession> begin(const AccountRecord& account, Timestamp now);
  Status end(std::string_view token);

 private:
  using Pointer = std::shared_ptr<const SessionEntry>;
  using Table = std::unordered_map<std::string, Pointer>;

  Sessions(store::MetaTable& meta, const Accounts& accounts);
  Status load();
  bool is_over(const SessionEntry& session, Timestamp now) const;
  void note_use(const SessionEntry& session, Timestamp now);
  Status drop_ended(Table& table, Timestamp now) SUGGESTD_REQUIRES(mutex_);
  Status make_room(Table& table, std::string_view account_id) SUGGESTD_REQUIRES(mutex_);

  store::MetaTable& meta_;
  const Accounts& accounts_;
  Published<Table> table_;  // stored under mutex_
  Mutex mutex_;
};

}  // namespace suggestd::http
