// A merchant's rule for a list: pin, hide, boost, bury, guarantee a share, cap, same category.
//
// Threads  plain values.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"

namespace suggestd::recommend {

enum class RuleKind {
  pin,            // `products` at `position` and the places after it
  hide,           // `products` and products that `filter` matches never appear
  boost,          // products that match count `factor` times (above 1)
  bury,           // products that match count `factor` times (below 1)
  share,          // products that match are at least `share` of the list
  cap,            // at most `most` products with one value of `attribute`
  same_category,  // only products that share a category with the context product
};

std::string_view rule_kind_name(RuleKind kind);
std::optional<RuleKind> parse_rule_kind(std::string_view name);
// The names of all kinds: "pin, hide, ...".
std::string rule_kind_names();

struct Rule {
  std::string id;
  RuleKind kind = RuleKind::hide;
  std::string filter;                 // hide, boost, bury, share
  std::vector<std::string> products;  // pin, hide
  std::size_t position = 1;           // pin: from 1
  double factor = 1;                  // boost: 1 to 1000; bury: 0.001 to 1
  double share = 0;                   // share: above 0, to 1
  std::string attribute;              // cap: a name of docs/use/filters.md
  std::size_t most = 1;               // cap
  std::optional<Timestamp> from;      // in force from here
  std::optional<Timestamp> until;     // until here, exclusive
  bool enabled = true;

  bool in_force(Timestamp now) const;
  bool operator==(const Rule&) const = default;
};

}  // namespace suggestd::recommend
