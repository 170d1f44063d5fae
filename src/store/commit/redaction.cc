#include "store/commit/redaction.h"

#include <algorithm>
#include <variant>

namespace suggestd::store {
namespace {

// Empties an id that is the subject's; true if it was.
bool clear_if(const ErasedSubject& subject, PersonIdKind kind, std::string& id) {
  if (!subject.is(kind, id)) return false;
  id.clear();
  return true;
}

bool clear_ids(const ErasedSubject& subject, Order& order) {
  bool any = clear_if(subject, PersonIdKind::user, order.user_id);
  any = clear_if(subject, PersonIdKind::anonymous, order.anonymous_id) || any;
  return clear_if(subject, PersonIdKind::email_hash, order.email_hash) || any;
}

struct Redact {
  const ErasedSubject& subject;
  ChangeOp op;
  std::string_view id;

  Redaction operator()(Deleted&) const {
    const bool theirs = op == ChangeOp::deleted && subject.is(PersonIdKind::user, id);
    return theirs ? Redaction::stub : Redaction::none;
  }

  Redaction operator()(OrderChange& change) const {
    if (subject.owns(change.after) || subject.had(change.after.order_id)) return Redaction::stub;
    bool any = clear_ids(subject, change.after);
    if (change.before && subject.owns(*change.before)) {
      change.before.reset();  // the records that it would take back are stubs
      any = true;
    } else if (change.before) {
      any = clear_ids(subject, *change.before) || any;
    }
    return any ? Redaction::rewrite : Redaction::none;
  }

  Redaction operator()(Event& event) const {
    if (subject.owns(event) || subject.had(event.order_id)) return Redaction::stub;
    return clear_if(subject, PersonIdKind::anonymous, event.anonymous_id) ? Redaction::rewrite
                                                                          : Redaction::none;
  }

  Redaction operator()(User& user) const {
    if (subject.is(PersonIdKind::user, user.user_id)) return Redaction::stub;
    const auto shared = std::erase_if(user.anonymous_ids, [&](const std::string& anonymous) {
      return subject.is(PersonIdKind::anonymous, anonymous);
    });
    return shared > 0 ? Redaction::rewrite : Redaction::none;
  }

  Redaction operator()(UserMerge& merge) const {
    const bool theirs =
        subject.is(PersonIdKind::anonymous, merge.from) || subject.is(PersonIdKind::user, merge.into);
    return theirs ? Redaction::stub : Redaction::none;
  }

  Redaction operator()(Product&) const { return Redaction::none; }
  Redaction operator()(RuleDocument&) const { return Redaction::none; }
  Redaction operator()(Erasure&) const { return Redaction::none; }
};

}  // namespace

ErasedSubject::ErasedSubject(const std::vector<PersonId>& people, const std::vector<std::string>& orders)
    : orders_(orders.begin(), orders.end()) {
  for (const PersonId& person : people) people_.insert(person_key(person.kind, person.id));
}

bool ErasedSubject::owns(const Order& order) const {
  if (!order.user_id.empty()) return is(PersonIdKind::user, order.user_id);
  if (!order.anonymous_id.empty()) return is(PersonIdKind::anonymous, order.anonymous_id);
  return is(PersonIdKind::email_hash, order.email_hash);
}

bool ErasedSubject::owns(const Event& event) const {
  if (!event.user_id.empty()) return is(PersonIdKind::user, event.user_id);
  return is(PersonIdKind::anonymous, event.anonymous_id);
}

Redaction redact(Change& change, const ErasedSubject& subject) {
  if (is_stub(change)) return Redaction::none;
  return std::visit(Redact{subject, change.op, change.id}, change.payload);
}

}  // namespace suggestd::store
