#include "recommend/blend_scores.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <utility>

#include "lookup/scan_kernels.h"
#include "model/factors.h"
#include "model/fast_log.h"
#include "recommend/most_first.h"

namespace suggestd::recommend {
namespace {

using lookup::Hit;

constexpr float kRounding = 1e-4F;  // of sums of a few log-odds
// Rows whose logarithms are taken together: compilers make one loop of vectors of it.
constexpr std::size_t kTogether = 128;
// Of each row of the sparse lanes, so many cache lines are asked for before the first is summed up; those
// behind them come by themselves.
constexpr std::size_t kLinesAhead = 4;

// Which products are touched, a bit each, all 0 between two uses; and the place of each that is among the
// touched ones. One a thread.
struct Scratch {
  std::vector<std::uint64_t> touched;
  std::vector<std::uint32_t> places;

  void note(std::uint32_t item) { touched[item / 64] |= std::uint64_t{1} << item % 64; }
};

Scratch& scratch_for(std::size_t products) {
  thread_local Scratch scratch;
  if (scratch.places.size() < products) {
    scratch.touched.resize((products + 63) / 64, 0);
    scratch.places.resize(products);
  }
  return scratch;
}

// The rows of the sparse lanes that one product of the history speaks by.
struct Source {
  std::span<const model::Neighbour> neighbours;
  std::span<const model::Neighbour> predicted;
  float recent;
};

// What one lane adds, of many products at once.
using Together = std::array<float, kTogether>;
void add_shares(const model::NewItemWeights::Lane& lane, const Together& x, Together& scores) {
  for (std::size_t i = 0; i < kTogether; ++i)
    scores[i] += lane.plain * x[i] + lane.log * model::log_plus(x[i]);
}

void ask_for(std::span<const model::Neighbour> row) {
  const auto* at = reinterpret_cast<const char*>(row.data());
  for (std::size_t line = 0; line < kLinesAhead; ++line) __builtin_prefetch(at + line * kCacheLine);
}

double root_mean_square_inverse(double squares, double count) {
  return squares > 0 ? std::sqrt(count / squares) : 0;
}

}  // namespace

BlendScores::BlendScores(const learn::Snapshot& snapshot, const Visitor& visitor,
                         const model::ChoiceWeights& weights, Timestamp now)
    : snapshot_(snapshot),
      blend_(*snapshot.blend),
      visitor_(visitor),
      weights_(weights),
      past_(learn::basket_history(visitor.history),
            learn::blend_day(std::max(now, visitor.history.baskets.back().at))),
      new_item_(weights, past_) {
  const auto count = static_cast<double>(snapshot.vector_count);
  if (!visitor.vector.empty() && snapshot.gram != nullptr)
    scale_.factors = root_mean_square_inverse(snapshot.gram->quadratic_form(visitor.vector), count);
  query_.assign(model::padded(snapshot.vectors.dim()), 0.0F);
  for (std::size_t d = 0; d < visitor.vector.size(); ++d)
    query_[d] = visitor.vector[d] * static_cast<float>(scale_.factors) * new_item_.factors;
  const std::size_t behind = snapshot.vectors.dim() - model::kItemNumbers;
  std::copy(new_item_.numbers.begin(), new_item_.numbers.end(),
            query_.begin() + static_cast<std::ptrdiff_t>(behind));
  gather();
  divide_lanes();
  score_touched();
}

// Views and wishes count as sources too: what a person looks at speaks as what they bought. Two walks: the
// first finds the touched products, so that the second adds up without asking of each whether it is new.
void BlendScores::gather() {
  std::vector<Source> sources;
  sources.reserve(visitor_.learned.columns.size());
  for (const std::uint32_t column : visitor_.learned.columns) {
    const auto row = static_cast<ProductRow>(column);
    const model::PastItem* past = past_.find(column);
    const double since = past == nullptr ? 0 : past->baskets_since;
    sources.push_back({snapshot_.neighbours(row), snapshot_.predicted(row),
                       static_cast<float>(std::pow(model::kRecentDecay, since))});
    ask_for(sources.back().neighbours);
    ask_for(sources.back().predicted);
  }
  Scratch& scratch = scratch_for(snapshot_.products.size());
  for (const Source& source : sources) {
    for (const model::Neighbour& neighbour : source.neighbours) scratch.note(neighbour.item);
    for (const model::Neighbour& neighbour : source.predicted) scratch.note(neighbour.item);
  }
  for (const model::PastItem& past : past_.items()) {
    scratch.note(past.item);  // what was bought is scored in full
    for (const model::Neighbour& neighbour : basket_row(past)) scratch.note(neighbour.item);
    for (const model::Neighbour& neighbour : next_row(past)) scratch.note(neighbour.item);
  }
  note_touched(std::span(scratch.touched).first((snapshot_.products.size() + 63) / 64), scratch.places);

  const std::vector<std::uint32_t>& place = scratch.places;
  for (const Source& source : sources) {
    for (const model::Neighbour& neighbour : source.neighbours)
      sums_[place[neighbour.item]].cooccurrence += neighbour.weight;
    for (const model::Neighbour& neighbour : source.predicted) {
      Sums& into = sums_[place[neighbour.item]];
      into.linear += neighbour.weight;
      into.recent_linear += source.recent * neighbour.weight;
    }
  }
  for (const model::PastItem& past : past_.items()) {
    bought_[place[past.item]] = true;
    const auto recent = static_cast<float>(std::pow(model::kRecentDecay, past.baskets_since));
    for (const model::Neighbour& neighbour : basket_row(past))
      sums_[place[neighbour.item]].basket_linear += recent * neighbour.weight;
    for (const model::Neighbour& neighbour : next_row(past))
      sums_[place[neighbour.item]].next_basket += neighbour.weight;
  }
}

// What single baskets teach of products beside this one; nothing of what is long past.
std::span<const model::Neighbour> BlendScores::basket_row(const model::PastItem& past) const {
  const bool counts = std::pow(model::kRecentDecay, past.baskets_since) > model::kLeastRecent;
  if (!counts || past.item >= blend_.tables.linear.size()) return {};
  return blend_.tables.linear[past.item];
}

// And of those after it, if it was in the last basket.
std::span<const model::Neighbour> BlendScores::next_row(const model::PastItem& past) const {
  if (past.baskets_since > 0 || past.item >= blend_.tables.linear.size()) return {};
  return blend_.tables.next[past.item];
}

// Takes the bits out, and gives each product its place.
void BlendScores::note_touched(std::span<std::uint64_t> words, std::span<std::uint32_t> places) {
  touched_set_ = lookup::Bitmap::from_words(snapshot_.products.size(), words);
  for (std::size_t word = 0; word < words.size(); ++word) {
    for (std::uint64_t left = std::exchange(words[word], 0); left != 0; left &= left - 1) {
      const auto item =
          static_cast<std::uint32_t>(word * 64) + static_cast<std::uint32_t>(std::countr_zero(left));
      places[item] = static_cast<std::uint32_t>(touched_.size());
      touched_.push_back(static_cast<ProductRow>(item));
    }
  }
  sums_.resize(touched_.size());
  bought_.resize(touched_.size(), false);
}

void BlendScores::divide_lanes() {
  // All lanes in one walk: each sum has to wait for its last addition, and the others fill the time.
  std::array<double, kLanes> squares{};
  for (const Sums& sums : sums_) {
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      const auto x = static_cast<double>(sums.*kLaneSums[lane]);
      squares[lane] += x * x;
    }
  }
  const auto count = static_cast<double>(snapshot_.vector_count);
  std::array<double, kLanes> scale{};
  for (std::size_t lane = 0; lane < kLanes; ++lane)
    scale[lane] = root_mean_square_inverse(squares[lane], count);
  for (Sums& sums : sums_) {
    for (std::size_t lane = 0; lane < kLanes; ++lane)
      sums.*kLaneSums[lane] *= static_cast<float>(scale[lane]);
  }
  scale_.linear = scale[0];
  scale_.cooccurrence = scale[2];
}

void BlendScores::score_touched() {
  lane_scores_.resize(sums_.size());
  const std::array<model::NewItemWeights::Lane, kLanes> weights = {
      new_item_.linear, new_item_.recent_linear, new_item_.cooccurrence, new_item_.basket_linear,
      new_item_.next_basket};
  Together x{};
  for (std::size_t first = 0; first < sums_.size(); first += kTogether) {
    const std::size_t count = std::min(kTogether, sums_.size() - first);
    Together scores{};
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      for (std::size_t i = 0; i < count; ++i) x[i] = sums_[first + i].*kLaneSums[lane];
      add_shares(weights[lane], x, scores);
    }
    std::copy_n(scores.begin(), count, lane_scores_.begin() + static_cast<std::ptrdiff_t>(first));
  }
}

model::SeenItem BlendScores::seen(ProductRow row) const {
  const model::ItemCounts& counts = blend_.counts(index(row));
  model::SeenItem item{model::item_numbers(counts), counts.log_interval};
  if (!snapshot_.vectors.contains(row)) return item;
  const std::span<const float> behind = snapshot_.vectors.row(row).last(model::kItemNumbers);
  std::copy(behind.begin(), behind.end(), item.numbers.begin());
  return item;
}

float BlendScores::indexed_score(ProductRow row) const {
  return static_cast<float>(
      lookup::usable_kernels().front().dot(query_.data(), snapshot_.vectors.row(row).data(), query_.size()));
}

std::vector<float> BlendScores::features(ProductRow row, const Sums& sums) const {
  model::SeenLanes lanes{
      0, sums.linear, sums.recent_linear, sums.cooccurrence, sums.basket_linear, sums.next_basket};
  const std::span<const float> factors = snapshot_.factors(row);
  if (!visitor_.vector.empty() && !factors.empty()) {
    double dot = 0;
    for (std::size_t d = 0; d < factors.size(); ++d)
      dot += static_cast<double>(visitor_.vector[d]) * static_cast<double>(factors[d]);
    lanes.factors = static_cast<float>(dot * scale_.factors);
  }
  std::vector<float> features(model::blend_features().size());
  model::write_features(past_, past_.find(index(row)), seen(row), lanes, features);
  return features;
}

float BlendScores::full_score(ProductRow row, const Sums& sums) const {
  return static_cast<float>(weights_.score(features(row, sums)));
}

model::BlendParts BlendScores::parts(ProductRow row) const {
  const auto found = std::lower_bound(touched_.begin(), touched_.end(), row);
  const bool touched = found != touched_.end() && *found == row;
  const Sums sums = touched ? sums_[static_cast<std::size_t>(found - touched_.begin())] : Sums{};
  return model::parts_of(weights_, features(row, sums));
}

// Most of the touched products have so little from the lanes that even the best vector of their length would
// not bring them into the list: reading those vectors would be most of a request's time. And what they reach
// rules out most of the others.
std::vector<Hit> BlendScores::top(std::size_t k, const lookup::Bitmap& allowed) const {
  if (k == 0) return {};
  lookup::TopHits best(k);
  const std::span<const float> query = std::span(query_).first(snapshot_.vectors.dim());
  const lookup::PreparedQuery prepared(query, snapshot_.vectors.shape());
  std::vector<ProductRow> rows;
  std::vector<Bounded> candidates;  // beside rows; places in touched_
  for (std::uint32_t i = 0; i < touched_.size(); ++i) {
    if (!allowed.contains(touched_[i])) continue;
    rows.push_back(touched_[i]);
    candidates.push_back({before(i), i});
  }
  const std::vector<float> most = snapshot_.vectors.most(prepared, rows);
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    const std::uint32_t place = candidates[i].place;
    const bool in_full = bought_[place] || most[i] == lookup::kLowestScore;
    if (in_full) best.offer({rows[i], full_score(rows[i], sums_[place])});
    candidates[i].most = in_full ? lookup::kLowestScore : candidates[i].most + most[i];
  }
  std::erase_if(candidates, [](const Bounded& one) { return one.most == lookup::kLowestScore; });
  const auto cutoff = [&best] { return best.threshold() - kRounding; };
  score_most_first(candidates, k, cutoff, [&](std::uint32_t place) {
    best.offer({touched_[place], before(place) + indexed_score(touched_[place])});
  });
  const lookup::Bitmap others = allowed - touched_set_;
  const float at_least = cutoff() - new_item_.constant;
  for (const Hit& hit : snapshot_.vectors.top_k(query, k, &others, {}, at_least))
    best.offer({hit.row, new_item_.constant + hit.score});
  return best.take();
}

}  // namespace suggestd::recommend
