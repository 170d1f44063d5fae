// What a key may do, and whose it is.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/result.h"

namespace suggestd::http {

// One bit each, so that a key's scopes are a set.
enum class Scope : std::uint32_t {
  none = 0,              // no key needed
  ingest = 1U << 0U,     // write orders, events, products, users
  read = 1U << 1U,       // read records, vectors and the change feed
  recommend = 1U << 2U,  // ask for lists
  collect = 1U << 3U,    // send events from a page
  privacy = 1U << 4U,    // export and erase a person
  admin = 1U << 5U,      // keys, backups, status of all shops
};

using ScopeSet = std::uint32_t;

inline constexpr ScopeSet kShopScopes = static_cast<ScopeSet>(Scope::ingest) |
                                        static_cast<ScopeSet>(Scope::read) |
                                        static_cast<ScopeSet>(Scope::recommend);
inline constexpr ScopeSet kAdminScopes =
    kShopScopes | static_cast<ScopeSet>(Scope::privacy) | static_cast<ScopeSet>(Scope::admin);

constexpr bool allows(ScopeSet scopes, Scope needed) {
  return needed == Scope::none || (scopes & static_cast<ScopeSet>(needed)) != 0;
}

std::string_view scope_name(Scope scope);
// "ingest,read": Errors: invalid, naming the word and the valid ones.
Result<ScopeSet> parse_scopes(std::string_view list);
std::string to_text(ScopeSet scopes);

// Whom a key belongs to.
struct Caller {
  std::string key_id;  // first digits of the key's hash: safe to log
  std::string shop;    // "" for the administrator
  ScopeSet scopes = 0;
};

}  // namespace suggestd::http
