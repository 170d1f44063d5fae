#include "learn/lanes/postings.h"

#include <algorithm>

#include "base/parallel.h"

namespace suggestd::learn {
namespace {

// Their rows grow together, one after the other's pair: each has a place of its own in the processor's second cache.
constexpr std::size_t kProductsTogether = 4096;

}  // namespace

// People come in order, so that each row is in order.
void Postings::fill(const People& people, std::size_t threads) {
  std::vector<std::uint32_t> counts(rows_.size(), 0);
  for (std::size_t user = 0; user < people.size(); ++user) {
    const std::vector<std::uint32_t>& columns = people.state(static_cast<UserRow>(user)).learned.columns;
    for (const std::uint32_t column : columns) ++counts[column];
    pairs_ += columns.size();
  }
  parallel_for(rows_.size(), kProductsTogether, threads, [&](const Chunk& chunk) {
    for (std::size_t product = chunk.begin; product < chunk.end; ++product) {
      rows_[product].columns.reserve(counts[product]);
      rows_[product].confidences.reserve(counts[product]);
    }
    for (std::size_t user = 0; user < people.size(); ++user) {
      const LearnedRow& row = people.state(static_cast<UserRow>(user)).learned;
      const auto first = std::lower_bound(row.columns.begin(), row.columns.end(), chunk.begin);
      for (auto at = first; at != row.columns.end() && *at < chunk.end; ++at) {
        rows_[*at].columns.push_back(static_cast<std::uint32_t>(user));
        rows_[*at].confidences.push_back(row.confidences[static_cast<std::size_t>(at - row.columns.begin())]);
      }
    }
  });
}

void Postings::set(ProductRow product, UserRow person, float confidence) {
  LearnedRow& people = rows_[index(product)];
  const auto place = std::lower_bound(people.columns.begin(), people.columns.end(), index(person));
  const auto offset = place - people.columns.begin();
  const bool present = place != people.columns.end() && *place == index(person);
  if (present && confidence > 0) {
    people.confidences[static_cast<std::size_t>(offset)] = confidence;
  } else if (present) {
    people.columns.erase(place);
    people.confidences.erase(people.confidences.begin() + offset);
    --pairs_;
  } else if (confidence > 0) {
    people.columns.insert(place, index(person));
    people.confidences.insert(people.confidences.begin() + offset, confidence);
    ++pairs_;
  }
}

double Postings::observed() const {
  double sum = 0;
  for (const LearnedRow& row : rows_) {
    for (const float confidence : row.confidences) sum += static_cast<double>(confidence);
  }
  return sum;
}

}  // namespace suggestd::learn
