#include "learn/snapshot.h"

namespace suggestd::learn {

const PersonState* Snapshot::person(UserRow row) const {
  const std::size_t block = index(row) / kRowsPerStateBlock;
  if (block >= person_blocks.block_count()) return nullptr;
  return person_blocks[block].people[index(row) % kRowsPerStateBlock].get();
}

const PersonState* Snapshot::person(PersonIdKind kind, std::string_view id) const {
  const std::optional<UserRow> row = people.find(person_key(kind, id));
  if (!row) return nullptr;
  const PersonState* state = person(*row);
  // A merge goes from a visitor to a known user, who is never merged again: one step is enough.
  if (state != nullptr && state->same_as != kNoUser) return person(state->same_as);
  return state;
}

std::span<const UserRow> Snapshot::latest_buyers(ProductRow row) const {
  const auto& buyers =
      buyer_blocks[index(row) / kRowsPerStateBlock].products[index(row) % kRowsPerStateBlock];
  return buyers == nullptr ? std::span<const UserRow>{} : std::span(*buyers);
}

}  // namespace suggestd::learn
