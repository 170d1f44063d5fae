// How a server's units of work a second are shared out among its shops.
//
// Promise  each shop has what it is guaranteed, also while it uses nothing. The part that the others leave idle is lent
//          to those that want more.
// Method   weighted max-min fairness (Bertsekas and Gallager, Data Networks, section 6.5.2): what is lent rises in step
//          with the guarantees until a shop has what it wants, and goes on among the others. So no shop could have more
//          without taking from one that has less of what it is guaranteed.
// Over     guarantees of more than there is are all cut by the same factor.
// Threads  a pure function.
#pragma once

#include <vector>

namespace suggestd::http {

// Units a second. Requires: 0 < guaranteed <= most; wanted >= 0.
struct UnitClaim {
  double guaranteed = 0;
  double most = 0;
  double wanted = 0;  // more than `most` counts as that
};

// The units that each may use, in the order of the claims: from its guarantee up to its most. The sum of what is wanted of it is
// no more than `capacity`. O(n log n). Requires: capacity > 0.
std::vector<double> fair_shares(const std::vector<UnitClaim>& claims, double capacity);

}  // namespace suggestd::http
