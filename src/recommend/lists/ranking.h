// An order of products for one request, and the words for it.
//
// A ranking is made once a request and asked for its best among the allowed. It may leave out products that
// it knows nothing of; the fallbacks then follow.
//
// Threads  one.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/ids.h"
#include "lookup/bitmap.h"
#include "lookup/top_hits.h"
#include "recommend/costs.h"
#include "recommend/request.h"

namespace suggestd::recommend {

class Ranking {
 public:
  virtual ~Ranking() = default;

  // The best `k` of `allowed`, best first, ties by row; fewer only if it knows no more of them.
  virtual std::vector<lookup::Hit> top(std::size_t k, const lookup::Bitmap& allowed) const = 0;
  // The reason for each of the hits.
  virtual Statements reasons(std::span<const lookup::Hit> hits) const = 0;
  // The parts of this product's score, if the ranking can tell.
  virtual std::vector<TracePart> trace(ProductRow) const { return {}; }

  // The costs of top() and of trace(), in units of the budget.
  virtual std::uint64_t top_cost(std::size_t k, std::size_t allowed) const {
    return k + allowed / kRowsPerUnit;
  }
  virtual std::uint64_t trace_cost() const { return 1; }
};

// Null: nothing is known from which to make it.
using RankingPtr = std::unique_ptr<Ranking>;

// The best `k` of `allowed`, paid for before; nothing once the budget is over.
std::vector<lookup::Hit> paid_top(const Ranking& ranking, std::size_t k, const lookup::Bitmap& allowed,
                                  WorkBudget& budget);

// A few products with their scores, and one reason for all.
class ListedRanking final : public Ranking {
 public:
  ListedRanking(std::vector<lookup::Hit> hits, Statement reason);
  std::vector<lookup::Hit> top(std::size_t k, const lookup::Bitmap& allowed) const override;
  Statements reasons(std::span<const lookup::Hit> hits) const override {
    return Statements(hits.size(), reason_);
  }
  std::uint64_t top_cost(std::size_t, std::size_t) const override { return 1 + hits_.size() / kRowsPerUnit; }

 private:
  std::vector<lookup::Hit> hits_;  // best first
  Statement reason_;
};

}  // namespace suggestd::recommend
