// An order of products for one request, and the words for it.
//
// A ranking is made once a request and asked for its best among the allowed; it may leave products out
// that it has nothing to say of (the fallbacks follow). Threads: one.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/ids.h"
#include "lookup/bitmap.h"
#include "lookup/top_hits.h"
#include "recommend/request.h"

namespace suggestd::recommend {

class Ranking {
 public:
  virtual ~Ranking() = default;

  // The best `k` of `allowed`, best first, ties by row; fewer only if it knows no more of them.
  virtual std::vector<lookup::Hit> top(std::size_t k, const lookup::Bitmap& allowed) const = 0;
  // Why each of these, in words: "bought by people with your orders".
  virtual std::vector<std::string> reasons(std::span<const lookup::Hit> hits) const = 0;
  // What this product's score is made of, if the ranking can tell.
  virtual std::vector<TracePart> trace(ProductRow) const { return {}; }
};

// Null: nothing is known from which to make it.
using RankingPtr = std::unique_ptr<Ranking>;

// A few products with their scores, and one reason for all.
class ListedRanking final : public Ranking {
 public:
  ListedRanking(std::vector<lookup::Hit> hits, std::string reason);
  std::vector<lookup::Hit> top(std::size_t k, const lookup::Bitmap& allowed) const override;
  std::vector<std::string> reasons(std::span<const lookup::Hit> hits) const override {
    return std::vector<std::string>(hits.size(), reason_);
  }

 private:
  std::vector<lookup::Hit> hits_;  // best first
  std::string reason_;
};

}  // namespace suggestd::recommend
