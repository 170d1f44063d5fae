// The part of Database that reads rows one after the other.
#include <memory>
#include <system_error>

#include <fmt/format.h>

#include "store/disk/database.h"
#include "store/disk/row_iterator.h"
#include "store/disk/rows_ahead.h"

namespace suggestd::store {
namespace {

// A shop with fewer rows is read before a thread would have begun.
constexpr std::size_t kRowsWithoutThread = 2'000;

// Null if the system has no thread to give.
std::unique_ptr<RowsAhead> read_ahead(rocksdb::Iterator& rows, std::string_view prefix) {
  try {
    return std::make_unique<RowsAhead>(rows, std::string(prefix));
  } catch (const std::system_error&) {
    return nullptr;
  }
}

Status visit_rows(rocksdb::Iterator& rows, std::string_view prefix, std::size_t most,
                  const RowVisitor& visit) {
  for (; most > 0 && rows.Valid() && rows.key().starts_with(slice(prefix)); rows.Next(), --most) {
    if (Status visited = visit(view(rows.key()), view(rows.value())); !visited) return visited;
  }
  return {};
}

Status visit_all(RowsAhead& ahead, const RowVisitor& visit) {
  Status visited;
  const auto visit_one = [&](std::string_view key, std::string_view value) {
    visited = visit(key, value);
    return visited.ok();
  };
  while (const auto batch = ahead.next()) {
    if (!batch->for_each(visit_one)) break;
  }
  return visited;
}

constexpr std::size_t kAll = static_cast<std::size_t>(-1);

}  // namespace

Rows Database::iterate(Family in) const {
  auto held = hold();
  rocksdb::Iterator* rows =
      db_ ? db_->NewIterator(rocksdb::ReadOptions(), family(in))
          : rocksdb::NewErrorIterator(rocksdb::Status::IOError("the database is closed"));
  return {std::move(held), row_iterator(rows)};
}

Status Database::end_of_scan(const Rows& rows, Family in) const {
  if (rows->status().ok()) return {};
  return read_error(rows->status(), fmt::format("reading {}", family_name(in)));
}

Status Database::for_each(Family in, std::string_view prefix, const RowVisitor& visit) const {
  const Rows rows = iterate(in);
  rows->Seek(slice(prefix));
  if (Status visited = visit_rows(*rows, prefix, kAll, visit); !visited) return visited;
  return end_of_scan(rows, in);
}

Status Database::for_each_ahead(Family in, std::string_view prefix, const RowVisitor& visit) const {
  const Rows rows = iterate(in);
  rows->Seek(slice(prefix));
  if (Status visited = visit_rows(*rows, prefix, kRowsWithoutThread, visit); !visited) return visited;
  const bool more = rows->Valid() && rows->key().starts_with(slice(prefix));
  const std::unique_ptr<RowsAhead> ahead = more ? read_ahead(*rows, prefix) : nullptr;
  Status visited = ahead ? visit_all(*ahead, visit) : visit_rows(*rows, prefix, kAll, visit);
  if (!visited) return visited;
  return end_of_scan(rows, in);
}

}  // namespace suggestd::store
