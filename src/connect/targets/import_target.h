// The target of an import's documents: a running server, or a store that no server has open.
//
// Threads  one.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>

#include "base/result.h"
#include "connect/formats/document_source.h"
#include "shop/bulk.h"

namespace suggestd::cli {

struct ImportCounts {
  std::uint64_t created = 0;
  std::uint64_t updated = 0;
  std::uint64_t unchanged = 0;
  std::uint64_t refused = 0;
};

class ImportTarget {
 public:
  // Called for each document that was refused.
  using OnRefused = std::function<void(const Document& document, const std::string& why)>;

  virtual ~ImportTarget() = default;
  // Stores the batch in order, none of it a refund. An error ends the import; documents stored before stay.
  virtual Status store(std::span<const Document> batch, ImportCounts& counts,
                       const OnRefused& on_refused) = 0;
  // Stores one refund.
  virtual Status store_refund(const Document& refund, ImportCounts& counts, const OnRefused& on_refused) = 0;
  // Hides the products that were not stored since the target was opened for a full synchronisation; returns
  // their number. Errors: conflict if that is more than the server hides without `confirmed`; then, and after
  // abandon(), nothing is hidden.
  virtual Result<std::uint64_t> hide_missing(bool /*confirmed*/) {
    return Error(ErrorKind::unsupported, "only a running server can hide what was not sent");
  }
  virtual void abandon() {}
};

struct TargetOptions {
  shop::RecordKind kind = shop::RecordKind::products;
  shop::LineRule rule = shop::LineRule::replace;
  bool full_sync = false;  // the documents are all products of the shop (shop/catalogue_sync.h)
  store::Durability durability = store::Durability::buffered;  // of a shop's target; others have their own
};

// `url`: of the shops' listener, "http://127.0.0.1:8600". Errors: invalid for another kind of address.
Result<std::unique_ptr<ImportTarget>> open_server_target(const std::string& url, const std::string& key,
                                                         const TargetOptions& options);
// `folder`: the folder of a store, made if it is missing; `shop` is made if it is unknown.
// Requires: not options.full_sync.
Result<std::unique_ptr<ImportTarget>> open_store_target(const std::string& folder, const std::string& shop,
                                                        const TargetOptions& options);

// Requires: `shop` outlives the target.
Result<std::unique_ptr<ImportTarget>> open_shop_target(shop::Shop& shop, const TargetOptions& options);

}  // namespace suggestd::cli
