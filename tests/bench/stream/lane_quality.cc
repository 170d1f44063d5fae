#include "stream/lane_quality.h"

#include <optional>
#include <utility>

#include "base/parallel.h"
#include "evaluate/metrics.h"
#include "recommend/recommender.h"

namespace suggestd::bench {
namespace {

using recommend::FixedSumWeights;

constexpr std::size_t kAt = 20;
constexpr std::size_t kPeoplePerChunk = 32;

Result<evaluate::ListScore> score_person(const learn::Snapshot& snapshot, const evaluate::UserItems& person,
                                         const std::optional<FixedSumWeights>& lanes) {
  recommend::Request request;
  request.user_id = person.user;
  request.lanes = lanes;
  request.limit = kAt;
  request.now = snapshot.clock;
  const Result<recommend::Answer> answer = recommend::recommend(snapshot, request);
  if (!answer) return answer.error();
  std::vector<std::string> list;
  for (const recommend::Item& item : answer->items) list.push_back(item.product_id);
  return evaluate::score_list(list, person.items, kAt);
}

Result<LaneQuality> quality_of(const std::string& name, const std::optional<FixedSumWeights>& lanes,
                               const learn::Snapshot& snapshot,
                               const std::vector<evaluate::UserItems>& people, std::size_t threads) {
  std::vector<std::optional<Result<evaluate::ListScore>>> scores(people.size());
  parallel_for(people.size(), kPeoplePerChunk, threads, [&](const Chunk& chunk) {
    for (std::size_t i = chunk.begin; i < chunk.end; ++i)
      scores[i] = score_person(snapshot, people[i], lanes);
  });
  evaluate::MeanAdder recall;
  evaluate::MeanAdder ndcg;
  for (const auto& score : scores) {
    if (!*score) return score->error();
    recall.add((*score)->recall);
    ndcg.add((*score)->ndcg);
  }
  return LaneQuality{name, recall.mean().value, ndcg.mean().value};
}

}  // namespace

Result<std::vector<LaneQuality>> quality_of_lanes(const learn::Snapshot& snapshot,
                                                  const std::vector<evaluate::UserItems>& people,
                                                  std::size_t threads) {
  // Nothing was fitted, so the blend is the fixed sum of the lanes.
  const std::pair<std::string, std::optional<FixedSumWeights>> lanes[] = {{"factors", {{1, 0, 0, 0}}},
                                                                          {"co-occurrence", {{0, 1, 0, 0}}},
                                                                          {"slim", {{0, 0, 1, 0}}},
                                                                          {"people", {{0, 0, 0, 1}}},
                                                                          {"blend", std::nullopt}};
  std::vector<LaneQuality> qualities;
  for (const auto& [name, weights] : lanes) {
    Result<LaneQuality> quality = quality_of(name, weights, snapshot, people, threads);
    if (!quality) return std::move(quality).error();
    qualities.push_back(std::move(*quality));
  }
  return qualities;
}

}  // namespace suggestd::bench
