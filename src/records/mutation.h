// The changes that a caller asks the committer for, and their outcomes.
//
// Mutations are decided one after the other in commit order, against the state that all earlier ones left:
// two requests for one order can't both be "new".
//
// Threads  plain values.
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
// PUT: replaces; created if unknown. Ignored as older if its updated_at is before the stored one's, or
// missing where the stored one has it.
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
  // Makes a repeat harmless, and another content under the same id a conflict; "": every call counts.
  std::string refund_id;
  std::vector<RefundLine> lines;  // empty: all lines
  std::optional<Timestamp> at;
};
// Same event_id and content -> unchanged, with the first sequence; other content -> conflict. Without an id
// every call counts.
struct AddEvent {
  Event event;
  bool at_given = true;  // false: `at` is the time of receipt, which a repeat does not share
};
struct PutProduct {
  Product product;
};
// A JSON merge patch (RFC 7396) of the API's product object.
struct PatchProduct {
  std::string product_id;
  std::string patch_json;
  Currency standard = {};  // of a price that names none: parse_product()
};
struct DeleteProduct {
  std::string product_id;
};
struct PutUser {
  User user;
};
// A JSON merge patch of the API's user object.
struct PatchUser {
  std::string user_id;
  std::string patch_json;
};
// Forgets one person under these ids and all that the store joins with them: no read finds them from now on, the model and the
// attribution forget them with the record, and the eraser (store/erasure/eraser.h) rewrites the log. Deliveries of
// things that were erased are ignored for ever.
struct ErasePerson {
  std::vector<PersonId> who;  // not empty
  std::string receipt_id;
  // An id of which neither a profile nor an order is known may still stand in events. Off: it is not_found.
  bool even_if_unknown = false;
};
// The eraser's: makes stubs of the records of an erased person, and notes how far the log was looked through.
struct StubRecords {
  std::string receipt_id;
  std::vector<Sequence> records;
  Sequence looked_up_to{};
};
// The eraser's: takes the names out of the receipt and out of its record, and tells in later ones where the stubs
// are. Requires: all followers have the first record behind them.
struct TellErased {
  std::string receipt_id;
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

using Mutation = std::variant<PlaceOrder, ChangeOrder, CancelOrder, RefundOrder, AddEvent, PutProduct,
                              PatchProduct, DeleteProduct, PutUser, PatchUser, ErasePerson, StubRecords,
                              TellErased, MergeUser, PutRule, DeleteRule>;

// The stored state that a mutation requires: If-Match and If-None-Match of HTTP. Holds for mutations of
// orders, products, profiles of users and rules; other mutations have no stored thing.
struct Precondition {
  bool absent = false;             // there must be no such thing yet
  bool present = false;            // there must be one
  std::vector<Sequence> versions;  // its last record must be one of these; empty: any

  bool asked_for() const noexcept { return absent || present || !versions.empty(); }
};

enum class OutcomeKind {
  created,         // a new thing; `sequence` is its record
  updated,         // an existing thing was changed; `sequence` is its record
  unchanged,       // the same as stored; `sequence` is the stored version's record
  ignored_older,   // the stored version is newer; nothing was written
  conflict,        // refused; `field` names what differs
  not_found,       // refused; the thing is unknown
  invalid,         // refused; `detail` says why
  outdated,        // refused; the precondition does not hold: it was changed meanwhile
  ignored_erased,  // it belongs to a person who was erased; nothing was written
};
inline constexpr std::size_t kOutcomeKinds = 9;

constexpr bool is_refusal(OutcomeKind kind) {
  return kind == OutcomeKind::conflict || kind == OutcomeKind::not_found || kind == OutcomeKind::invalid ||
         kind == OutcomeKind::outdated;
}

struct Outcome {
  OutcomeKind kind = OutcomeKind::created;
  Sequence sequence{};
  std::string field;   // JSON pointer, for conflict and invalid
  std::string detail;  // a sentence, for refusals
};

}  // namespace suggestd
