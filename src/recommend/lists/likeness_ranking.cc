#include "recommend/lists/likeness_ranking.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <utility>

#include "base/prefetch.h"
#include "lookup/top_hits.h"

namespace suggestd::recommend {
namespace {

using learn::AttributeMark;
using learn::MarkKind;

// Attributes of one source that are compared; marks ascend by kind, so what is left out is words.
constexpr std::size_t kMostMarks = 64;
// Less than this share is chance: a word such as "set".
constexpr double kLeastLikeness = 0.05;

struct KindEntry {
  double weight;
  const char* word;
};
// In the order of MarkKind.
constexpr std::array<KindEntry, learn::kMarkKinds> kKinds{
    {{3, "category"}, {1, "brand"}, {1, "words"}, {1, "properties"}, {0.5, "price"}}};

const KindEntry& entry_of(AttributeMark mark) { return kKinds[static_cast<std::size_t>(kind_of(mark))]; }

// Finds the marks of one product among those of another. A hash of few entries in a table of many: most marks of others are
// told to be none of ours by one look, where two ascending lists would have to be walked together.
class MarkTable {
 public:
  explicit MarkTable(std::span<const AttributeMark> marks) {
    for (std::size_t i = 0; i < marks.size(); ++i) {
      std::size_t slot = slot_of(marks[i]);
      while (slots_[slot].bit != 0) slot = (slot + 1) % kSlots;
      slots_[slot] = {marks[i], std::uint64_t{1} << i};
    }
  }

  // The marks that are in the table, a bit for each by its place there.
  std::uint64_t shared(std::span<const AttributeMark> of) const {
    std::uint64_t shared = 0;
    for (const AttributeMark mark : of) {
      std::size_t slot = slot_of(mark);
      while (slots_[slot].bit != 0 && slots_[slot].mark != mark) slot = (slot + 1) % kSlots;
      shared |= slots_[slot].bit;
    }
    return shared;
  }

 private:
  static constexpr std::size_t kSlots = 8 * kMostMarks;  // a power of two
  struct Slot {
    AttributeMark mark{};
    std::uint64_t bit = 0;  // 0: empty
  };
  // Multiplicative hashing (Knuth, The Art of Computer Programming, volume 3, 6.4).
  static std::size_t slot_of(AttributeMark mark) {
    constexpr std::uint64_t kGolden = 0x9E3779B97F4A7C15;
    return (static_cast<std::uint64_t>(mark) * kGolden >> 32) % kSlots;
  }
  std::array<Slot, kSlots> slots_{};
};

// Calls `visit(ProductRow, marks)` for each product of the catalogue, ascending. The marks of some are asked for before the
// first of them is read: each lies somewhere else, and the wait is shared.
template <class Visit>
void for_each_marked(const learn::Snapshot& snapshot, Visit&& visit) {
  constexpr std::size_t kAhead = 64;
  std::array<std::pair<ProductRow, std::span<const AttributeMark>>, kAhead> ahead;
  std::size_t filled = 0;
  const auto visit_ahead = [&] {
    for (std::size_t i = 0; i < filled; ++i) visit(ahead.at(i).first, ahead.at(i).second);
    filled = 0;
  };
  snapshot.catalog.present().for_each([&](ProductRow row) {
    const std::span<const AttributeMark> marks = snapshot.marks(row);
    prefetch(marks, kCacheLine);
    ahead.at(filled++) = {row, marks};
    if (filled == kAhead) visit_ahead();
  });
  visit_ahead();
}

struct Shared {
  ProductRow row{};
  std::uint64_t marks = 0;  // bits
};

class Source {
 public:
  Source(const learn::Snapshot& snapshot, LikenessSource source)
      : snapshot_(snapshot),
        row_(source.row),
        weight_(source.weight),
        marks_(first_marks(snapshot, source.row)),
        table_(marks_) {
    std::array<std::size_t, kMostMarks> holders{};
    std::size_t products = 0;
    for (std::size_t i = 0; i < marks_.size(); ++i) {
      if (kind_of(marks_[i]) == MarkKind::price) price_ |= std::uint64_t{1} << i;
    }
    for_each_marked(snapshot, [&](ProductRow row, std::span<const AttributeMark> marks) {
      ++products;
      const std::uint64_t bits = table_.shared(marks);
      for (std::uint64_t left = bits; left != 0; left &= left - 1) ++holders.at(first_of(left));
      if ((bits & ~price_) != 0) alike_.push_back({row, bits});
    });
    for (std::size_t i = 0; i < marks_.size(); ++i) {
      const double rarity =
          static_cast<double>(products) / static_cast<double>(std::max<std::size_t>(holders.at(i), 1));
      weights_.push_back(entry_of(marks_[i]).weight * std::log1p(rarity));
      all_ += weights_.back();
    }
  }

  ProductRow row() const { return row_; }
  // The products that have more in common with it than their price, ascending; itself too.
  std::span<const Shared> alike() const { return alike_; }
  double score(const Shared& other) const {
    if (other.row == row_ || (other.marks & ~price_) == 0) return 0;
    double sum = 0;
    for (std::uint64_t left = other.marks; left != 0; left &= left - 1) sum += weights_[first_of(left)];
    const double likeness = sum / all_;
    return likeness < kLeastLikeness ? 0 : weight_ * likeness;
  }
  double score(ProductRow other) const { return score({other, shared(other)}); }
  // The kinds of attributes that both have.
  Statement says_how(ProductRow other) const {
    std::array<bool, learn::kMarkKinds> kinds{};
    for (std::uint64_t left = shared(other); left != 0; left &= left - 1) {
      kinds[static_cast<std::size_t>(kind_of(marks_[first_of(left)]))] = true;
    }
    std::vector<std::string> alike;
    for (std::size_t kind = 0; kind < kinds.size(); ++kind) {
      if (kinds[kind]) alike.emplace_back(kKinds[kind].word);
    }
    return {StatementCode::alike_in, {{"alike", std::move(alike)}}};
  }

 private:
  static std::span<const AttributeMark> first_marks(const learn::Snapshot& snapshot, ProductRow row) {
    const std::span<const AttributeMark> all = snapshot.marks(row);
    return all.first(std::min(all.size(), kMostMarks));
  }
  std::uint64_t shared(ProductRow other) const { return table_.shared(snapshot_.marks(other)); }
  static std::size_t first_of(std::uint64_t bits) { return static_cast<std::size_t>(std::countr_zero(bits)); }

  const learn::Snapshot& snapshot_;
  ProductRow row_;
  double weight_;
  std::span<const AttributeMark> marks_;
  MarkTable table_;  // of marks_
  std::vector<Shared> alike_;
  std::vector<double> weights_;  // beside marks_
  double all_ = 0;
  std::uint64_t price_ = 0;  // the marks of prices
};

class LikenessRanking final : public Ranking {
 public:
  LikenessRanking(const learn::Snapshot& snapshot, std::vector<Source> sources, LikenessReason reason)
      : snapshot_(snapshot), sources_(std::move(sources)), reason_(reason) {
    for (const Source& source : sources_) {
      for (const Shared& other : source.alike()) {
        const auto score = static_cast<float>(source.score(other));
        if (score > 0) scored_.push_back({other.row, score});
      }
    }
    keep_best_of_each();
  }

  std::vector<lookup::Hit> top(std::size_t k, const lookup::Bitmap& allowed) const override {
    if (k == 0) return {};
    lookup::TopHits best(k);
    lookup::BitmapReader is_allowed(allowed);
    for (const lookup::Hit& hit : scored_) {
      if (is_allowed.contains(hit.row)) best.offer(hit);
    }
    return best.take();
  }

  Statements reasons(std::span<const lookup::Hit> hits) const override {
    Statements reasons;
    for (const lookup::Hit& hit : hits) {
      const Source& source = *nearest(hit.row).first;
      reasons.push_back(
          reason_ == LikenessReason::says_how
              ? source.says_how(hit.row)
              : Statement{StatementCode::like_product, {{"title", snapshot_.title(source.row())}}});
    }
    return reasons;
  }

  std::vector<TracePart> trace(ProductRow row) const override {
    const auto [source, score] = nearest(row);
    return {{"likeness", snapshot_.products.id(source->row()), score}};
  }

  std::uint64_t top_cost(std::size_t k, std::size_t) const override {
    return k + snapshot_.products.size() * sources_.size() / kComparedPerUnit;
  }

 private:
  // By row; a product that the list is about is like none.
  void keep_best_of_each() {
    std::erase_if(scored_, [&](const lookup::Hit& hit) {
      return std::ranges::any_of(sources_, [&](const Source& source) { return source.row() == hit.row; });
    });
    if (sources_.size() == 1) return;
    std::sort(scored_.begin(), scored_.end(), [](const lookup::Hit& a, const lookup::Hit& b) {
      return a.row != b.row ? a.row < b.row : a.score > b.score;
    });
    const auto same = [](const lookup::Hit& a, const lookup::Hit& b) { return a.row == b.row; };
    scored_.erase(std::unique(scored_.begin(), scored_.end(), same), scored_.end());
  }

  // The source that gives the highest score, and that score; 0 for a source itself.
  std::pair<const Source*, double> nearest(ProductRow row) const {
    std::pair<const Source*, double> best{&sources_.front(), 0};
    for (const Source& source : sources_) {
      if (source.row() == row) return {&source, 0};
      const double score = source.score(row);
      if (score > best.second) best = {&source, score};
    }
    return best;
  }

  const learn::Snapshot& snapshot_;
  std::vector<Source> sources_;      // not empty
  std::vector<lookup::Hit> scored_;  // of all products that are alike, by row
  LikenessReason reason_;
};

}  // namespace

RankingPtr likeness_ranking(const learn::Snapshot& snapshot, std::vector<LikenessSource> sources,
                            LikenessReason reason) {
  std::erase_if(sources, [&](const LikenessSource& source) { return snapshot.marks(source.row).empty(); });
  if (sources.size() > kMostSources) sources.resize(kMostSources);
  if (sources.empty()) return nullptr;
  std::vector<Source> compared;
  for (const LikenessSource& source : sources) compared.emplace_back(snapshot, source);
  return std::make_unique<LikenessRanking>(snapshot, std::move(compared), reason);
}

}  // namespace suggestd::recommend
