#include "access/fair_shares.h"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace suggestd::http {
namespace {

// A shop that wants more than its guarantee.
struct Borrower {
  std::size_t place;  // among the claims
  double weight;
  double more;  // that it wants
};

// Lends `left` to the borrowers, those first that need least for their weight.
void lend(std::vector<Borrower> borrowers, double left, std::vector<double>& shares) {
  std::ranges::sort(borrowers, {}, [](const Borrower& one) { return one.more / one.weight; });
  double weights = 0;
  for (const Borrower& one : borrowers) weights += one.weight;
  for (const Borrower& one : borrowers) {
    const double lent = std::min(one.more, left * one.weight / weights);
    shares[one.place] += lent;
    left -= lent;
    weights -= one.weight;
  }
}

}  // namespace

std::vector<double> fair_shares(const std::vector<UnitClaim>& claims, double capacity) {
  double guaranteed = 0;
  for (const UnitClaim& claim : claims) guaranteed += claim.guaranteed;
  const double cut = std::min(1.0, capacity / guaranteed);
  std::vector<double> shares;
  std::vector<Borrower> borrowers;
  double left = capacity;
  for (const UnitClaim& claim : claims) {
    const double share = claim.guaranteed * cut;
    const double wanted = std::min(claim.wanted, claim.most);
    if (wanted > share) borrowers.push_back({shares.size(), claim.guaranteed, wanted - share});
    left -= std::min(share, wanted);
    shares.push_back(share);
  }
  if (!borrowers.empty() && left > 0) lend(std::move(borrowers), left, shares);
  return shares;
}

}  // namespace suggestd::http
