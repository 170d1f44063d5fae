// The latest-version form of a whole log, worked out in the slow and plain way.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "records/change.h"
#include "store/log/change_log.h"

namespace suggestd::store {

// `all`: the log from its beginning, in order.
inline std::vector<Change> latest_form(const std::vector<Change>& all) {
  std::map<std::pair<ChangeKind, std::string>, Sequence> last;
  for (const Change& change : all) last[{change.kind, change.id}] = change.sequence;
  std::vector<Change> left;
  for (Change change : all) {
    const bool own_thing = change.kind == ChangeKind::event || change.kind == ChangeKind::erasure ||
                           (change.kind == ChangeKind::user && change.op == ChangeOp::deleted);
    if (!own_thing && last.at({change.kind, change.id}) != change.sequence) continue;
    if (change.op == ChangeOp::unmerged) continue;
    if (auto* order = std::get_if<OrderChange>(&change.payload)) order->before.reset();
    left.push_back(std::move(change));
  }
  return left;
}

}  // namespace suggestd::store
