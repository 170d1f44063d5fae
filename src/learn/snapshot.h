// One published state of a shop's model: everything that a list is made from, immutable.
//
// Idea     the worker publishes a new Snapshot after each micro-batch; blocks that did not change are
//          shared with the one before. A request takes the current one once and answers from it alone.
// Threads  any number of readers, no lock.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "base/block_tree.h"
#include "base/ids.h"
#include "base/time.h"
#include "catalog/catalog_view.h"
#include "learn/history.h"
#include "learn/model_options.h"
#include "learn/names.h"
#include "learn/popularity.h"
#include "lookup/vector_index.h"

namespace suggestd::learn {

inline constexpr std::size_t kRowsPerStateBlock = 64;

struct PersonState {
  History history;  // with that of visitors who became this person
  LearnedRow learned;
  std::vector<float> vector;  // empty: nothing learned yet
  UserRow same_as = kNoUser;  // merged into another person, who has the history
  bool profiling = true;      // false: no personal list is made
};

struct PersonBlock {
  std::array<std::shared_ptr<const PersonState>, kRowsPerStateBlock> people;
};

struct ProductState {
  DecayedCount popular;
  DecayedCount trending;
  Timestamp first_seen{};  // in the log
};

struct ProductStateBlock {
  std::array<ProductState, kRowsPerStateBlock> products;
};

struct Snapshot {
  Position applied;
  Timestamp clock{};  // the latest time that the log has told
  ModelOptions options;

  Names<UserRow> people;
  Names<ProductRow> products;
  catalog::CatalogView catalog;

  BlockTree<PersonBlock> person_blocks;
  BlockTree<ProductStateBlock> product_blocks;
  lookup::VectorIndex vectors;  // of products

  // The person behind an id, merges followed; null if the log never named it.
  const PersonState* person(PersonIdKind kind, std::string_view id) const;
  // The same by row. Null if nothing is known of the row.
  const PersonState* person(UserRow row) const;
  // Requires: index(row) < products.size().
  const ProductState& product(ProductRow row) const {
    return product_blocks[index(row) / kRowsPerStateBlock].products[index(row) % kRowsPerStateBlock];
  }
};

}  // namespace suggestd::learn
