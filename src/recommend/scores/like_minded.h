// The people lane: the products of people with a similar history.
//
//   c(u, v) = |S_v|^-p  sum over j in S_u and S_v of |S_j|^-q
//   h_i     = sum over the nearest v that have i of c(u, v)^r
//
// S_u: products of the visitor; S_v, S_j: products of a person, people of a product. (User neighbours:
// Herlocker et al. 1999, section 5; a product that everybody has says little: Breese et al. 1998, section
// 2.2.1; the power r, which gives the nearest more weight: Aiolli 2013, "locality".) Nothing is trained and
// nothing is stored: an order is part of everybody's lane the moment it is applied.
// Bounded  S_j is counted, and walked, over the product's latest learn::kLatestBuyers alone, so a visitor of
//          n products costs at most n times as many additions, and then the histories of the nearest.
// Order    sums run over the visitor's products in their order: the same bits each time.
// Threads  any; a workspace is kept for each.
#pragma once

#include <vector>

#include "base/ids.h"
#include "learn/snapshot.h"
#include "recommend/visitor.h"

namespace suggestd::recommend {

struct LikedProduct {
  ProductRow row;
  double score;  // > 0
};

// The products, by row. Empty if nobody has a product in common with the visitor.
std::vector<LikedProduct> like_minded(const learn::Snapshot& snapshot, const Visitor& visitor);

}  // namespace suggestd::recommend
