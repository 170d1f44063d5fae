// One of the ids that a person is known by.
//
// Threads  plain values.
#pragma once

#include <compare>
#include <string>
#include <string_view>

namespace suggestd {

// The letters are on disk: never change or reuse one.
enum class PersonIdKind : char { user = 'u', anonymous = 'a', email_hash = 'e' };

struct PersonId {
  PersonIdKind kind = PersonIdKind::user;
  std::string id;
  auto operator<=>(const PersonId&) const = default;
};

// The letter of the kind and the id, such as "u" + id: one key space for all kinds.
std::string person_key(PersonIdKind kind, std::string_view id);

// "user_id", "anonymous_id", "email_hash": the words of the API.
constexpr std::string_view person_id_field(PersonIdKind kind) {
  return kind == PersonIdKind::user        ? "user_id"
         : kind == PersonIdKind::anonymous ? "anonymous_id"
                                           : "email_hash";
}

}  // namespace suggestd
