// The folder of exports, `export.folder`: a folder for each shop, into which jobs write, and from which an erasure
// takes what holds the person.
//
// Turns    an erasure looks through a shop's exports while none of the shop is being written, so that none gets its name
//          after the look; one that would begin waits meanwhile. Unfinished files of a killed run are
//          looked through too.
// Holds    a file holds a person if one of its JSON texts is an id of theirs, of an order of theirs, or the hash by
//          which a list of people knows them. An export of a whole shop goes as a whole: without a file it would be another.
// Threads  any.
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/mutex.h"
#include "base/result.h"
#include "store/tables/receipt.h"

namespace suggestd::shop {

class Exports {
 public:
  // `root` "": there are none.
  explicit Exports(std::filesystem::path root) : root_(std::move(root)) {}
  Exports(const Exports&) = delete;
  Exports& operator=(const Exports&) = delete;

  Status check_on() const;  // errors: conflict if there are none
  // The folder of a shop, made if it is missing, for its owner alone. Errors: io; as check_on().
  Result<std::filesystem::path> make_folder(std::string_view shop) const;

  // A turn at the exports of a shop; it ends with the object. Requires: this outlives it.
  using Turn = std::shared_ptr<void>;
  // Waits while an erasure looks through them. Errors: busy once a stop was asked for.
  Result<Turn> begin_writing(ShopId shop, const std::stop_token& stop);
  // Null while one is being written; then none begins before this was called again and its turn is over.
  Turn try_begin_looking(ShopId shop);

  // The names, within the shop's folder, of what holds anything of the person; ascending. Errors: io; busy once a
  // stop was asked for.
  Result<std::vector<std::string>> holding(std::string_view shop, const store::ErasureReceipt& person,
                                           const std::stop_token& stop) const;
  // All that lies in the shop's folder, ascending.
  Result<std::vector<std::string>> names(std::string_view shop) const;
  // Errors: io; none for a name that is not there.
  Status remove(std::string_view shop, const std::vector<std::string>& names) const;
  Status remove_shop(std::string_view shop) const;

 private:
  struct Use {
    std::size_t writing = 0;
    bool looking = false;  // or waiting for it
  };

  std::filesystem::path folder(std::string_view shop) const;
  void end_writing(ShopId shop);
  void end_looking(ShopId shop);

  const std::filesystem::path root_;
  Mutex mutex_;
  ConditionVariable changed_;
  std::map<ShopId, Use> uses_ SUGGESTD_GUARDED_BY(mutex_);
};

}  // namespace suggestd::shop
