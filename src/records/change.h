// A record of the change log: what happened to one thing of one shop.
//
// A Change carries the thing as it is afterwards, and as it was before where a follower must undo the
// earlier version to apply the new one exactly (orders). Bytes: records/change_codec.h.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "base/ids.h"
#include "base/time.h"
#include "records/event.h"
#include "records/order.h"
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
  erased = 10,    // erasure: a person is forgotten; `id` is a keyed hash
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

// A rule, scenario or other document that changes what is served: `name` within its kind.
struct RuleDocument {
  std::string name;
  std::string json;
  bool operator==(const RuleDocument&) const = default;
};

struct Erasure {
  std::string subject_hash;
  std::string user_id;  // "" once the record has been redacted
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

}  // namespace suggestd
