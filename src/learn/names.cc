#include "learn/names.h"

namespace suggestd::learn {

std::string person_key(PersonIdKind kind, std::string_view id) {
  std::string key(1, static_cast<char>(kind));
  key += id;
  return key;
}

}  // namespace suggestd::learn
