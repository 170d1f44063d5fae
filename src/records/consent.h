// The word of a person on being learned from, and the rule of a shop that says what silence counts for.
//
// Rule     a record of the log, as a document of the shop: a replay meets it where the learner met it.
// Threads  plain values and pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace suggestd {

// Silence is neither: a shop decides what it counts for.
enum class Consent : std::uint8_t { unset, yes, no };

// `required`: the shop learns from those alone who said yes.
constexpr bool may_be_profiled(Consent said, bool required) {
  return said == Consent::yes || (said == Consent::unset && !required);
}

constexpr Consent consent_of(std::optional<bool> said) {
  if (!said) return Consent::unset;
  return *said ? Consent::yes : Consent::no;
}

// The shop requires a yes as long as it has this document.
inline constexpr std::string_view kConsentRequiredDocument = "consent/required";
inline constexpr std::string_view kConsentRequiredJson = R"({"required":true})";

}  // namespace suggestd
