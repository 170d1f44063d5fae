#include "store/tables/meta_table.h"

#include "base/mutex.h"
#include "store/disk/database.h"

namespace suggestd::store {
namespace {

// The prefix of every key of this table, which keeps it apart from the rows of the store itself in the
// family.
constexpr std::string_view kOwn = "own/";

}  // namespace

std::string MetaTable::row_key(std::string_view key) { return std::string(kOwn).append(key); }

Result<std::optional<std::string>> MetaTable::get(std::string_view key) const {
  std::string value;
  const Result<bool> found = database_.get(Family::meta, row_key(key), value);
  if (!found) return found.error();
  return *found ? std::optional(std::move(value)) : std::nullopt;
}

Status MetaTable::put(std::string_view key, std::string_view value) {
  rocksdb::WriteBatch batch;
  const auto held = database_.hold();
  (void)batch.Put(database_.family(Family::meta), row_key(key), slice(value));
  return database_.write(batch, true);
}

Status MetaTable::put_all(std::span<const MetaRow> rows) {
  rocksdb::WriteBatch batch;
  const auto held = database_.hold();
  for (const MetaRow& row : rows)
    (void)batch.Put(database_.family(Family::meta), row_key(row.key), slice(row.value));
  return database_.write(batch, true);
}

Result<bool> MetaTable::replace(std::string_view key, const std::optional<std::string>& expected,
                                std::string_view value) {
  const MutexLock lock(replacing_);
  const Result<std::optional<std::string>> present = get(key);
  if (!present) return present.error();
  if (*present != expected) return false;
  Status written = put(key, value);
  if (!written) return written.error();
  return true;
}

Status MetaTable::remove(std::string_view key) {
  rocksdb::WriteBatch batch;
  const auto held = database_.hold();
  (void)batch.Delete(database_.family(Family::meta), row_key(key));
  return database_.write(batch, true);
}

Status MetaTable::remove_range(std::string_view first, std::string_view end) {
  rocksdb::WriteBatch batch;
  const auto held = database_.hold();
  (void)batch.DeleteRange(database_.family(Family::meta), row_key(first), row_key(end));
  return database_.write(batch, true);
}

Status MetaTable::flush() { return database_.flush(Family::meta); }

Status MetaTable::for_each(
    std::string_view prefix,
    const std::function<Status(std::string_view key, std::string_view value)>& visit) const {
  return database_.for_each(Family::meta, row_key(prefix), [&](std::string_view key, std::string_view value) {
    return visit(key.substr(kOwn.size()), value);
  });
}

}  // namespace suggestd::store
