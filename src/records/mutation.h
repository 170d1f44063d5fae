// What a caller asks the committer to do, and what became of it.
//
// Mutations are decided one after the other in commit order, against the state that all earlier ones
// left: two requests for one order can't both be "new".
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/ids.h"
#include "records/change.h"

namespace suggestd {

// POST: new -> created. Same id and content -> unchanged, with the first sequence. Same id, other
// content -> conflict, naming the first field that differs.
struct PlaceOrder {
  Order order;
};
// PUT: replaces; created if unknown. Ignored as older if its updated_at is before the stored one's.
struct ChangeOrder {
  Order order;
};
struct CancelOrder {
  std::string order_id;
  std::optional<Timestamp> at;
};
struct RefundLine {
  std::string product_id;
  std::string variant_id;
  std::optional<Quantity> quantity;  // none: all that is left of the line
};
struct RefundOrder {
  std::string order_id;
  std::string refund_id;          // makes a repeat harmless; "": every call counts
  std::vector<RefundLine> lines;  // empty: all lines
  std::optional<Timestamp> at;
};
struct AddEvent {
  Event event;
};
struct PutProduct {
  Product product;
};
// JSON merge patch (RFC 7396) of the API's product object.
struct PatchProduct {
  std::string product_id;
  std::string patch_json;
};
struct DeleteProduct {
  std::string product_id;
};
struct PutUser {
  User user;
};
// Deletes the profile and the history: later reads find nothing.
struct DeleteUser {
  std::string user_id;
};
struct MergeUser {
  std::string from_anonymous_id;
  std::string into_user_id;
  bool undo = false;
};
struct PutRule {
  RuleDocument document;
};
struct DeleteRule {
  std::string name;
};

using Mutation =
    std::variant<PlaceOrder, ChangeOrder, CancelOrder, RefundOrder, AddEvent, PutProduct, PatchProduct,
                 DeleteProduct, PutUser, DeleteUser, MergeUser, PutRule, DeleteRule>;

// What must be stored for a mutation to be made: If-Match and If-None-Match of HTTP. Holds for mutations of
// orders, products, profiles of users and rules; others have nothing that it could be about.
struct Precondition {
  bool absent = false;             // there must be no such thing yet
  bool present = false;            // there must be one
  std::vector<Sequence> versions;  // its last record must be one of these; empty: any

  bool asked_for() const noexcept { return absent || present || !versions.empty(); }
};

enum class OutcomeKind {
  created,        // a new thing; `sequence` is its record
  updated,        // an existing thing was changed; `sequence` is its record
  unchanged,      // the same as stored; `sequence` is the stored version's record
  ignored_older,  // the stored version is newer; nothing was written
  conflict,       // refused; `field` names what differs
  not_found,      // refused; the thing is unknown
  invalid,        // refused; `detail` says why
  outdated,       // refused; the precondition does not hold: it was changed meanwhile
};

struct Outcome {
  OutcomeKind kind = OutcomeKind::created;
  Sequence sequence{};
  std::string field;   // JSON pointer, for conflict and invalid
  std::string detail;  // a sentence, for refusals
};

}  // namespace suggestd
