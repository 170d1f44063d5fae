// Every person of a shop, known or visiting, and each one's history: the worker's side of Snapshot's people.
//
// Idea     a person's state is replaced, never changed: readers of an older snapshot keep the old one.
// Merge    a visitor's history stays its own and is joined to the person's; taking the merge back joins
//          again without it, so the undo is exact. Two known users never merge.
// Threads  one.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <span>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "learn/facts/fact_records.h"
#include "learn/snapshot.h"
#include "records/consent.h"

namespace suggestd::learn {

class People {
 public:
  People();

  UserRow intern(PersonIdKind kind, std::string_view id);
  std::size_t size() const noexcept { return size_; }

  // Requires: index(row) < size(). Good until the row next changes.
  const PersonState& state(UserRow row) const;
  // The row that learns from the history of `row`: the row itself, or the person that it was merged into.
  UserRow learner_of(UserRow row) const;

  // Changes the row's own history, and joins it to the person that it belongs to.
  void edit_history(UserRow row, const std::function<void(History&)>& edit);
  void merge(UserRow visitor, UserRow person);
  void unmerge(UserRow visitor);
  // `properties_json`: a JSON object, or "".
  void set_profile(UserRow row, Consent consent, std::string_view properties_json);
  // A visitor's own word. While it is no, a person whom the visitor was merged into does not have their history.
  void set_consent(UserRow visitor, Consent consent);
  // The shop's rule for people who said nothing; all whom it concerns are changed by it. False if it was so
  // already.
  bool require_consent(bool required);
  bool consent_required() const noexcept { return consent_required_; }

  // Takes the id and the profile of a row away; a row is never used for anybody else. Requires: no history, not
  // merged.
  void forget_id(UserRow row);

  // The rows whose learned row may have changed since the last call, ascending.
  std::set<UserRow> take_changed();

  // `vector` empty: the person has none.
  void set_learned(UserRow row, LearnedRow learned, std::span<const float> vector);
  void set_vector(UserRow row, std::span<const float> vector);

  // Marks a person as changed for a reason outside of the people.
  void note_unsaved(UserRow row) { unsaved_[index(row)] = true; }
  // Rows whose state changed since the last call, ascending; for the checkpoint.
  std::vector<UserRow> take_unsaved();
  // The rule first, then rows in order from 0. Then, when all rows are back, join_visitors() once.
  void restore_rule(bool consent_required) { consent_required_ = consent_required; }
  void restore(PersonRecord record);
  void join_visitors();
  // True if every merge names people who are there.
  bool links_are_known() const;

  // The row's own history, without its visitors'.
  const History& own_history(UserRow row) const;
  std::span<const UserRow> visitors_of(UserRow row) const;

  Names<UserRow> names() { return names_.snapshot(); }
  BlockTree<PersonBlock> snapshot() { return blocks_.snapshot(); }

 private:
  struct Joined {
    History own;
    std::vector<UserRow> visitors;  // in the order of their merges
  };

  PersonState copy_of(UserRow row) const;
  void replace(UserRow row, PersonState state);
  void rejoin(UserRow person);

  NamesBuilder<UserRow> names_;
  std::size_t size_ = 0;
  bool consent_required_ = false;
  BlockTreeBuilder<PersonBlock> blocks_;
  std::map<UserRow, Joined> joined_;  // people with visitors
  std::set<UserRow> changed_;
  std::vector<bool> unsaved_;  // by row
};

}  // namespace suggestd::learn
