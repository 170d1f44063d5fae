// The latest-version form of a whole log, worked out the slow and obvious way.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "records/change.h"
#include "store/change_log.h"

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

// The page of read_latest() that begins after `after`.
inline Page page_of(const std::vector<Change>& latest, Sequence after, std::size_t limit, Sequence head) {
  Page page;
  page.next = head;
  for (const Change& change : latest) {
    if (change.sequence <= after) continue;
    if (page.changes.size() == limit) return page;
    page.changes.push_back(change);
    page.next = page.changes.size() == limit ? change.sequence : head;
  }
  return page;
}

}  // namespace suggestd::store
