#include "records/person_id.h"

namespace suggestd {

std::string person_key(PersonIdKind kind, std::string_view id) {
  return std::string(1, static_cast<char>(kind)).append(id);
}

}  // namespace suggestd
