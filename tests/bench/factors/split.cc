#include "factors/split.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <sstream>
#include <utility>

#include "base/parallel.h"
#include "model/factors/dense_kernels.h"

namespace suggestd::bench {
namespace {

Result<std::string> read_text(const std::string& path) {
  const bool packed = !std::filesystem::exists(path);
  const std::string command = packed ? "zstd -dcq '" + path + ".zst'" : "cat '" + path + "'";
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(command.c_str(), "r"), pclose);
  if (pipe == nullptr) return io_error("can't run " + command);
  std::string text;
  std::vector<char> buffer(1U << 16U);
  while (const std::size_t count = std::fread(buffer.data(), 1, buffer.size(), pipe.get())) {
    text.append(buffer.data(), count);
  }
  if (text.empty()) return not_found("nothing to read at " + path);
  return text;
}

std::vector<model::Interaction> parse_pairs(const std::string& text) {
  std::vector<model::Interaction> pairs;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::uint32_t user = 0;
    words >> user;
    for (std::uint32_t item = 0; words >> item;) pairs.push_back({user, item});
  }
  return pairs;
}

struct Scored {
  float score;
  std::uint32_t item;
  bool operator<(const Scored& other) const {
    return score != other.score ? score > other.score : item < other.item;
  }
};

// Sums of recall and NDCG over the users scored, and how many they are.
struct Sums {
  double recall = 0;
  double ndcg = 0;
  std::size_t users = 0;
};

std::vector<Scored> best_items(std::span<const float> user, const model::FactorMatrix& items,
                               model::SparseRow seen, std::size_t k) {
  std::vector<Scored> scored(items.rows());
  for (std::size_t item = 0; item < items.rows(); ++item) {
    scored[item] = {model::dot(user.data(), items[item].data(), user.size()),
                    static_cast<std::uint32_t>(item)};
  }
  for (const std::uint32_t item : seen.columns) scored[item].score = -INFINITY;
  const auto end = scored.begin() + static_cast<std::ptrdiff_t>(std::min(k, scored.size()));
  std::nth_element(scored.begin(), end - 1, scored.end());
  std::sort(scored.begin(), end);
  scored.erase(end, scored.end());
  return scored;
}

void score_user(const std::vector<Scored>& list, const std::vector<std::uint32_t>& wanted, std::size_t k,
                Sums& sums) {
  double hits = 0;
  double gain = 0;
  double ideal = 0;
  for (std::size_t rank = 0; rank < list.size(); ++rank) {
    const double value = 1.0 / std::log2(static_cast<double>(rank) + 2.0);
    if (rank < std::min(k, wanted.size())) ideal += value;
    if (std::find(wanted.begin(), wanted.end(), list[rank].item) == wanted.end()) continue;
    hits += 1;
    gain += value;
  }
  sums.recall += hits / static_cast<double>(wanted.size());
  sums.ndcg += gain / ideal;
  ++sums.users;
}

}  // namespace

std::string gowalla_folder() {
  const char* data = std::getenv("SUGGESTD_DATA");
  return (data != nullptr ? std::string(data) : std::string(SUGGESTD_SOURCE_DIR) + "/../shared/data") +
         "/gowalla";
}

Result<Split> read_split(const std::string& folder) {
  Result<std::string> train = read_text(folder + "/train.txt");
  if (!train) return train.error();
  Result<std::string> test = read_text(folder + "/test.txt");
  if (!test) return test.error();
  Split split;
  split.pairs = parse_pairs(*train);
  const std::vector<model::Interaction> test_pairs = parse_pairs(*test);
  std::size_t users = 0;
  std::size_t items = 0;
  for (const std::vector<model::Interaction>* pairs : {&std::as_const(split.pairs), &test_pairs}) {
    for (const model::Interaction& pair : *pairs) {
      users = std::max<std::size_t>(users, pair.user + 1);
      items = std::max<std::size_t>(items, pair.item + 1);
    }
  }
  split.train = model::Interactions(split.pairs, users, items);
  split.test.resize(users);
  for (const model::Interaction& pair : test_pairs) split.test[pair.user].push_back(pair.item);
  return split;
}

Quality quality_of(const model::FactorMatrix& users, const model::FactorMatrix& items, const Split& split,
                   std::size_t k, std::size_t every, std::size_t threads) {
  std::vector<Sums> partials(chunk_count(split.test.size(), 256));
  parallel_for(split.test.size(), 256, threads, [&](const Chunk& chunk) {
    for (std::size_t user = chunk.begin; user < chunk.end; ++user) {
      if (split.test[user].empty() || user % every != 0) continue;
      score_user(best_items(users[user], items, split.train.by_user().row(user), k), split.test[user], k,
                 partials[chunk.index]);
    }
  });
  Sums sums;
  for (const Sums& partial : partials) {
    sums.recall += partial.recall;
    sums.ndcg += partial.ndcg;
    sums.users += partial.users;
  }
  const double count = static_cast<double>(std::max<std::size_t>(1, sums.users));
  return {sums.recall / count, sums.ndcg / count};
}

}  // namespace suggestd::bench
