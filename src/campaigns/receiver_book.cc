#include "campaigns/receiver_book.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/mutex.h"
#include "campaigns/limits.h"
#include "store/tables/shop_rows.h"

namespace suggestd::campaigns {
namespace {

std::string rows_prefix(ShopId shop) { return store::shop_rows_prefix(store::kReceiverRows, shop); }

Error no_receiver(std::string_view name) {
  return not_found(
      fmt::format("no receiver '{}' is known; GET /v1/receivers tells those that there are, and PUT "
                  "/v1/receivers/NAME makes one",
                  name));
}

}  // namespace

std::string ReceiverBook::row_key(std::string_view name) const {
  return fmt::format("{}{}", rows_prefix(shop_), name);
}

Result<Receiver> ReceiverBook::find(std::string_view name) const {
  const auto row = meta_.get(row_key(name));
  if (!row) return row.error();
  if (!*row) return no_receiver(name);
  return decode_receiver(name, **row);
}

Result<std::vector<Receiver>> ReceiverBook::all() const {
  const std::string prefix = rows_prefix(shop_);
  std::vector<Receiver> all;
  Status read = meta_.for_each(prefix, [&](std::string_view key, std::string_view row) -> Status {
    Result<Receiver> receiver = decode_receiver(key.substr(prefix.size()), row);
    if (!receiver) return std::move(receiver).error();
    all.push_back(*std::move(receiver));
    return {};
  });
  if (!read) return std::move(read).error();
  return all;
}

Result<bool> ReceiverBook::put(const Receiver& receiver) {
  static Mutex counting;  // two new ones must not both find the last place
  const MutexLock lock(counting);
  const Result<std::vector<Receiver>> known = all();
  if (!known) return known.error();
  const bool there = std::ranges::find(*known, receiver.name, &Receiver::name) != known->end();
  if (!there && known->size() >= limits::kReceivers.most) {
    return invalid(fmt::format("the shop has {} receivers, and may have no more; delete one that is not used",
                               known->size()));
  }
  if (Status put = meta_.put(row_key(receiver.name), encode(receiver)); !put) return std::move(put).error();
  return !there;
}

Status ReceiverBook::remove(std::string_view name) {
  const auto row = meta_.get(row_key(name));
  if (!row) return row.error();
  if (!*row) return no_receiver(name);
  return meta_.remove(row_key(name));
}

}  // namespace suggestd::campaigns
