// The time of one query, on one thread, beside other engines: lookup_bench [--rows N] [--dim D] [--gaussian]
// [--rounds N] [--rivals]
//
// Prints, for each engine and filter, recall against a full scan and the median time of a query: the median
// of the rounds, and the least and largest of them. Run it on an idle machine; compare engines within a run.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <ctime>
#include <set>
#include <vector>

#include "base/ids.h"
#include "lookup/rivals.h"
#include "lookup/scan_kernels.h"
#include "lookup/vector_index.h"
#include "lookup/workload.h"

namespace {

using namespace suggestd;
using namespace suggestd::bench;

constexpr std::size_t kTop = 20;

// Time that this thread spent on a core, so that other work on the machine does not count as ours. Every
// engine here works on the calling thread alone.
double thread_seconds() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

Engine our_engine(const Workload& workload) {
  const double start = thread_seconds();
  const auto index = std::make_shared<const lookup::VectorIndex>(
      lookup::VectorIndex::build(workload.vectors, workload.dim).value());
  const double took = thread_seconds() - start;
  return {"suggestd", took, [index](const float* query, std::size_t k, const lookup::Bitmap* kept) {
            std::vector<std::uint32_t> rows;
            for (const lookup::Hit& hit : index->top_k({query, index->dim()}, k, kept)) {
              rows.push_back(suggestd::index(hit.row));
            }
            return rows;
          }};
}

// The share of the best rows that the engine finds. Ours is the reference: its tests compare it with a
// naive scan.
double recall(const Engine& engine, const Engine& exact, const Workload& workload,
              const lookup::Bitmap* kept) {
  std::size_t found = 0;
  std::size_t all = 0;
  for (std::size_t q = 0; q < workload.query_count; ++q) {
    const auto expected = exact.search(workload.query(q), kTop, kept);
    const auto got = engine.search(workload.query(q), kTop, kept);
    const std::set<std::uint32_t> rows(got.begin(), got.end());
    for (const std::uint32_t row : expected) found += rows.count(row);
    all += expected.size();
  }
  return all == 0 ? 1 : static_cast<double>(found) / static_cast<double>(all);
}

// The median query of one round, in microseconds.
double round_median(const Engine& engine, const Workload& workload, const lookup::Bitmap* kept) {
  std::vector<double> times;
  for (std::size_t q = 0; q < workload.query_count; ++q) {
    const double start = thread_seconds();
    engine.search(workload.query(q), kTop, kept);
    times.push_back(1e6 * (thread_seconds() - start));
  }
  std::nth_element(times.begin(), times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2), times.end());
  return times[times.size() / 2];
}

void measure(const Engine& engine, const Engine& exact, const Workload& workload, double percent,
             int rounds) {
  const lookup::Bitmap filter = make_filter(workload.rows, percent);
  const lookup::Bitmap* kept = percent >= 100 ? nullptr : &filter;
  std::vector<double> medians;
  for (int round = 0; round < rounds; ++round) medians.push_back(round_median(engine, workload, kept));
  std::sort(medians.begin(), medians.end());
  fmt::print("{:<20} {:<16} {:>4} % {:>8.4f} {:>10.1f} {:>10.1f} {:>10.1f} {:>8.2f}\n", workload.name,
             engine.name, percent, recall(engine, exact, workload, kept), medians[medians.size() / 2],
             medians.front(), medians.back(), engine.build_seconds);
  std::fflush(stdout);
}

}  // namespace

int main(int argc, char** argv) {
  std::size_t rows = 100000;
  std::size_t dim = 64;
  std::size_t queries = 100;
  int rounds = 5;
  bool gaussian = false;
  bool rivals = false;
  CLI::App app("Times of exact lookup under filters, beside other engines");
  app.add_option("--rows", rows, "products");
  app.add_option("--dim", dim, "dimensions");
  app.add_option("--queries", queries, "queries a round");
  app.add_option("--rounds", rounds, "rounds; the median of their medians is shown");
  app.add_flag("--gaussian", gaussian, "vectors without structure, the worst case, and not shop-like ones");
  app.add_flag("--rivals", rivals, "faiss and hnswlib too, if they were found at build time");
  CLI11_PARSE(app, argc, argv);

  const Workload workload = make_workload(gaussian ? Shape::gaussian : Shape::shop, rows, dim, queries);
  fmt::print("kernel {}; top {}; times in us\n", lookup::usable_kernels().front().name, kTop);
  fmt::print("{:<20} {:<16} {:>6} {:>8} {:>10} {:>10} {:>10} {:>8}\n", "workload", "engine", "kept", "recall",
             "median", "least", "largest", "build s");
  std::vector<Engine> engines{our_engine(workload)};
  if (rivals) {
    for (Engine& engine : faiss_engines(workload)) engines.push_back(std::move(engine));
    for (Engine& engine : hnsw_engines(workload, {50, 200, 800})) engines.push_back(std::move(engine));
  }
  for (const double percent : {100.0, 10.0, 1.0}) {
    for (const Engine& engine : engines) measure(engine, engines.front(), workload, percent, rounds);
  }
  return 0;
}
