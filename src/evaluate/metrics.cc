#include "evaluate/metrics.h"

#include <algorithm>
#include <cmath>

namespace suggestd::evaluate {
namespace {

constexpr double kNormal95 = 1.959963985;

double gain(std::size_t place) { return 1.0 / std::log2(static_cast<double>(place) + 1.0); }

double ideal_gain(std::size_t hits) {
  double sum = 0;
  for (std::size_t place = 1; place <= hits; ++place) sum += gain(place);
  return sum;
}

}  // namespace

ListScore score_list(std::span<const std::string> list, std::span<const std::string> relevant,
                     std::size_t k) {
  ListScore score;
  double hits = 0;
  double gained = 0;
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (std::ranges::find(relevant, list[i]) == relevant.end()) continue;
    if (hits == 0) score.mrr = 1.0 / static_cast<double>(i + 1);
    hits += 1;
    gained += gain(i + 1);
  }
  score.recall = hits / static_cast<double>(relevant.size());
  score.ndcg = gained / ideal_gain(std::min(k, relevant.size()));
  score.hit = hits > 0 ? 1 : 0;
  return score;
}

Mean MeanAdder::mean() const noexcept {
  if (count_ == 0) return {};
  const auto n = static_cast<double>(count_);
  const double mean = sum_ / n;
  const double variance = std::max(0.0, squares_ / n - mean * mean);
  return {mean, kNormal95 * std::sqrt(variance / n)};
}

void QualityAdder::add(std::span<const std::string> whole, std::span<const std::string> relevant) {
  const std::span<const std::string> list = whole.first(std::min(k_, whole.size()));
  const ListScore score = score_list(list, relevant, k_);
  ++users_;
  recall_.add(score.recall);
  ndcg_.add(score.ndcg);
  hit_.add(score.hit);
  mrr_.add(score.mrr);
  for (const std::string& product : list) {
    ++shown_[product];
    const auto found = people_with_.find(product);
    const std::size_t people = found == people_with_.end() ? 0 : found->second;
    // A product that nobody has counts as if one person had it: surprising, not infinitely so.
    const double share = static_cast<double>(std::max<std::size_t>(1, people)) / static_cast<double>(people_);
    surprise_ -= std::log2(share);
    ++places_;
  }
}

Quality QualityAdder::quality() const {
  Quality quality;
  quality.users = users_;
  quality.recall = recall_.mean();
  quality.ndcg = ndcg_.mean();
  quality.hit_rate = hit_.mean();
  quality.mrr = mrr_.mean();
  if (products_ > 0) quality.coverage = static_cast<double>(shown_.size()) / static_cast<double>(products_);
  if (places_ > 0) quality.novelty = surprise_ / static_cast<double>(places_);
  return quality;
}

}  // namespace suggestd::evaluate
