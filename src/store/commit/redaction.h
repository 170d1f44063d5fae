// Which records of the log tell of an erased person, and what they become.
//
// Stub     a record of the person: their order, event, profile, merge. Nothing but its place and kind stays.
// Rewrite  a record of somebody else in which an id of the person stands (a shared device, an order that was
//          the person's before): it loses that id, or the version before.
// Threads  pure.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "records/change.h"

namespace suggestd::store {

class ErasedSubject {
 public:
  ErasedSubject(const std::vector<PersonId>& people, const std::vector<std::string>& orders);

  bool is(PersonIdKind kind, std::string_view id) const {
    return !id.empty() && people_.contains(person_key(kind, id));
  }
  bool owns(const Order& order) const;
  bool owns(const Event& event) const;
  bool had(std::string_view order_id) const { return orders_.contains(order_id); }

 private:
  std::set<std::string, std::less<>> people_;  // person_key()
  std::set<std::string, std::less<>> orders_;
};

enum class Redaction { none, rewrite, stub };

// Takes what tells of the subject out of the change, for Redaction::rewrite; a stub needs nothing of it.
Redaction redact(Change& change, const ErasedSubject& subject);

}  // namespace suggestd::store
