#include "lookup/rivals.h"

#ifdef SUGGESTD_BENCH_FAISS

#include <faiss/IndexFlat.h>
#include <faiss/IndexScalarQuantizer.h>
#include <faiss/impl/IDSelector.h>
#include <omp.h>

#include <chrono>
#include <memory>

namespace suggestd::bench {
namespace {

Engine engine_of(std::string name, const std::shared_ptr<faiss::Index>& index, const Workload& workload) {
  omp_set_num_threads(1);
  const auto start = std::chrono::steady_clock::now();
  const auto rows = static_cast<faiss::Index::idx_t>(workload.rows);
  index->train(rows, workload.vectors.data());
  index->add(rows, workload.vectors.data());
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  const auto search = [index](const float* query, std::size_t k, const lookup::Bitmap* kept) {
    std::vector<float> scores(k);
    std::vector<faiss::Index::idx_t> found(k);
    if (kept == nullptr) {
      index->search(1, query, static_cast<faiss::Index::idx_t>(k), scores.data(), found.data());
    } else {
      std::vector<std::uint64_t> words(kept->word_count());
      for (std::size_t i = 0; i < words.size(); ++i) words[i] = kept->word(i);
      faiss::IDSelectorBitmap selector(words.size() * 8, reinterpret_cast<const std::uint8_t*>(words.data()));
      faiss::SearchParameters parameters;
      parameters.sel = &selector;
      index->search(1, query, static_cast<faiss::Index::idx_t>(k), scores.data(), found.data(), &parameters);
    }
    std::vector<std::uint32_t> rows_found;
    for (const faiss::Index::idx_t row : found) {
      if (row >= 0) rows_found.push_back(static_cast<std::uint32_t>(row));
    }
    return rows_found;
  };
  return {std::move(name), took.count(), search};
}

}  // namespace

std::vector<Engine> faiss_engines(const Workload& workload) {
  const int dim = static_cast<int>(workload.dim);
  std::vector<Engine> engines;
  engines.push_back(engine_of("faiss Flat", std::make_shared<faiss::IndexFlatIP>(dim), workload));
  engines.push_back(engine_of("faiss SQ8",
                              std::make_shared<faiss::IndexScalarQuantizer>(
                                  dim, faiss::ScalarQuantizer::QT_8bit, faiss::METRIC_INNER_PRODUCT),
                              workload));
  return engines;
}

}  // namespace suggestd::bench

#else

namespace suggestd::bench {
std::vector<Engine> faiss_engines(const Workload&) { return {}; }
}  // namespace suggestd::bench

#endif
