// The limits of this layer: see base/limit.h.
#pragma once

#include <array>

#include "base/limit.h"

namespace suggestd::limits {

inline constexpr Limit kSignInProviders{"sign_in_provider.tables", 8, "providers",
                                        "[[sign_in_provider]] tables of one server",
                                        "the configuration is refused"};
inline constexpr Limit kPendingSignIns{"sign_in_provider.pending", 1024, "sign-ins",
                                       "people who are at a provider at one moment",
                                       "the oldest is forgotten"};
inline constexpr Limit kPendingOfAddress{"sign_in_provider.pending_of_address", 16, "sign-ins",
                                         "of one address of these", "its oldest is forgotten"};
inline constexpr Limit kProviderAnswerBytes{"sign_in_provider.answer_bytes", 262'144, "bytes",
                                            "an answer of a provider", "the sign-in fails"};
inline constexpr Limit kProviderKeys{"sign_in_provider.keys", 100, "keys",
                                     "keys of a provider that are looked at", "the others are not seen"};
inline constexpr Limit kIdTokenBytes{"sign_in_provider.id_token_bytes", 16'384, "bytes", "an ID token",
                                     "the sign-in fails"};

inline constexpr std::array kOfOpenid{&kSignInProviders,     &kPendingSignIns, &kPendingOfAddress,
                                      &kProviderAnswerBytes, &kProviderKeys,   &kIdTokenBytes};

}  // namespace suggestd::limits
