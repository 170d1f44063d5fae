// A record of the change log: one thing of one shop was made, changed or removed.
//
// A Change carries the thing as it is afterwards, and as it was before where a follower must undo the
// earlier version to apply the new one exactly (orders). Bytes: records/change_codec.h.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/ids.h"
#include "base/time.h"
#include "records/event.h"
#include "records/order.h"
#include "records/person_id.h"
#include "records/product.h"
#include "records/user.h"

namespace suggestd {

// The numbers are on disk: never change or reuse one.
enum class ChangeKind : std::uint8_t {
  order = 1,
  event = 2,
  product = 3,
  user = 4,
  rule = 5,
  erasure = 6,
};

// The numbers are on disk: never change or reuse one.
enum class ChangeOp : std::uint8_t {
  placed = 1,     // order
  changed = 2,    // order
  cancelled = 3,  // order
  refunded = 4,   // order
  added = 5,      // event
  put = 6,        // product, user, rule: created or replaced
  deleted = 7,    // product, user, rule
  merged = 8,     // user: `id` is now the same person as UserMerge::into
  unmerged = 9,   // user: a merge is taken back
  erased = 10,  // erasure: a person is forgotten. On a record of another kind: a stub, which keeps its place
                // after what it told of a forgotten person is gone
};

std::string_view change_kind_name(ChangeKind kind);
std::optional<ChangeKind> parse_change_kind(std::string_view name);
std::string_view change_op_name(ChangeOp op);

struct OrderChange {
  Order after;
  std::optional<Order> before;  // set for every op but placed
  bool operator==(const OrderChange&) const = default;
};

struct UserMerge {
  std::string from;  // anonymous id
  std::string into;  // user id
  bool operator==(const UserMerge&) const = default;
};

// A rule, scenario or other document that changes the lists that are served: `name` within its kind.
struct RuleDocument {
  std::string name;
  std::string json;
  bool operator==(const RuleDocument&) const = default;
};

struct SequenceRange {
  Sequence first{};
  Sequence last{};  // inclusive
  bool operator==(const SequenceRange&) const = default;
};

// A person is forgotten. The first record of a receipt names the person and their orders, so that followers can
// forget them; once all their records are stubs it names nobody any more, and later ones tell where the stubs are,
// so that those who copied the log can take the same records out.
struct Erasure {
  std::string receipt_id;
  std::vector<PersonId> people;  // all ids of the one person
  std::vector<std::string> order_ids;
  std::vector<SequenceRange> stubs;  // ascending
  bool operator==(const Erasure&) const = default;
};

struct Deleted {
  bool operator==(const Deleted&) const = default;
};

struct Change {
  Sequence sequence{};
  ChangeKind kind = ChangeKind::event;
  ChangeOp op = ChangeOp::added;
  std::uint32_t key_id = 0;  // 0: payload not sealed
  Timestamp at{};            // when it was committed, by the server's clock
  std::string id;            // of the order, product, user, rule; an event's own id or ""
  std::variant<Deleted, OrderChange, Event, Product, User, UserMerge, RuleDocument, Erasure> payload;

  bool operator==(const Change&) const = default;
};

// True for a record whose content is gone with the person that it told of.
constexpr bool is_stub(ChangeKind kind, ChangeOp op) {
  return op == ChangeOp::erased && kind != ChangeKind::erasure;
}
inline bool is_stub(const Change& change) { return is_stub(change.kind, change.op); }

}  // namespace suggestd
