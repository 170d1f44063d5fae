// A train and test split in the form of LightGCN, and ranking quality on it, for the benchmarks of the
// factors. (The product's own evaluation is evaluate/; here vectors are scored with nothing around
// them.)
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "model/factors/factors.h"
#include "model/interactions.h"

namespace suggestd::bench {

struct Split {
  model::Interactions train;
  std::vector<model::Interaction> pairs;         // the training pairs, user by user
  std::vector<std::vector<std::uint32_t>> test;  // per user
};

// Reads FOLDER/train.txt and test.txt, or the same with .zst (through the program zstd).
Result<Split> read_split(const std::string& folder);

// The folder of Gowalla: $SUGGESTD_DATA/gowalla, or beside the source tree.
std::string gowalla_folder();

struct Quality {
  double recall;
  double ndcg;
};

// Recall@k and NDCG@k over users with test items (of those, each `every`-th); training items are left
// out; binary gains, ideal list of min(k, test items).
Quality quality_of(const model::FactorMatrix& users, const model::FactorMatrix& items, const Split& split,
                   std::size_t k, std::size_t every, std::size_t threads);

}  // namespace suggestd::bench
