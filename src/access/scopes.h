// The scopes that open routes, and the callers who have them.
//
// Threads  plain values.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "access/page_terms.h"
#include "base/ids.h"
#include "base/result.h"

namespace suggestd::http {

// One bit each, so that a key's scopes are a set.
enum class Scope : std::uint32_t {
  none = 0,                // no key needed
  ingest = 1U << 0U,       // write orders, events, products, users and the feed's named consumers; opens what
                           // merchandise does too
  read = 1U << 1U,         // read records, vectors and the change feed; changes nothing
  recommend = 1U << 2U,    // ask for lists
  collect = 1U << 3U,      // send events from a page
  privacy = 1U << 4U,      // export and erase a person
  admin = 1U << 5U,        // keys, people, backups, status of all shops
  merchandise = 1U << 6U,  // scenarios and their trials
  watch = 1U << 7U,        // how the server and all of its shops are, in numbers; goes with no other scope
};

using ScopeSet = std::uint32_t;

inline constexpr ScopeSet kShopScopes = static_cast<ScopeSet>(Scope::ingest) |
                                        static_cast<ScopeSet>(Scope::read) |
                                        static_cast<ScopeSet>(Scope::recommend);
// The most that a key in a page may have.
inline constexpr ScopeSet kPageScopes =
    static_cast<ScopeSet>(Scope::collect) | static_cast<ScopeSet>(Scope::recommend);
inline constexpr ScopeSet kAdminScopes =
    kShopScopes | kPageScopes | static_cast<ScopeSet>(Scope::privacy) | static_cast<ScopeSet>(Scope::admin);

inline constexpr ScopeSet kAllScopes =
    kAdminScopes | static_cast<ScopeSet>(Scope::merchandise) | static_cast<ScopeSet>(Scope::watch);

constexpr bool has(ScopeSet scopes, Scope scope) { return (scopes & static_cast<ScopeSet>(scope)) != 0; }

constexpr bool allows(ScopeSet scopes, Scope needed) {
  if (needed == Scope::none || has(scopes, needed)) return true;
  return needed == Scope::merchandise && has(scopes, Scope::ingest);
}

// True for scopes that are for all shops: a key with one of these belongs to none.
constexpr bool of_whole_server(ScopeSet scopes) {
  return has(scopes, Scope::admin) || has(scopes, Scope::watch);
}

std::string_view scope_name(Scope scope);
// "ingest,read": Errors: invalid, naming the word and the valid ones; `watch` with another one.
Result<ScopeSet> parse_scopes(std::string_view list);
std::string to_text(ScopeSet scopes);
// In the order in which to_text() writes them.
void for_each_scope(ScopeSet scopes, const std::function<void(Scope)>& visit);

enum class CallerKind { key, account, owner };

// Whoever a request comes from: a key, the account of a person (access/roles.h), the owner of the store, or a person
// who is signed in to a shop.
struct Caller {
  std::string key_id;  // of the key, its hash's first digits; or the account's id: safe to log
  std::string shop;    // that the caller is kept to; "" for an administrator
  ScopeSet scopes = 0;
  CallerKind kind = CallerKind::key;
  ScopeSet grants = kAllScopes;                     // of an account: the scopes that it may hand on
  std::shared_ptr<const PageTerms> page = nullptr;  // of a page's key; null for any other caller
  std::string shopper = {};  // the user whose token it is (access/shopper_token.h); "": a key's owner

  // True for callers whose requests anybody can read and change: they get what http/page_access.h lists.
  bool in_browser() const noexcept { return page != nullptr || !shopper.empty(); }
};

}  // namespace suggestd::http
