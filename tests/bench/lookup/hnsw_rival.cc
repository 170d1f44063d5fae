#include "lookup/rivals.h"

#ifdef SUGGESTD_BENCH_HNSWLIB

#include <fmt/format.h>
#include <hnswlib/hnswlib.h>

#include <algorithm>
#include <chrono>
#include <memory>

namespace suggestd::bench {
namespace {

struct Graph {
  explicit Graph(const Workload& workload) : space(workload.dim), index(&space, workload.rows, 16, 200) {
    for (std::size_t r = 0; r < workload.rows; ++r)
      index.addPoint(workload.vectors.data() + r * workload.dim, r);
  }
  hnswlib::InnerProductSpace space;
  hnswlib::HierarchicalNSW<float> index;
};

std::vector<std::uint32_t> search(Graph& graph, std::size_t ef, const float* query, std::size_t k,
                                  const lookup::Bitmap* kept) {
  const std::size_t wanted = kept == nullptr
                                 ? k
                                 : std::min(graph.index.cur_element_count,
                                            k * kept->size() / std::max<std::size_t>(1, kept->count()));
  graph.index.setEf(std::max(ef, kept == nullptr ? ef : 2 * wanted));
  auto queue = graph.index.searchKnn(query, kept == nullptr ? k : 2 * wanted);
  std::vector<std::uint32_t> found;
  for (; !queue.empty(); queue.pop()) {
    const auto row = static_cast<std::uint32_t>(queue.top().second);
    if (kept == nullptr || kept->contains(ProductRow{row})) found.push_back(row);
  }
  std::reverse(found.begin(), found.end());
  if (found.size() > k) found.resize(k);
  return found;
}

}  // namespace

std::vector<Engine> hnsw_engines(const Workload& workload, const std::vector<std::size_t>& efs) {
  const auto start = std::chrono::steady_clock::now();
  const auto graph = std::make_shared<Graph>(workload);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  std::vector<Engine> engines;
  for (const std::size_t ef : efs) {
    engines.push_back({fmt::format("hnswlib ef {}", ef), took.count(),
                       [graph, ef](const float* query, std::size_t k, const lookup::Bitmap* kept) {
                         return search(*graph, ef, query, k, kept);
                       }});
  }
  return engines;
}

}  // namespace suggestd::bench

#else

namespace suggestd::bench {
std::vector<Engine> hnsw_engines(const Workload&, const std::vector<std::size_t>&) { return {}; }
}  // namespace suggestd::bench

#endif
