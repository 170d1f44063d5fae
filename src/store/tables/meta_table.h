// Small durable facts that belong to no record: hashes of API keys, settings, stored answers to repeated
// requests. Keys are the caller's, by convention "owner/name" ("keys/ab12..").
//
// Threads  any. Each write is synced before it returns; a store that is open read-only refuses it.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/mutex.h"
#include "base/result.h"

namespace suggestd::store {

class Database;

struct MetaRow {
  std::string key;
  std::string value;
};

class MetaTable {
 public:
  // Requires: `database` outlives the table.
  explicit MetaTable(Database& database) : database_(database) {}

  // Nothing if the key is unknown.
  Result<std::optional<std::string>> get(std::string_view key) const;
  Status put(std::string_view key, std::string_view value);
  // In one batch: after a crash all of them are there, or none.
  Status put_all(std::span<const MetaRow> rows);
  // Stores only if the present value is `expected` (nothing: absent); false if it was not.
  Result<bool> replace(std::string_view key, const std::optional<std::string>& expected,
                       std::string_view value);
  Status remove(std::string_view key);
  // All keys from `first` up to, but without, `end`.
  Status remove_range(std::string_view first, std::string_view end);
  // The key in the family "meta" of a key of this table.
  static std::string row_key(std::string_view key);
  // Makes the writes visible to processes that open the store read-only beside this one.
  Status flush();
  // By key order. An error of `visit` ends the scan and is returned. `visit` locks nothing: the database is held
  // meanwhile, and elsewhere a lock is taken first and then the database.
  Status for_each(std::string_view prefix,
                  const std::function<Status(std::string_view key, std::string_view value)>& visit) const;

 private:
  Database& database_;
  Mutex replacing_;
};

}  // namespace suggestd::store
