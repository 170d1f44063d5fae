#include "store/log/latest_version.h"

#include <utility>

#include <fmt/format.h>

namespace suggestd::store {
namespace {

// The family and the key of a thing's row.
std::pair<Family, std::string> row_of(ShopId shop, const Change& change) {
  switch (change.kind) {
    case ChangeKind::order:
      return {Family::orders, id_key(shop, change.id)};
    case ChangeKind::product:
      return {Family::products, id_key(shop, change.id)};
    case ChangeKind::rule:
      return {Family::rules, id_key(shop, change.id)};
    default:
      if (change.op == ChangeOp::merged) return {Family::users, merge_key(shop, change.id)};
      return {Family::users, profile_key(shop, change.id)};
  }
}

}  // namespace

Result<Sequence> last_sequence(Family family, std::string_view value) {
  const std::size_t start = family == Family::orders ? 8 : 0;
  if (value.size() < start + 8) return corrupt(fmt::format("a row of {} is too short", family_name(family)));
  return Sequence{read_u64(value.substr(start))};
}

Result<bool> is_latest_version(const Database& database, ShopId shop, const Change& change) {
  if (is_stub(change)) return false;
  if (change.kind == ChangeKind::event || change.kind == ChangeKind::erasure) return true;
  const bool deleted = change.op == ChangeOp::deleted;
  if (deleted && change.kind == ChangeKind::user) return true;
  if ((deleted && change.kind != ChangeKind::product) || change.op == ChangeOp::unmerged) return false;
  const auto [family, key] = row_of(shop, change);
  std::string row;
  const Result<bool> found = database.get(family, key, row);
  if (!found) return found.error();
  if (!*found || deleted) return deleted && !*found;
  const Result<Sequence> last = last_sequence(family, row);
  if (!last) return last.error();
  return *last == change.sequence;
}

}  // namespace suggestd::store
