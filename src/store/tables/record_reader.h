// Orders, products, users and rules as they are now. Every read that begins after the answer to a commit sees
// its writes.
//
// Threads  any number of readers, no lock of ours. Ids are the caller's.
#pragma once

#include <cstddef>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "records/change.h"

namespace suggestd::store {

class Database;

struct StoredOrder {
  Order order;
  Sequence first{};  // the record that placed it
  Sequence last{};   // the last record of the order
};

struct StoredProduct {
  Product product;
  Sequence last{};
};

struct StoredUser {
  User user;
  Sequence last{};
};

struct StoredRule {
  RuleDocument document;
  Sequence last{};
};

struct OrdersPage {
  std::vector<StoredOrder> orders;  // latest placed_at first
  std::string next;                 // cursor of the next page, "" if this is the last
};

class RecordReader {
 public:
  // Requires: `database` outlives the reader.
  explicit RecordReader(const Database& database) : database_(database) {}

  // Errors of all: not_found, with the id in the message; corrupt; io.
  Result<StoredOrder> order(ShopId shop, std::string_view order_id) const;
  Result<StoredProduct> product(ShopId shop, std::string_view product_id) const;
  Result<StoredUser> user(ShopId shop, std::string_view user_id) const;
  Result<StoredRule> rule(ShopId shop, std::string_view name) const;

  // Orders of a person: by user id, with those of the anonymous ids merged into it, or by anonymous id
  // alone. `cursor`: "" or the `next` of the page before; errors: invalid if it is neither. An unknown
  // person has no orders, which is no error.
  // A page ends with the order that reaches `limit` or, about, `bytes` of JSON.
  Result<OrdersPage> orders_of(ShopId shop, std::string_view user_id, std::size_t limit,
                               std::string_view cursor,
                               std::size_t bytes = std::numeric_limits<std::size_t>::max()) const;

  // The user id that an anonymous id was merged into.
  std::optional<std::string> merged_into(ShopId shop, std::string_view anonymous_id) const;
  // All pairs, as records/change.h's UserMerge, by anonymous id.
  Status for_each_merge(ShopId shop, const std::function<Status(const UserMerge&)>& visit) const;

  // Call `visit` for everything of a kind, for export and start, from one snapshot: products, users and rules
  // by id, orders by the sequence of their last record. An error of `visit` ends the scan and is returned.
  Status for_each_order(ShopId shop, const std::function<Status(const StoredOrder&)>& visit) const;
  Status for_each_product(ShopId shop, const std::function<Status(const Product&)>& visit) const;
  Status for_each_user(ShopId shop, const std::function<Status(const User&)>& visit) const;
  Status for_each_rule(ShopId shop, const std::function<Status(const RuleDocument&)>& visit) const;

 private:
  const Database& database_;
};

}  // namespace suggestd::store
