// The part of Shop that answers from a model of an earlier moment.
#include <memory>
#include <utility>

#include <fmt/format.h>

#include "recommend/merchandise/scenario.h"
#include "recommend/recommender.h"
#include "shop/look_back.h"
#include "shop/shop_parts.h"

namespace suggestd::shop {
namespace {

Error gone(std::string message) { return Error(ErrorKind::gone, std::move(message)); }

// Whoever was known then is known now, but for people who were erased. A word against profiling holds for the past too.
Status check_person(const learn::Snapshot& now, const learn::Snapshot& then, PersonIdKind kind,
                    const std::string& id) {
  if (id.empty()) return {};
  const learn::PersonState* person = now.person(kind, id);
  if (person == nullptr)
    return gone(
        fmt::format("nothing is kept of the {} '{}': they were never known, or have been erased since",
                    person_id_field(kind), id));
  const learn::PersonState* before = then.person(kind, id);
  if (!person->profiling && before != nullptr && before->profiling)
    return gone(
        fmt::format("the {} '{}' is not profiled any more, so no earlier list of theirs is made either",
                    person_id_field(kind), id));
  return {};
}

}  // namespace

Result<ListResult> Shop::recommend_as_of(const recommend::Request& request, std::string_view scenario,
                                         const PastModel& past, WorkBudget& budget) const {
  const std::shared_ptr<const learn::Snapshot> now = parts_->learner->snapshot();
  for (const auto& [kind, id] : {std::pair(PersonIdKind::user, &request.user_id),
                                 std::pair(PersonIdKind::anonymous, &request.anonymous_id)}) {
    if (Status good = check_person(*now, *past.snapshot, kind, *id); !good) return std::move(good).error();
  }
  recommend::Request wanted = request;
  wanted.now = past.at;
  std::string properties;
  if (!scenario.empty()) {
    const auto known = parts_->scenarios->find(scenario);
    if (!known) return known.error();
    if (Status fits = parts_->check_kind(request, *known->scenario); !fits) return std::move(fits).error();
    wanted = with_scenario(*known->scenario, std::move(wanted));
    properties = known->scenario->properties;
  }
  parts_->context->add_to(wanted.context, wanted.now);
  Result<recommend::Answer> answer = recommend::recommend(*past.snapshot, wanted, budget);
  if (!answer) return std::move(answer).error();
  const Freshness freshness{answer->applied, false};
  return ListResult{"",        std::string(scenario), std::move(properties), *std::move(answer),
                    freshness, past.snapshot};
}

}  // namespace suggestd::shop
