// A shop's receivers: rows kReceiverRows of the meta table, by name. They stand outside the change log, whose feed must
// not tell their secrets.
//
// Threads  any.
#pragma once

#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "campaigns/receiver.h"
#include "store/tables/meta_table.h"

namespace suggestd::campaigns {

class ReceiverBook {
 public:
  // Requires: `meta` outlives this.
  ReceiverBook(store::MetaTable& meta, ShopId shop) : meta_(meta), shop_(shop) {}

  // Errors: not_found, with what to do; corrupt.
  Result<Receiver> find(std::string_view name) const;
  Result<std::vector<Receiver>> all() const;  // by name
  // On disk when it returns; false if it took the place of another. Errors: invalid if the shop has limits::kReceivers
  // others.
  Result<bool> put(const Receiver& receiver);
  // Errors: not_found.
  Status remove(std::string_view name);

 private:
  std::string row_key(std::string_view name) const;

  store::MetaTable& meta_;
  const ShopId shop_;
};

}  // namespace suggestd::campaigns
