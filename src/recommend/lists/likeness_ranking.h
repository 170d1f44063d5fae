// Products that are like others by what the catalogue says of them: category, brand, price band and words. For
// products that too few people have bought to say anything else of them.
//
// Score    over the attributes of the product that the list is about: the weight of those that the other
//          product has too, as a share of all. Weight: of the kind (a category counts most, a price least),
//          times ln(1 + products / products that have it). A price alone makes no likeness.
// Sources  of several products the one that is most alike, times its weight, gives the score and is named.
// Threads  as a Ranking.
#pragma once

#include <vector>

#include "learn/snapshot.h"
#include "recommend/lists/ranking.h"

namespace suggestd::recommend {

// A product with fewer buyers than this is too little known to be told by them.
inline constexpr std::size_t kFewBuyers = 3;

struct LikenessSource {
  ProductRow row{};
  double weight = 1;
};

enum class LikenessReason { says_how, names_source };

// The first kMostSources are used. Null if the catalogue says nothing of any. Requires: the snapshot outlives
// the ranking.
inline constexpr std::size_t kMostSources = 3;
RankingPtr likeness_ranking(const learn::Snapshot& snapshot, std::vector<LikenessSource> sources,
                            LikenessReason reason);

}  // namespace suggestd::recommend
