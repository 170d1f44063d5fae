// The person or visitor that a list is for: the state in the snapshot, joined with the basket of the request.
//
// Threads  plain value; points into the snapshot that it was made from.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "learn/snapshot.h"
#include "recommend/request.h"

namespace suggestd::recommend {

struct Visitor {
  const learn::PersonState* person = nullptr;  // null: the log never named the id, or no id was given
  bool named = false;                          // an id was given
  bool profiling = true;                       // false: no profile, by their word or the shop's rule
  std::vector<ProductRow> bought;              // ascending; not what the basket holds
  std::vector<ProductRow> in_basket;           // ascending
  std::vector<ProductRow> in_cart;             // by the log: put in, not taken out and not bought since

  // The visitor's taste. With a basket: a state made for the request, with the basket as the latest one. Else
  // the person's own state; an empty one for nobody and for people without a profile.
  const learn::History& history() const { return taste().history; }
  const learn::LearnedRow& learned() const { return taste().learned; }
  const std::vector<float>& vector() const { return taste().vector; }  // empty: no factors

  std::optional<learn::PersonState> with_basket;

 private:
  const learn::PersonState& taste() const;
};

// True if the visitor's taste is that of a person who has ordered something.
inline bool has_orders(const Visitor& visitor) {
  return visitor.person != nullptr && visitor.profiling && !visitor.person->history.baskets.empty();
}

// Folds the basket in: the exact row solution for history and basket together, stored nowhere.
// Products of the basket that the shop's log never named are left out.
Visitor make_visitor(const learn::Snapshot& snapshot, const Request& request);

}  // namespace suggestd::recommend
