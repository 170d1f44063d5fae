#include "experiments/interleaved_answer.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "experiments/splitter.h"
#include "recommend/allowed.h"
#include "recommend/groups.h"
#include "recommend/recommender.h"

namespace suggestd::experiments {
namespace {

using recommend::Answer;
using recommend::Groups;
using recommend::Item;
using recommend::StatementCode;
using recommend::Statements;
using Names = std::array<std::string, kRankings>;

constexpr std::uint64_t kGroupBit = std::uint64_t{1} << 63U;

// A number for each product of an answer: its own, or its group's.
std::vector<std::uint64_t> keys_of(const Answer& answer, const Groups& groups) {
  std::vector<std::uint64_t> keys;
  keys.reserve(answer.items.size());
  for (const Item& item : answer.items) {
    const catalog::TextId group = groups.of(item.row);
    keys.push_back(group == catalog::kNoText ? index(item.row)
                                             : kGroupBit | static_cast<std::uint64_t>(group));
  }
  return keys;
}

Statements told_of_each(const Names& names, const Statements& first, const Statements& second) {
  Statements told;
  const auto add = [&told](const std::string& variant, const Statements& of) {
    if (of.empty()) return;
    told.push_back({StatementCode::of_variant, {{"variant", variant}}});
    told.insert(told.end(), of.begin(), of.end());
  };
  add(names[0], first);
  add(names[1], second);
  return told;
}

Statements shortfall_of(const Names& names, std::size_t items, std::size_t length, const Answer& first,
                        const Answer& second) {
  if (items >= length) return {};
  return told_of_each(names, first.shortfall, second.shortfall);
}

Statements why_not_of(const std::string& product_id, const Names& names, const std::vector<Item>& items,
                      const Answer& first, const Answer& second) {
  if (auto place = recommend::place_in_list(product_id, items)) return {*std::move(place)};
  return first.why_not == second.why_not ? first.why_not : told_of_each(names, first.why_not, second.why_not);
}

// Takes the items that were picked, and what is told of both answers.
Answer joined(const InterleavedRequest& request, std::array<Answer, kRankings> answers,
              const std::vector<Pick>& picks) {
  Answer& first = answers[0];
  Answer& second = answers[1];
  std::vector<Item> items;
  items.reserve(picks.size());
  for (const Pick& pick : picks) items.push_back(std::move(answers.at(pick.ranking).items[pick.place]));
  const recommend::Request& asked = request.rankings[0];
  Answer answer;
  answer.applied = first.applied;
  // The list goes on with others at another place than each ranking, so that its sentence can't stand for it.
  const bool alike =
      first.fallback == second.fallback && first.fallback_reason != recommend::FallbackReason::filled_up;
  answer.fallback = alike ? first.fallback : told_of_each(request.names, first.fallback, second.fallback);
  answer.fallback_reason = first.fallback_reason == recommend::FallbackReason::none ? second.fallback_reason
                                                                                    : first.fallback_reason;
  answer.narrowed = first.narrowed || second.narrowed;
  answer.shortfall = shortfall_of(request.names, items.size(), recommend::list_length(asked), first, second);
  if (!asked.why_not.empty()) answer.why_not = why_not_of(asked.why_not, request.names, items, first, second);
  answer.effects = std::move(first.effects);
  answer.effects.insert(answer.effects.end(), second.effects.begin(), second.effects.end());
  answer.left_out = std::move(first.left_out);
  for (recommend::LeftOut& part : second.left_out) {
    if (std::find(answer.left_out.begin(), answer.left_out.end(), part) == answer.left_out.end())
      answer.left_out.push_back(std::move(part));
  }
  answer.unknown = std::move(first.unknown);
  answer.items = std::move(items);
  return answer;
}

}  // namespace

InterleavedRequest interleaved_request(const StoredExperiment& stored, recommend::Request first,
                                       recommend::Request second) {
  const std::vector<Variant>& variants = stored.experiment.variants;
  return {stored.run->id,
          stored.run->key,
          person_of({first.user_id, first.anonymous_id}),
          {variants[0].name, variants[1].name},
          {std::move(first), std::move(second)}};
}

Result<InterleavedAnswer> interleaved_answer(const learn::Snapshot& snapshot,
                                             const InterleavedRequest& request, WorkBudget& budget) {
  std::array<Answer, kRankings> answers;
  Groups groups;
  for (std::size_t i = 0; i < kRankings; ++i) {
    Result<Answer> answer = recommend::recommend(snapshot, request.rankings.at(i), budget);
    if (!answer) return std::move(answer).error();
    answers.at(i) = *std::move(answer);
    if (!groups.any()) groups = recommend::groups_of(snapshot, request.rankings.at(i));
  }
  const recommend::Request& asked = request.rankings[0];
  Coins coins(request.key, request.person, asked.now, asked.shown_already.size());
  const std::vector<Pick> picks =
      interleave(keys_of(answers[0], groups), keys_of(answers[1], groups), recommend::list_length(asked),
                 [&coins] { return coins.toss(); });
  InterleavedAnswer made;
  for (const Pick& pick : picks)
    made.shown.add(answers.at(pick.ranking).items[pick.place].product_id, pick.team);
  made.answer = joined(request, std::move(answers), picks);
  return made;
}

}  // namespace suggestd::experiments
