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
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/block_tree.h"
#include "base/ids.h"
#include "base/time.h"
#include "catalog/catalog_view.h"
#include "catalog/expression.h"
#include "catalog/filter.h"
#include "learn/history.h"
#include "learn/model_options.h"
#include "learn/names.h"
#include "learn/popularity.h"
#include "learn/served_blend.h"
#include "lookup/vector_index.h"
#include "model/gram.h"
#include "model/neighbours.h"
#include "model/row_solve.h"

namespace suggestd::learn {

inline constexpr std::size_t kRowsPerStateBlock = 64;
inline constexpr std::size_t kLatestBuyers = 256;

struct PersonState {
  History history;  // with that of visitors who became this person
  LearnedRow learned;
  std::vector<float> vector;                                // empty: nothing learned yet
  UserRow same_as = kNoUser;                                // merged into another person, who has the history
  bool profiling = true;                                    // false: no personal list is made
  std::string properties_json;                              // "" if none
  std::shared_ptr<const catalog::ValuesByName> properties;  // the same for filters; null if none
};

struct PersonBlock {
  std::array<std::shared_ptr<const PersonState>, kRowsPerStateBlock> people;
};

struct ProductState {
  DecayedCount popular;
  DecayedCount trending;
  Timestamp first_seen{};  // in the log
  bool operator==(const ProductState&) const = default;
};

struct ProductStateBlock {
  std::array<ProductState, kRowsPerStateBlock> products;
};

// People who bought a product lately, the latest last; null: nobody.
struct BuyersBlock {
  std::array<std::shared_ptr<const std::vector<UserRow>>, kRowsPerStateBlock> products;
};

// Small blocks: one re-solved product changes the rows of some hundred others.
inline constexpr std::size_t kNeighbourRowsPerBlock = 16;
struct NeighbourBlock {
  std::array<std::shared_ptr<const model::NeighbourRow>, kNeighbourRowsPerBlock> rows;
};

struct Snapshot {
  Position applied;
  Timestamp clock{};     // the latest time that the log has told
  Timestamp landmark{};  // from which ages are measured (learn/confidence.h)
  ModelOptions options;

  Names<UserRow> people;
  Names<ProductRow> products;
  catalog::CatalogView catalog;
  std::shared_ptr<catalog::FilterCache> filters;  // shared by all snapshots of one learner

  BlockTree<PersonBlock> person_blocks;
  BlockTree<ProductStateBlock> product_blocks;
  BlockTree<BuyersBlock> buyer_blocks;

  // The factors of products, and behind each model::kItemNumbers of the learned blend; empty until the first
  // training. A person's vector is in PersonState.
  lookup::VectorIndex vectors;
  lookup::VectorIndex directions;                 // the same, of length 1
  std::shared_ptr<const model::GramMatrix> gram;  // of the vectors; null until the first training
  model::AlsWeights weights{};
  std::size_t vector_count = 0;
  std::uint64_t forgotten = 0;               // people removed so far
  std::shared_ptr<const ServedBlend> blend;  // null: none was fitted yet

  // The sparse lanes by source: what a product that a person has speaks for.
  BlockTree<NeighbourBlock> neighbour_blocks;
  BlockTree<NeighbourBlock> predicted_blocks;

  // The person behind an id, merges followed; null if the log never named it.
  const PersonState* person(PersonIdKind kind, std::string_view id) const;
  // The same by row. Null if nothing is known of the row.
  const PersonState* person(UserRow row) const;
  // Requires: index(row) < products.size().
  const ProductState& product(ProductRow row) const {
    return product_blocks[index(row) / kRowsPerStateBlock].products[index(row) % kRowsPerStateBlock];
  }
  // The product's title, or its id if it has none.
  const std::string& title(ProductRow row) const;
  // The product's factors; empty if it has none.
  std::span<const float> factors(ProductRow row) const;
  // Products that the same people have, the nearest first; and what the sparse linear model makes of
  // having this one, by product. Empty for a product that is not solved yet.
  std::span<const model::Neighbour> neighbours(ProductRow row) const { return row_in(neighbour_blocks, row); }
  std::span<const model::Neighbour> predicted(ProductRow row) const { return row_in(predicted_blocks, row); }
  // Asks the memory for these rows of both, some at once: by itself each waits for three reads in turn.
  void expect_rows(std::span<const std::uint32_t> products_asked) const;
  // The latest kLatestBuyers at most. Requires: index(row) < products.size().
  std::span<const UserRow> latest_buyers(ProductRow row) const;

 private:
  static std::span<const model::Neighbour> row_in(const BlockTree<NeighbourBlock>& blocks, ProductRow row);
};

}  // namespace suggestd::learn
