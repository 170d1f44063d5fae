#include "recommend/scores/sparse_sources.h"

#include <algorithm>
#include <array>
#include <vector>

namespace suggestd::recommend {
namespace {

// The place of each wanted product, from 1; 0: not wanted. All 0 between two uses. One for each thread:
// clearing only the entries that were set keeps a request within microseconds.
std::vector<std::uint32_t>& places(std::size_t products) {
  thread_local std::vector<std::uint32_t> places;
  places.resize(std::max(places.size(), products), 0);
  return places;
}

// A table by the last bits of a row rules most products out; it stays in the nearest cache.
constexpr std::size_t kLastDigits = 4096;

}  // namespace

void for_each_source(const learn::Snapshot& snapshot, std::span<const std::uint32_t> sources,
                     std::span<const ProductRow> rows, const std::function<void(const SourceShare&)>& visit) {
  std::vector<std::uint32_t>& wanted = places(snapshot.products.size());
  std::array<bool, kLastDigits> maybe{};
  for (std::size_t i = 0; i < rows.size(); ++i) {
    wanted[index(rows[i])] = static_cast<std::uint32_t>(i + 1);
    maybe[index(rows[i]) % kLastDigits] = true;
  }
  for (const std::uint32_t column : sources) {
    const auto source = static_cast<ProductRow>(column);
    for (const model::Neighbour& neighbour : snapshot.neighbours(source)) {
      if (!maybe[neighbour.item % kLastDigits]) continue;
      if (const std::uint32_t place = wanted[neighbour.item]; place != 0)
        visit({place - 1, source, static_cast<double>(neighbour.weight), 0});
    }
    for (const model::Neighbour& neighbour : snapshot.predicted(source)) {
      if (!maybe[neighbour.item % kLastDigits]) continue;
      if (const std::uint32_t place = wanted[neighbour.item]; place != 0)
        visit({place - 1, source, 0, static_cast<double>(neighbour.weight)});
    }
  }
  for (const ProductRow row : rows) wanted[index(row)] = 0;
}

}  // namespace suggestd::recommend
