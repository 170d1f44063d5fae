// The hash by which lists of people and the facts beside the model know a person, so that they hold no id.
//
// Threads  pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <fmt/format.h>
#include <xxhash.h>

#include "records/person_id.h"

namespace suggestd::segments {

// The hash of a person_key() (records/person_id.h). It is on disk and must never change.
inline std::uint64_t person_hash(std::string_view person_key) {
  return XXH64(person_key.data(), person_key.size(), 0);
}
inline std::uint64_t person_hash(const PersonId& person) {
  return person_hash(person_key(person.kind, person.id));
}

// As an export tells it: 16 lower-case hex digits.
inline std::string hash_text(std::uint64_t hash) { return fmt::format("{:016x}", hash); }

}  // namespace suggestd::segments
