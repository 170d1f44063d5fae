#include "recommend/merchandise/boosted_top.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <functional>
#include <map>
#include <utility>

namespace suggestd::recommend {
namespace {

using lookup::Bitmap;

// Scores of 0 and less lie below this, which no positive score of a list reaches.
constexpr double kLeastScore = 1e-34;
// Boosts below this share a band.
constexpr double kLeastBoost = 1.0 / 65'536;
// A band for each two powers of two: half of a double's exponent is left. Each band costs a scan of the ranking, so that
// narrower ones, of which less has to be asked for, come dearer.
constexpr unsigned kBitsOfBand = 53;
// How much more than wanted a band is asked for at first, and by what it grows.
constexpr std::size_t kAskedAtFirst = 32;
constexpr std::size_t kGrowth = 16;
static_assert(catalog::kRowsPerColumnBlock == lookup::kBitsPerWord);

bool better(const Ranked& a, const Ranked& b) {
  return a.score != b.score ? a.score > b.score : a.row < b.row;
}

// Ascending with the boost.
std::uint64_t band_number(double boost) {
  return boost > 0 ? std::bit_cast<std::uint64_t>(std::max(boost, kLeastBoost)) >> kBitsOfBand : 0;
}

}  // namespace

double positive(double score) { return score > 0 ? score : kLeastScore / (1 - score); }

double BoostedTop::boost(ProductRow row) const {
  return blocks_[index(row) / lookup::kBitsPerWord].boosts[index(row) % lookup::kBitsPerWord];
}

void BoostedTop::learn_boosts(std::size_t block, std::uint64_t rows) {
  Block& of = blocks_[block];
  if ((rows & ~of.known) == 0) return;
  // All at once, in place of those that are known: they come out the same.
  of.known |= rows;
  const auto first = static_cast<std::size_t>(std::countr_zero(of.known));
  const auto last = lookup::kBitsPerWord - static_cast<std::size_t>(std::countl_zero(of.known));
  work_out_({block, first, last}, of.boosts);
}

// From the highest boosts down.
std::vector<BoostedTop::Band> BoostedTop::bands_of(const Bitmap& allowed) {
  std::map<std::uint64_t, Band, std::greater<>> bands;
  for (std::size_t block = 0; block < allowed.word_count() && !budget_.over(); ++block) {
    const std::uint64_t rows = allowed.word(block);
    learn_boosts(block, rows);
    for (std::uint64_t left = rows; left != 0; left &= left - 1) {
      const double boosted = blocks_[block].boosts.at(static_cast<std::size_t>(std::countr_zero(left)));
      Band& band = bands[band_number(boosted)];
      band.words.resize(allowed.word_count());
      band.words[block] |= left & -left;
      band.most = std::max(band.most, boosted);
    }
  }
  std::vector<Band> ordered;
  for (auto& [number, band] : bands) ordered.push_back(std::move(band));
  return ordered;
}

std::vector<Ranked> BoostedTop::top_of(const Band& band, std::size_t k, std::size_t products) {
  const Bitmap members = Bitmap::from_words(products, band.words);
  for (std::size_t asked = kAskedAtFirst * k;; asked *= kGrowth) {
    const std::vector<lookup::Hit> hits = paid_top(ranking_, asked, members, budget_);
    std::vector<Ranked> ranked;
    for (const lookup::Hit& hit : hits) {
      ranked.push_back({hit.row, positive(static_cast<double>(hit.score)) * boost(hit.row)});
    }
    std::sort(ranked.begin(), ranked.end(), better);
    if (hits.size() >= asked) {
      const double most_beyond = positive(static_cast<double>(hits.back().score)) * band.most;
      // An equal one may lie beyond that comes first by its row.
      if (ranked[k - 1].score <= most_beyond) continue;
    }
    ranked.resize(std::min(k, ranked.size()));
    return ranked;
  }
}

std::vector<Ranked> BoostedTop::top(std::size_t k, const Bitmap& allowed) {
  if (k == 0) return {};
  blocks_.resize(std::max(blocks_.size(), allowed.word_count()));
  std::vector<Ranked> best;
  for (const Band& band : bands_of(allowed)) {
    if (band.most == 0 && best.size() >= k) break;  // all of these would come last
    const std::vector<Ranked> more = top_of(band, k, allowed.size());
    best.insert(best.end(), more.begin(), more.end());
  }
  std::sort(best.begin(), best.end(), better);
  best.resize(std::min(k, best.size()));
  return best;
}

}  // namespace suggestd::recommend
