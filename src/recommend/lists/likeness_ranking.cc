#include "recommend/lists/likeness_ranking.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <utility>

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

// The marks of `of` that are among `marks`, as bits. Both ascend.
std::uint64_t shared_marks(std::span<const AttributeMark> marks, std::span<const AttributeMark> of) {
  std::uint64_t shared = 0;
  auto next = of.begin();
  for (std::size_t i = 0; i < marks.size() && next != of.end(); ++i) {
    while (next != of.end() && *next < marks[i]) ++next;
    if (next != of.end() && *next == marks[i]) shared |= std::uint64_t{1} << i;
  }
  return shared;
}

class Source {
 public:
  Source(const learn::Snapshot& snapshot, LikenessSource source)
      : snapshot_(snapshot), row_(source.row), weight_(source.weight) {
    const std::span<const AttributeMark> all = snapshot.marks(row_);
    marks_ = all.first(std::min(all.size(), kMostMarks));
    std::vector<std::size_t> holders(marks_.size(), 0);
    std::size_t products = 0;
    snapshot.catalog.present().for_each([&](ProductRow row) {
      ++products;
      for (std::uint64_t left = shared(row); left != 0; left &= left - 1) ++holders[first_of(left)];
    });
    for (std::size_t i = 0; i < marks_.size(); ++i) {
      const double rarity =
          static_cast<double>(products) / static_cast<double>(std::max<std::size_t>(holders[i], 1));
      weights_.push_back(entry_of(marks_[i]).weight * std::log1p(rarity));
      all_ += weights_.back();
      if (kind_of(marks_[i]) == MarkKind::price) price_ |= std::uint64_t{1} << i;
    }
  }

  ProductRow row() const { return row_; }
  std::uint64_t shared(ProductRow other) const { return shared_marks(marks_, snapshot_.marks(other)); }
  double score(ProductRow other) const {
    const std::uint64_t bits = shared(other);
    if (other == row_ || (bits & ~price_) == 0) return 0;
    double sum = 0;
    for (std::uint64_t left = bits; left != 0; left &= left - 1) sum += weights_[first_of(left)];
    const double likeness = sum / all_;
    return likeness < kLeastLikeness ? 0 : weight_ * likeness;
  }
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
  static std::size_t first_of(std::uint64_t bits) { return static_cast<std::size_t>(std::countr_zero(bits)); }

  const learn::Snapshot& snapshot_;
  ProductRow row_;
  double weight_;
  std::span<const AttributeMark> marks_;
  std::vector<double> weights_;  // beside marks_
  double all_ = 0;
  std::uint64_t price_ = 0;  // the marks of prices
};

class LikenessRanking final : public Ranking {
 public:
  LikenessRanking(const learn::Snapshot& snapshot, std::vector<Source> sources, LikenessReason reason)
      : snapshot_(snapshot), sources_(std::move(sources)), reason_(reason) {}

  std::vector<lookup::Hit> top(std::size_t k, const lookup::Bitmap& allowed) const override {
    if (k == 0) return {};
    lookup::TopHits best(k);
    allowed.for_each([&](ProductRow row) {
      const auto score = static_cast<float>(nearest(row).second);
      if (score > 0) best.offer({row, score});
    });
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
    return k + snapshot_.products.size() * sources_.size() / kUnitsPerLikeness;
  }

 private:
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
  std::vector<Source> sources_;  // not empty
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
