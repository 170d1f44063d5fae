#include "segments/counting.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "model/factors/dense_kernels.h"
#include "segments/behaviour.h"
#include "segments/costs.h"
#include "segments/definition_part.h"
#include "segments/limits.h"
#include "segments/person_hash.h"

namespace suggestd::segments {
namespace {

using catalog::Operator;

bool is_kind(std::string_view key, PersonIdKind kind) { return key.front() == static_cast<char>(kind); }

std::uint64_t history_cost(const learn::History& history) {
  return (history.baskets.size() + history.lines.size() + history.interests.size()) / kFactsPerUnit;
}

// The sum of vectors, for a mean score: scores are linear in the product's vector.
std::vector<float> mean_factors(const learn::Snapshot& snapshot, const lookup::Bitmap& products,
                                const Account& account) {
  std::vector<float> sum;
  std::size_t count = 0;
  products.for_each([&](ProductRow row) {
    const std::span<const float> factors = snapshot.factors(row);
    if (factors.empty() || account.over()) return;
    account.spend(1 + factors.size() / kMultiplicationsPerUnit);
    sum.resize(factors.size());
    model::add_scaled(1, factors.data(), factors.size(), sum.data());
    ++count;
  });
  for (float& value : sum) value /= static_cast<float>(count);
  return sum;
}

}  // namespace

Counting::Counting(Known known, Account account) : known_(std::move(known)), account_(account) {
  find_everybody();
}

void Counting::find_everybody() {
  const learn::Snapshot& snapshot = *known_.snapshot;
  const std::size_t people = snapshot.people.size();
  everybody_ = PeopleSet(people);
  profiled_ = PeopleSet(people);
  for (std::size_t i = 0; i < people; ++i) {
    if (i % kPeoplePerUnit == 0 && !account_.spend(1)) return;
    const auto row = static_cast<UserRow>(i);
    const learn::PersonState* person = snapshot.person(row);
    const std::string& key = snapshot.people.id(row);
    const bool customer = is_kind(key, PersonIdKind::user) || is_kind(key, PersonIdKind::email_hash);
    if (person == nullptr || !customer) continue;
    everybody_.add(row);
    if (person->profiling) profiled_.add(row);
  }
}

Result<PeopleSet> Counting::people(const Definition& definition, std::string_view name) {
  if (Status within = check_budget(); !within) return std::move(within).error();
  if (!name.empty()) finding_.emplace_back(name);
  Result<Found> found = this->found(definition);
  if (!name.empty()) finding_.pop_back();
  if (!found) return std::move(found).error();
  return std::move(found->people);
}

Result<PeopleSet> Counting::people_of(std::string_view name) {
  if (Status within = check_budget(); !within) return std::move(within).error();
  Result<Found> found = found_by_name(name);
  if (!found) return std::move(found).error();
  return std::move(found->people);
}

Result<Counting::Found> Counting::found(const Definition& definition) {
  Result<Found> found = find(definition.condition);
  if (found && found->behaviour) found->people.keep(profiled_);
  return found;
}

Result<Counting::Found> Counting::found_by_name(std::string_view name) {
  if (const auto before = by_name_.find(name); before != by_name_.end()) return before->second;
  if (std::ranges::find(finding_, name) != finding_.end()) {
    return invalid(
        fmt::format("the segment '{}' refers to itself: {} > {}", name, fmt::join(finding_, " > "), name));
  }
  if (finding_.size() >= limits::kSegmentDepth.most) {
    return invalid(fmt::format("more than {} segments inside each other: {} > {}", limits::kSegmentDepth.most,
                               fmt::join(finding_, " > "), name));
  }
  const Result<Definition> definition = known_.segment(name);
  if (!definition) return definition.error();
  finding_.emplace_back(name);
  Result<Found> found = this->found(*definition);
  finding_.pop_back();
  if (!found && found.error().kind() == ErrorKind::invalid)
    return found.error().with_context(fmt::format("segment '{}'", name));
  if (!found) return found;
  by_name_.emplace(name, *found);
  return found;
}

Result<Counting::Found> Counting::find(const Condition& condition) {
  return std::visit([this](const auto& rule) { return find(rule); }, condition.rule);
}

Result<Counting::Found> Counting::find(const Joined& joined) {
  Found result;
  for (const Condition& part : joined.parts) {
    Result<Found> found = find(part);
    if (!found) return found;
    account_.spend(1 + everybody_.words() / kWordsPerUnit);
    const bool first = &part == &joined.parts.front();
    result.behaviour = result.behaviour || found->behaviour;
    if (joined.op == Operator::logical_not) {
      result.people = everybody_;
      result.people.remove(found->people);
    } else if (first) {
      result.people = std::move(found->people);
    } else if (joined.op == Operator::logical_and) {
      result.people.keep(found->people);
    } else {
      result.people.add(found->people);
    }
  }
  return result;
}

Result<Counting::Found> Counting::find(const InSegment& segment) { return found_by_name(segment.name); }

// The hashes of people and of the list, both in order, are gone through side by side.
Result<Counting::Found> Counting::find(const InFile& list) {
  const auto listed = known_.lists->find(list.list);
  if (listed == known_.lists->end()) {
    return not_found(fmt::format(
        "no list of people '{0}' was uploaded; PUT /v1/segments/{0}/members makes one", list.list));
  }
  const Result<const SideFacts*> facts = side_facts();
  if (!facts) return facts.error();
  std::vector<std::pair<std::uint64_t, UserRow>> hashes;
  everybody_.for_each([&](UserRow row) {
    if (!account_.spend(kUnitsPerSorted)) return;
    const std::uint64_t hash = person_hash(snapshot().people.id(row));
    hashes.emplace_back(hash, row);
    if (const std::uint64_t* email = (*facts)->emails.find(hash)) hashes.emplace_back(*email, row);
  });
  const std::vector<std::uint64_t>& people = listed->second->people;
  account_.spend(people.size() / kListedPerUnit);
  if (Status within = check_budget(); !within) return std::move(within).error();
  std::ranges::sort(hashes);
  Found found{PeopleSet(snapshot().people.size()), false};
  auto next = people.begin();
  for (const auto& [hash, row] : hashes) {
    while (next != people.end() && *next < hash) ++next;
    if (next != people.end() && *next == hash) found.people.add(row);
  }
  return found;
}

Result<Counting::Found> Counting::find(const Property& property) {
  PropertyTest test(property, snapshot().clock, account_);
  std::optional<Error> broken;
  Result<Found> found = those([&](const learn::PersonState& person) {
    if (broken) return false;
    const Result<bool> holds = test.holds(person);
    if (!holds) broken = holds.error();
    return holds && *holds;
  });
  if (broken) return *broken;
  if (found) found->behaviour = false;
  return found;
}

Result<Counting::Found> Counting::find(const Bought& bought) { return those_who(bought, has_bought); }
Result<Counting::Found> Counting::find(const Viewed& viewed) { return those_who(viewed, has_viewed); }
Result<Counting::Found> Counting::find(const CartLeft& cart) { return those_who(cart, has_left_in_cart); }

Result<Counting::Found> Counting::find(const FirstOrder& first) {
  const Timestamp begin = since(first.within);
  return those([&](const learn::PersonState& person) {
    const auto& baskets = person.history.baskets;
    return !baskets.empty() && baskets.front().at >= begin;
  });
}

Result<Counting::Found> Counting::find(const Lapsed& lapsed) {
  const Timestamp begin = since(lapsed.age);
  return those([&](const learn::PersonState& person) {
    const auto& baskets = person.history.baskets;
    return !baskets.empty() && baskets.back().at < begin;
  });
}

Result<Counting::Found> Counting::find(const Orders& orders) {
  const Timestamp begin = since(orders.within);
  return those([&](const learn::PersonState& person) {
    return orders.count.holds(static_cast<double>(orders_since(person.history, begin)));
  });
}

Result<Counting::Found> Counting::find(const Spent& spent) {
  const Result<const SideFacts*> facts = side_facts();
  if (!facts) return facts.error();
  const Timestamp begin = since(spent.within);
  // In minor units; whole thousandths of one, so that 1.1 EUR is 110 cents and not a bit more.
  constexpr double kThousandths = 1000;
  Comparison amount = spent.amount;
  amount.number =
      std::round(amount.number * std::pow(10, spent.currency.digits()) * kThousandths) / kThousandths;
  return those([&](const learn::PersonState& person) {
    account_.spend(kUnitsPerAmount * person.history.baskets.size());
    return amount.holds(
        static_cast<double>(spent_since(person.history, (*facts)->amounts, spent.currency, begin)));
  });
}

Result<Counting::Found> Counting::find(const LikelyScore& likely) {
  const Result<std::vector<Score>> scored = scores(likely.products);
  if (!scored) return scored.error();
  Found found{PeopleSet(snapshot().people.size()), true};
  for (const Score& one : *scored) {
    if (likely.score.holds(static_cast<double>(one.score))) found.people.add(one.person);
  }
  return found;
}

Result<Counting::Found> Counting::find(const LikelyTop& likely) {
  Result<std::vector<Score>> scored = scores(likely.products);
  if (!scored) return scored.error();
  const auto many =
      static_cast<std::ptrdiff_t>(std::ceil(likely.share * static_cast<double>(scored->size())));
  std::ranges::nth_element(*scored, scored->begin() + many, [](const Score& a, const Score& b) {
    return a.score > b.score || (a.score == b.score && a.person < b.person);
  });
  Found found{PeopleSet(snapshot().people.size()), true};
  for (auto one = scored->begin(); one != scored->begin() + many; ++one) found.people.add(one->person);
  return found;
}

// The mean score of the products for each person that has a vector and is profiled.
Result<std::vector<Counting::Score>> Counting::scores(const Part& products) {
  const Result<lookup::Bitmap> rows = product_rows(products, snapshot().catalog, snapshot().clock, account_);
  if (!rows) return rows.error();
  const std::vector<float> mean = mean_factors(snapshot(), *rows, account_);
  std::vector<Score> scored;
  if (!mean.empty()) {
    profiled_.for_each([&](UserRow row) {
      if (!account_.spend(1 + mean.size() / kMultiplicationsPerUnit)) return;
      const std::vector<float>& vector = snapshot().person(row)->vector;
      if (!vector.empty()) scored.push_back({row, model::dot(vector.data(), mean.data(), mean.size())});
    });
  }
  if (Status within = check_budget(); !within) return std::move(within).error();
  return scored;
}

template <class Test>
Result<Counting::Found> Counting::those(const Test& test) {
  Found found{PeopleSet(snapshot().people.size()), true};
  everybody_.for_each([&](UserRow row) {
    const learn::PersonState& person = *snapshot().person(row);
    if (account_.spend(1 + history_cost(person.history)) && test(person)) found.people.add(row);
  });
  if (Status within = check_budget(); !within) return std::move(within).error();
  return found;
}

template <class Act, class Test>
Result<Counting::Found> Counting::those_who(const Act& act, const Test& test) {
  std::optional<lookup::Bitmap> products;
  if (act.products) {
    Result<lookup::Bitmap> rows = product_rows(*act.products, snapshot().catalog, snapshot().clock, account_);
    if (!rows) return std::move(rows).error();
    products = *std::move(rows);
  }
  const Timestamp begin = since(act.within);
  return those([&](const learn::PersonState& person) {
    return test(person.history, products ? &*products : nullptr, begin);
  });
}

Result<const SideFacts*> Counting::side_facts() {
  if (side_facts_ == nullptr) {
    Result<std::shared_ptr<const SideFacts>> facts = known_.side_facts();
    if (!facts) return std::move(facts).error();
    side_facts_ = *std::move(facts);
  }
  return side_facts_.get();
}

Timestamp Counting::since(const Within& within) const {
  return within ? snapshot().clock - *within : Timestamp::min();
}

std::vector<PersonId> Counting::ids_of(const PeopleSet& people) const {
  std::vector<PersonId> ids;
  people.for_each([&](UserRow row) {
    const std::string& key = snapshot().people.id(row);
    ids.push_back({static_cast<PersonIdKind>(key.front()), key.substr(1)});
  });
  std::ranges::sort(ids);
  return ids;
}

}  // namespace suggestd::segments
