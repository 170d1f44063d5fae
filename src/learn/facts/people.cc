#include "learn/facts/people.h"

#include <algorithm>
#include <cassert>
#include <utility>

#include <fmt/format.h>

namespace suggestd::learn {
namespace {

const PersonState& nobody() {
  static const PersonState state;
  return state;
}

void set_properties(PersonState& state, std::string_view json) {
  state.properties_json = json;
  state.properties =
      json.empty() ? nullptr : std::make_shared<const catalog::ValuesByName>(catalog::values_by_name(json));
}

}  // namespace

People::People() : blocks_(PersonBlock{}) {}

UserRow People::intern(PersonIdKind kind, std::string_view id) {
  const UserRow row = names_.intern(person_key(kind, id));
  size_ = std::max(size_, std::size_t{index(row)} + 1);
  blocks_.grow((size_ + kRowsPerStateBlock - 1) / kRowsPerStateBlock);
  unsaved_.resize(size_, true);
  return row;
}

const PersonState& People::state(UserRow row) const {
  assert(index(row) < size_);
  const auto& state = blocks_[index(row) / kRowsPerStateBlock].people[index(row) % kRowsPerStateBlock];
  return state == nullptr ? nobody() : *state;
}

UserRow People::learner_of(UserRow row) const {
  const UserRow other = state(row).same_as;
  return other == kNoUser ? row : other;
}

PersonState People::copy_of(UserRow row) const { return state(row); }

void People::replace(UserRow row, PersonState state) {
  state.profiling = may_be_profiled(state.consent, consent_required_);
  blocks_.edit(index(row) / kRowsPerStateBlock).people[index(row) % kRowsPerStateBlock] =
      std::make_shared<const PersonState>(std::move(state));
  unsaved_[index(row)] = true;
}

void People::edit_history(UserRow row, const std::function<void(History&)>& edit) {
  const auto joined = joined_.find(row);
  if (joined != joined_.end()) {
    edit(joined->second.own);
    return rejoin(row);
  }
  PersonState state = copy_of(row);
  edit(state.history);
  const UserRow person = state.same_as;
  replace(row, std::move(state));
  if (person == kNoUser) {
    changed_.insert(row);
  } else {
    rejoin(person);
  }
}

void People::merge(UserRow visitor, UserRow person) {
  if (visitor == person || state(visitor).same_as == person) return;
  unmerge(visitor);
  PersonState state = copy_of(visitor);
  state.same_as = person;
  replace(visitor, std::move(state));
  changed_.insert(visitor);

  auto [joined, fresh] = joined_.try_emplace(person);
  if (fresh) joined->second.own = this->state(person).history;
  joined->second.visitors.push_back(visitor);
  rejoin(person);
}

void People::unmerge(UserRow visitor) {
  PersonState state = copy_of(visitor);
  const UserRow person = std::exchange(state.same_as, kNoUser);
  if (person == kNoUser) return;
  replace(visitor, std::move(state));
  changed_.insert(visitor);
  std::erase(joined_.at(person).visitors, visitor);
  rejoin(person);
}

void People::set_profile(UserRow row, Consent consent, std::string_view properties_json) {
  PersonState state = copy_of(row);
  state.consent = consent;
  set_properties(state, properties_json);
  replace(row, std::move(state));
  changed_.insert(row);
}

void People::set_consent(UserRow visitor, Consent consent) {
  PersonState state = copy_of(visitor);
  if (state.consent == consent) return;
  state.consent = consent;
  const UserRow person = state.same_as;
  replace(visitor, std::move(state));
  changed_.insert(visitor);
  if (person != kNoUser) rejoin(person);
}

bool People::require_consent(bool required) {
  if (consent_required_ == required) return false;
  consent_required_ = required;
  for (std::size_t i = 0; i < size_; ++i) {
    const auto row = static_cast<UserRow>(i);
    const auto& known = blocks_[i / kRowsPerStateBlock].people[i % kRowsPerStateBlock];
    if (known == nullptr || known->consent != Consent::unset) continue;
    replace(row, copy_of(row));
    changed_.insert(row);
  }
  return true;
}

// No kind of id begins with the letter, so nobody can be named so.
void People::forget_id(UserRow row) {
  names_.forget(row, fmt::format("x{}", index(row)));
  set_profile(row, Consent::unset, "");
}

void People::rejoin(UserRow person) {
  const auto joined = joined_.find(person);
  PersonState state = copy_of(person);
  state.history = joined->second.own;
  for (const UserRow visitor : joined->second.visitors) {
    const PersonState& other = this->state(visitor);
    if (other.consent != Consent::no) add_history(state.history, other.history);
  }
  if (joined->second.visitors.empty()) joined_.erase(joined);
  replace(person, std::move(state));
  changed_.insert(person);
}

std::set<UserRow> People::take_changed() { return std::exchange(changed_, {}); }

void People::set_learned(UserRow row, LearnedRow learned, std::span<const float> vector) {
  PersonState state = copy_of(row);
  state.learned = std::move(learned);
  state.vector.assign(vector.begin(), vector.end());
  replace(row, std::move(state));
}

void People::set_vector(UserRow row, std::span<const float> vector) {
  if (vector.empty() && state(row).vector.empty()) return;
  PersonState state = copy_of(row);
  state.vector.assign(vector.begin(), vector.end());
  replace(row, std::move(state));
}

std::vector<UserRow> People::take_unsaved() {
  std::vector<UserRow> rows;
  for (std::size_t row = 0; row < unsaved_.size(); ++row) {
    if (unsaved_[row]) rows.push_back(static_cast<UserRow>(row));
  }
  unsaved_.assign(unsaved_.size(), false);
  return rows;
}

void People::restore(PersonRecord record) {
  const UserRow row = names_.intern(record.key);
  size_ = std::max(size_, std::size_t{index(row)} + 1);
  blocks_.grow((size_ + kRowsPerStateBlock - 1) / kRowsPerStateBlock);
  PersonState state;
  state.history = std::move(record.own);
  state.learned = std::move(record.learned);
  state.vector = std::move(record.vector);
  state.same_as = record.same_as;
  state.consent = record.consent;
  set_properties(state, record.properties_json);
  unsaved_.resize(size_, false);
  if (!record.visitors.empty()) {
    joined_[row] = {state.history, std::move(record.visitors)};
  }
  replace(row, std::move(state));
  unsaved_[index(row)] = false;
}

bool People::links_are_known() const {
  for (std::size_t row = 0; row < size_; ++row) {
    const UserRow person = state(static_cast<UserRow>(row)).same_as;
    if (person == kNoUser) continue;
    const auto joined = joined_.find(person);
    if (joined == joined_.end()) return false;
    const auto& visitors = joined->second.visitors;
    if (std::find(visitors.begin(), visitors.end(), static_cast<UserRow>(row)) == visitors.end())
      return false;
  }
  return std::all_of(joined_.begin(), joined_.end(), [this](const auto& entry) {
    return index(entry.first) < size_ &&
           std::all_of(entry.second.visitors.begin(), entry.second.visitors.end(),
                       [this](UserRow visitor) { return index(visitor) < size_; });
  });
}

void People::join_visitors() {
  std::vector<UserRow> people;
  for (const auto& [person, joined] : joined_) people.push_back(person);
  for (const UserRow person : people) {
    rejoin(person);
    unsaved_[index(person)] = false;
  }
  changed_.clear();
}

const History& People::own_history(UserRow row) const {
  const auto joined = joined_.find(row);
  return joined == joined_.end() ? state(row).history : joined->second.own;
}

std::span<const UserRow> People::visitors_of(UserRow row) const {
  const auto joined = joined_.find(row);
  return joined == joined_.end() ? std::span<const UserRow>{} : std::span(joined->second.visitors);
}

}  // namespace suggestd::learn
