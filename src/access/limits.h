// The limits of this layer: see base/limit.h.
#pragma once

#include <array>

#include "base/limit.h"

namespace suggestd::limits {

inline constexpr Limit kKeys{"keys.known", 5000, "keys",
                             "keys of one server, with those that ended in the last 90 days", "409"};

inline constexpr Limit kTokenBytes{"shopper_token.bytes", 4096, "bytes", "the token of a signed-in shopper",
                                   "401"};
inline constexpr Limit kShopperKeys{"shopper_keys.known", 16, "keys", "verification keys of one shop", "409"};
inline constexpr Limit kKeyOrigins{"keys.origins", 32, "origins", "a key that stands in pages",
                                   "400 at /origins"};
inline constexpr Limit kKeyScenarios{"keys.scenarios", 100, "scenarios", "a key that stands in pages",
                                     "400 at /scenarios"};

inline constexpr Limit kAccounts{"accounts.known", 1000, "accounts", "the people of one server", "409"};
inline constexpr Limit kRegisteredPeople{"accounts.of_registered_shop", 20, "accounts",
                                         "a shop that was made by registering, added by its own people",
                                         "409"};
inline constexpr Limit kRegisteredKeys{"keys.of_registered_shop", 50, "keys",
                                       "a shop that was made by registering, added by its own people", "409"};
inline constexpr Limit kAccountRoles{"accounts.roles", 100, "roles", "one account", "400 at /roles"};
inline constexpr Limit kAccountSessions{"accounts.sessions", 10, "sessions", "one account",
                                        "the one that was used longest ago ends"};
inline constexpr Limit kEmailBytes{"accounts.email_bytes", 254, "bytes", "the address of an account",
                                   "400 at /email"};
inline constexpr Limit kPasswordBytes{"accounts.password_bytes", 1024, "bytes", "a password",
                                      "400 at /password"};

inline constexpr std::array kOfAccess{&kKeys,           &kTokenBytes, &kShopperKeys,     &kKeyOrigins,
                                      &kKeyScenarios,   &kAccounts,   &kAccountRoles,    &kRegisteredPeople,
                                      &kRegisteredKeys, &kEmailBytes, &kAccountSessions, &kPasswordBytes};

}  // namespace suggestd::limits
