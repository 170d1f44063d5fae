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
#include "learn/facts/attribute_marks.h"
#include "learn/facts/history.h"
#include "learn/facts/names.h"
#include "learn/facts/popularity.h"
#include "learn/model_options.h"
#include "lookup/bitmap.h"
#include "lookup/vector_index.h"
#include "model/blend/daily_purchases.h"
#include "model/factors/gram.h"
#include "model/factors/row_solve.h"
#include "model/sparse/neighbours.h"
#include "records/consent.h"

namespace suggestd::learn {

struct ServedBlend;

inline constexpr std::size_t kRowsPerStateBlock = 64;
inline constexpr std::size_t kLatestBuyers = 256;

struct PersonState {
  // Both first, in one line of the cache: a list asks thousands of people for them (recommend/scores/like_minded.h).
  LearnedRow learned;
  UserRow same_as = kNoUser;         // merged into another person, who has the history
  bool profiling = true;             // by the shop's rule; false: no personal list is made
  Consent consent = Consent::unset;  // by the person's own word
  History history;                   // with that of visitors who became this person
  std::vector<float> vector;         // empty: nothing learned yet
  std::string properties_json;       // "" if none
  std::shared_ptr<const catalog::ValuesByName> properties;  // the same for filters; null if none
};

struct PersonBlock {
  std::array<std::shared_ptr<const PersonState>, kRowsPerStateBlock> people;
};

struct ProductState {
  DecayedCount popular;   // people who bought it, with the half life of popular lists
  DecayedCount trending;  // people who did anything with it, with the half life of trending lists
  DecayedCount usual;     // the same with the half life of popular lists
  model::DailyPurchases bought;
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
  Timestamp landmark{};  // from which ages are measured (learn/facts/confidence.h)
  ModelOptions options;

  Names<UserRow> people;
  Names<ProductRow> products;
  catalog::CatalogView catalog;
  // Products that orders or events name and the catalogue has not named yet. The catalogue has them by their
  // id alone.
  lookup::Bitmap ghosts;
  bool catalogue_whole = false;                   // a full synchronisation has been finished
  std::shared_ptr<catalog::FilterCache> filters;  // shared by all snapshots of one learner

  BlockTree<PersonBlock> person_blocks;
  BlockTree<ProductStateBlock> product_blocks;
  BlockTree<BuyersBlock> buyer_blocks;
  BlockTree<MarksBlock> mark_blocks;

  // The factors of products, and behind each model::kItemNumbers of the learned blend; empty until the first
  // training. A person's vector is in PersonState.
  lookup::VectorIndex vectors;
  lookup::VectorIndex directions;                 // the same, of length 1
  std::shared_ptr<const model::GramMatrix> gram;  // of the vectors; null until the first training
  model::AlsWeights weights{};
  std::size_t vector_count = 0;
  std::uint64_t forgotten = 0;               // people removed so far
  std::shared_ptr<const ServedBlend> blend;  // null: none was fitted yet

  // The sparse lanes by source: for a product that a person has, the products that it speaks for.
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
  // The attributes that the catalogue gives the product, ascending.
  std::span<const AttributeMark> marks(ProductRow row) const {
    const auto& marks =
        mark_blocks[index(row) / kRowsPerStateBlock].products[index(row) % kRowsPerStateBlock];
    return marks == nullptr ? std::span<const AttributeMark>{} : std::span<const AttributeMark>(*marks);
  }
  // The product's factors; empty if it has none.
  std::span<const float> factors(ProductRow row) const;
  // neighbours(): the products that the same people have, the nearest first. predicted(): the weights that
  // the sparse linear model gives to products if a person has this one, by product. Both are empty until the
  // row is solved.
  std::span<const model::Neighbour> neighbours(ProductRow row) const { return row_in(neighbour_blocks, row); }
  std::span<const model::Neighbour> predicted(ProductRow row) const { return row_in(predicted_blocks, row); }
  // Prefetches these products' rows of both lanes together: one after the other, each row would wait for
  // three reads of memory in turn.
  void expect_rows(std::span<const std::uint32_t> products_asked) const;
  // The same for latest_buyers() of the products, and for person() of a row.
  void expect_buyers(std::span<const std::uint32_t> products_asked) const;
  void expect_person(UserRow row) const;
  // The latest kLatestBuyers at most. Requires: index(row) < products.size().
  std::span<const UserRow> latest_buyers(ProductRow row) const;

 private:
  static std::span<const model::Neighbour> row_in(const BlockTree<NeighbourBlock>& blocks, ProductRow row);
};

}  // namespace suggestd::learn
