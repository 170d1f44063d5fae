#include "store/tables/rocksdb_follower_state.h"

#include <algorithm>

#include "store/disk/database.h"
#include "store/log/change_log.h"

namespace suggestd::store {
namespace {

// Bytes of a checkpoint that are written as one batch; a larger one is ingested as a file, because every
// other write, orders too, waits for the batch before it.
constexpr std::size_t kLargestBatch = std::size_t{256} << 10;

std::string encode(Position position) {
  std::string value;
  append_u32(value, number(position.epoch));
  append_u64(value, number(position.sequence));
  return value;
}

}  // namespace

Status RocksdbFollowerState::write_checkpoint(ShopId shop, Position applied,
                                              const std::vector<StateRow>& rows) {
  const std::string prefix = follower_prefix(shop, follower_);
  TableRows sorted;
  sorted.reserve(rows.size() + 1);
  std::size_t bytes = 0;
  for (const StateRow& row : rows) {
    sorted.emplace_back(prefix + row.key, row.value);
    bytes += sorted.back().first.size() + row.value.size();
  }
  const std::string position = encode(applied);
  sorted.emplace_back(checkpoint_key(shop, follower_), position);
  std::sort(sorted.begin(), sorted.end());
  return bytes > kLargestBatch ? database_.ingest(Family::model, sorted) : write_batch(sorted);
}

Status RocksdbFollowerState::write_batch(const TableRows& rows) {
  rocksdb::WriteBatch batch;
  const auto held = database_.hold();
  auto* const family = database_.family(Family::model);
  for (const auto& [key, value] : rows) {
    if (value.empty()) {
      (void)batch.Delete(family, key);
    } else {
      (void)batch.Put(family, key, slice(value));
    }
  }
  return database_.write(batch, false);
}

Result<Position> RocksdbFollowerState::applied(ShopId shop) const {
  std::string value;
  const Result<bool> found = database_.get(Family::model, checkpoint_key(shop, follower_), value);
  if (!found) return found.error();
  if (!*found) return Position{log_.epoch(shop), Sequence{0}};
  if (value.size() != kCheckpointBytes)
    return corrupt("the checkpoint of a follower of the log can't be read");
  return Position{Epoch{read_u32(std::string_view(value))},
                  Sequence{read_u64(std::string_view(value).substr(4))}};
}

Result<std::optional<std::string>> RocksdbFollowerState::get(ShopId shop, std::string_view key) const {
  std::string value;
  const Result<bool> found =
      database_.get(Family::model, follower_prefix(shop, follower_).append(key), value);
  if (!found) return found.error();
  if (!*found) return std::optional<std::string>();
  return std::optional<std::string>(std::move(value));
}

Status RocksdbFollowerState::for_each(
    ShopId shop, std::string_view prefix,
    const std::function<Status(std::string_view key, std::string_view value)>& visit) const {
  const std::string own = follower_prefix(shop, follower_);
  return database_.for_each_ahead(
      Family::model, own + std::string(prefix),
      [&](std::string_view key, std::string_view value) { return visit(key.substr(own.size()), value); });
}

Status RocksdbFollowerState::clear(ShopId shop) {
  const auto held = database_.hold();
  auto* const family = database_.family(Family::model);
  const std::string first = follower_prefix(shop, follower_);
  rocksdb::WriteBatch batch;
  const std::string end = prefix_end(first);
  (void)batch.Delete(family, checkpoint_key(shop, follower_));
  (void)batch.DeleteRange(family, first, end);
  return database_.write(batch, true);
}

}  // namespace suggestd::store
