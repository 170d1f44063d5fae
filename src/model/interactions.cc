#include "model/interactions.h"

#include <algorithm>
#include <cassert>
#include <utility>

namespace suggestd::model {
namespace {

// The places of the rows' first entries, from the number of entries of each row.
std::vector<std::size_t> starts_from_counts(const std::vector<std::size_t>& counts) {
  std::vector<std::size_t> starts(counts.size() + 1, 0);
  for (std::size_t row = 0; row < counts.size(); ++row) starts[row + 1] = starts[row] + counts[row];
  return starts;
}

SparseMatrix rows_by_user(std::span<const Interaction> pairs, std::size_t user_count) {
  std::vector<std::size_t> counts(user_count, 0);
  for (const Interaction& pair : pairs) ++counts[pair.user];
  const std::vector<std::size_t> places = starts_from_counts(counts);
  std::vector<std::pair<std::uint32_t, float>> entries(pairs.size());
  std::vector<std::size_t> next(places.begin(), places.end() - 1);
  for (const Interaction& pair : pairs) entries[next[pair.user]++] = {pair.item, pair.confidence};

  std::vector<std::size_t> starts = {0};
  std::vector<std::uint32_t> columns;
  std::vector<float> confidences;
  starts.reserve(user_count + 1);
  columns.reserve(pairs.size());
  confidences.reserve(pairs.size());
  for (std::size_t user = 0; user < user_count; ++user) {
    const auto first = entries.begin() + static_cast<std::ptrdiff_t>(places[user]);
    const auto last = entries.begin() + static_cast<std::ptrdiff_t>(places[user + 1]);
    std::stable_sort(first, last, [](const auto& a, const auto& b) { return a.first < b.first; });
    for (auto entry = first; entry != last;) {
      const std::uint32_t item = entry->first;
      float sum = 0;
      for (; entry != last && entry->first == item; ++entry) sum += entry->second;
      if (!(sum > 0)) continue;
      columns.push_back(item);
      confidences.push_back(sum);
    }
    starts.push_back(columns.size());
  }
  return {std::move(starts), std::move(columns), std::move(confidences)};
}

}  // namespace

SparseMatrix::SparseMatrix(std::vector<std::size_t> starts, std::vector<std::uint32_t> columns,
                           std::vector<float> confidences)
    : starts_(std::move(starts)), columns_(std::move(columns)), confidences_(std::move(confidences)) {
  assert(!starts_.empty() && starts_.front() == 0 && starts_.back() == columns_.size());
  assert(columns_.size() == confidences_.size());
}

std::size_t SparseMatrix::filled_rows() const noexcept {
  std::size_t filled = 0;
  for (std::size_t row = 0; row < rows(); ++row) filled += starts_[row + 1] > starts_[row] ? 1 : 0;
  return filled;
}

SparseRow SparseMatrix::row(std::size_t row) const noexcept {
  assert(row < rows());
  const std::size_t first = starts_[row];
  const std::size_t count = starts_[row + 1] - first;
  return {std::span(columns_).subspan(first, count), std::span(confidences_).subspan(first, count)};
}

SparseMatrix SparseMatrix::transposed(std::size_t column_count) const {
  std::vector<std::size_t> counts(column_count, 0);
  for (const std::uint32_t column : columns_) ++counts[column];
  std::vector<std::size_t> starts = starts_from_counts(counts);
  std::vector<std::size_t> next(starts.begin(), starts.end() - 1);
  std::vector<std::uint32_t> columns(columns_.size());
  std::vector<float> confidences(columns_.size());
  for (std::size_t r = 0; r < rows(); ++r) {
    for (std::size_t place = starts_[r]; place < starts_[r + 1]; ++place) {
      const std::size_t to = next[columns_[place]]++;
      columns[to] = static_cast<std::uint32_t>(r);
      confidences[to] = confidences_[place];
    }
  }
  return {std::move(starts), std::move(columns), std::move(confidences)};
}

Interactions::Interactions(std::span<const Interaction> pairs, std::size_t user_count, std::size_t item_count)
    : by_user_(rows_by_user(pairs, user_count)), by_item_(by_user_.transposed(item_count)) {}

}  // namespace suggestd::model
