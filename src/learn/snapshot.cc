#include "learn/snapshot.h"

#include "model/blend/blend_features.h"

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

const std::string& Snapshot::title(ProductRow row) const {
  if (!catalog.contains(row) || catalog.product(row).title.empty()) return products.id(row);
  return catalog.product(row).title;
}

std::span<const float> Snapshot::factors(ProductRow row) const {
  if (!vectors.contains(row)) return {};
  return vectors.row(row).first(vectors.dim() - model::kItemNumbers);
}

void Snapshot::expect_rows(std::span<const std::uint32_t> products_asked) const {
  const auto for_each_slot = [&](auto&& visit) {
    for (const auto* blocks : {&neighbour_blocks, &predicted_blocks}) {
      for (const std::uint32_t item : products_asked) {
        if (item / kNeighbourRowsPerBlock < blocks->block_count())
          visit((*blocks)[item / kNeighbourRowsPerBlock].rows[item % kNeighbourRowsPerBlock]);
      }
    }
  };
  using Slot = std::shared_ptr<const model::NeighbourRow>;
  for_each_slot([](const Slot& slot) { __builtin_prefetch(&slot); });
  for_each_slot([](const Slot& slot) { __builtin_prefetch(slot.get()); });
}

void Snapshot::expect_buyers(std::span<const std::uint32_t> products_asked) const {
  const auto for_each_slot = [&](auto&& visit) {
    for (const std::uint32_t item : products_asked)
      visit(buyer_blocks[item / kRowsPerStateBlock].products[item % kRowsPerStateBlock]);
  };
  using Slot = std::shared_ptr<const std::vector<UserRow>>;
  for_each_slot([](const Slot& slot) { __builtin_prefetch(&slot); });
  for_each_slot([](const Slot& slot) { __builtin_prefetch(slot.get()); });
  for_each_slot([](const Slot& slot) {
    if (slot != nullptr) __builtin_prefetch(slot->data());
  });
}

// The two stand in one line of the cache or in two that follow each other.
void Snapshot::expect_person(UserRow row) const {
  const PersonState* state = person(row);
  if (state == nullptr) return;
  __builtin_prefetch(&state->learned);
  __builtin_prefetch(&state->same_as);
}

std::span<const model::Neighbour> Snapshot::row_in(const BlockTree<NeighbourBlock>& blocks, ProductRow row) {
  const std::size_t block = index(row) / kNeighbourRowsPerBlock;
  if (block >= blocks.block_count()) return {};
  const auto& neighbours = blocks[block].rows[index(row) % kNeighbourRowsPerBlock];
  return neighbours == nullptr ? std::span<const model::Neighbour>{} : std::span(*neighbours);
}

std::span<const UserRow> Snapshot::latest_buyers(ProductRow row) const {
  const auto& buyers =
      buyer_blocks[index(row) / kRowsPerStateBlock].products[index(row) % kRowsPerStateBlock];
  return buyers == nullptr ? std::span<const UserRow>{} : std::span(*buyers);
}

}  // namespace suggestd::learn
