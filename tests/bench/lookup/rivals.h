// Other engines beside ours in the lookup benchmark. Each is there only if its Debian package was found when
// the benchmark was built; none is ever linked into the product.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "lookup/workload.h"

namespace suggestd::bench {

struct Engine {
  std::string name;
  double build_seconds = 0;
  // The rows found for a query, best first; `kept` is the filter, null for none.
  std::function<std::vector<std::uint32_t>(const float* query, std::size_t k, const lookup::Bitmap* kept)>
      search;
};

// faiss IndexFlatIP (exact) and IndexScalarQuantizer with 8 bits. Empty if faiss was not found.
std::vector<Engine> faiss_engines(const Workload& workload);

// hnswlib, M 16, efConstruction 200, one engine for each ef. It has no filter of its own: the search asks for
// more and drops what the filter does not keep. Empty if hnswlib was not found.
std::vector<Engine> hnsw_engines(const Workload& workload, const std::vector<std::size_t>& efs);

}  // namespace suggestd::bench
