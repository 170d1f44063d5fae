// The quality of lists, by the measures of the papers.
//
// For one person with relevant products T (|T| > 0) and a list L of at most k products:
//   recall  = |L n T| / |T|
//   ndcg    = DCG / ideal DCG, DCG = sum over hits at place p (from 1) of 1 / log2(p + 1); the ideal list has
//             its first min(k, |T|) places all hits (Jaervelin and Kekaelaeinen 2002, binary gains)
//   hit     = 1 if there is any hit
//   mrr     = 1 / place of the first hit, 0 without one
// Over people: means, with 95 % intervals of the mean (normal approximation).
//
// Threads  pure; an adder belongs to one thread.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

namespace suggestd::evaluate {

struct ListScore {
  double recall = 0;
  double ndcg = 0;
  double hit = 0;
  double mrr = 0;
};

// Requires: `relevant` is not empty and has no repeats; `list` has at most `k` entries and no repeats.
ListScore score_list(std::span<const std::string> list, std::span<const std::string> relevant, std::size_t k);

// A mean of values between 0 and 1, and half the width of its 95 % interval.
struct Mean {
  double value = 0;
  double interval = 0;
};

class MeanAdder {
 public:
  void add(double value) noexcept {
    ++count_;
    sum_ += value;
    squares_ += value * value;
  }
  Mean mean() const noexcept;

 private:
  std::size_t count_ = 0;
  double sum_ = 0;
  double squares_ = 0;
};

struct Quality {
  std::size_t users = 0;
  Mean recall;
  Mean ndcg;
  Mean hit_rate;
  Mean mrr;
  double coverage = 0;  // share of the products that stand in at least one list
  double novelty = 0;   // mean over list places of -log2(share of people who have the product)
};

// Adds up the lists of many people.
class QualityAdder {
 public:
  // `people_with`: the number of `people` who have each product, for novelty.
  QualityAdder(std::size_t k, std::size_t products, std::size_t people,
               const std::unordered_map<std::string, std::size_t>& people_with)
      : k_(k), products_(products), people_(people), people_with_(people_with) {}

  // Products beyond the first k of the list do not count.
  void add(std::span<const std::string> list, std::span<const std::string> relevant);
  Quality quality() const;

 private:
  std::size_t k_;
  std::size_t products_;
  std::size_t people_;
  const std::unordered_map<std::string, std::size_t>& people_with_;
  std::size_t users_ = 0;
  MeanAdder recall_, ndcg_, hit_, mrr_;
  std::unordered_map<std::string, std::size_t> shown_;
  double surprise_ = 0;  // sum of -log2(share)
  std::size_t places_ = 0;
};

}  // namespace suggestd::evaluate
