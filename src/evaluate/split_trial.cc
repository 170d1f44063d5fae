#include "evaluate/split_trial.h"

#include <algorithm>
#include <chrono>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

#include "base/parallel.h"

namespace suggestd::evaluate {
namespace {

// The sets have no times; one moment for all makes age and decay neutral.
const Timestamp kMoment{std::chrono::hours(24 * 365 * 50)};
constexpr std::size_t kPeoplePerChunk = 32;

std::vector<const UserItems*> sampled(const std::vector<UserItems>& users, std::size_t sample) {
  std::vector<const UserItems*> chosen;
  const std::size_t count = sample == 0 ? users.size() : std::min(sample, users.size());
  for (std::size_t i = 0; i < count; ++i) chosen.push_back(&users[i * users.size() / count]);
  return chosen;
}

}  // namespace

SplitTrial::SplitTrial(const std::vector<UserItems>& train, const std::vector<UserItems>& test,
                       const learn::ModelOptions& model)
    : test_(test),
      threads_(model.threads == 0 ? default_thread_count() : model.threads),
      shop_(model),
      people_(train.size()) {
  std::set<std::string_view> products;
  for (const UserItems& user : test) products.insert(user.items.begin(), user.items.end());
  for (const UserItems& user : train) {
    products.insert(user.items.begin(), user.items.end());
    for (const std::string& item : user.items) {
      ++people_with_[item];
      shop_.add_purchase(user.user, item, kMoment);
    }
  }
  products_ = products.size();
  train_seconds_ = shop_.train();
}

Result<std::vector<std::string>> SplitTrial::list(const std::string& user,
                                                  const recommend::FixedSumWeights& lanes,
                                                  std::size_t at) const {
  recommend::Request request;
  request.user_id = user;
  request.lanes = lanes;
  request.limit = at;
  request.now = kMoment;
  return shop_.list(request);
}

LaneTable SplitTrial::lane_table(std::size_t sample_users) const {
  return {shop_.snapshot(), sampled(test_, sample_users), kMoment, threads_};
}

Result<Quality> SplitTrial::quality(const recommend::FixedSumWeights& lanes, const Scoring& scoring) const {
  const std::vector<const UserItems*> users = sampled(test_, scoring.sample_users);
  std::vector<std::optional<Result<std::vector<std::string>>>> lists(users.size());
  parallel_for(users.size(), kPeoplePerChunk, threads_, [&](const Chunk& chunk) {
    for (std::size_t i = chunk.begin; i < chunk.end; ++i) lists[i] = list(users[i]->user, lanes, scoring.at);
  });
  QualityAdder adder(scoring.at, products_, people_, people_with_);
  for (std::size_t i = 0; i < users.size(); ++i) {
    const Result<std::vector<std::string>>& one = *lists[i];
    if (!one) return one.error();
    adder.add(*one, users[i]->items);
  }
  return adder.quality();
}

}  // namespace suggestd::evaluate
