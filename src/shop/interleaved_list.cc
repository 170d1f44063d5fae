// The part of Shop that answers visitors of interleaving experiments.
#include <memory>
#include <utility>

#include "base/mutex.h"
#include "base/unique_id.h"
#include "recommend/merchandise/scenario.h"
#include "shop/shop_parts.h"

namespace suggestd::shop {

using experiments::InterleavedAnswer;
using experiments::InterleavedRequest;

Result<ListResult> Shop::Parts::interleaved_list(InterleavedRequest request, std::string_view scenario,
                                                 const std::shared_ptr<ListPages>& pages,
                                                 const Result<Freshness>& freshness, WorkBudget& budget) {
  if (!freshness) return freshness.error();
  const MutexLock turn(pages->mutex);
  const auto kept = std::make_shared<const InterleavedRequest>(request);
  for (recommend::Request& ranking : request.rankings) {
    ranking.shown_already.insert(ranking.shown_already.end(), pages->shown.begin(), pages->shown.end());
    context->add_to(ranking.context, ranking.now);
  }
  std::shared_ptr<const learn::Snapshot> snapshot = learner->snapshot();
  Result<InterleavedAnswer> made = experiments::interleaved_answer(*snapshot, request, budget);
  if (!made) return std::move(made).error();
  left_out.note(name, scenario, made->answer.left_out);
  // The snapshot may be newer than the one waited for; the answer says which it was.
  const Freshness told{made->answer.applied, freshness->stale};
  const recommend::Request& asked = kept->rankings[0];
  ListResult result{ids->make(scenario, asked.list),
                    std::string(scenario),
                    {},
                    std::move(made->answer),
                    told,
                    std::move(snapshot)};
  for (const recommend::Item& item : result.answer.items) pages->shown.push_back(item.product_id);
  made->shown.id = *parse_ulid(result.recommendation_id);
  // A list that finds no room is shown all the same: clicks on it count nowhere.
  experiments->note_shown({request.run, request.person, std::move(made->shown)});
  served.remember(result.recommendation_id, {result.scenario, asked, pages->shown, asked.now, pages, kept});
  return result;
}

}  // namespace suggestd::shop
