#include "connect/targets/import_target.h"

#include <limits>
#include <utility>

#include "shop/shops.h"

namespace suggestd::cli {
namespace {

// A target of a shop, and the store that it lies in.
class StoreTarget final : public ImportTarget {
 public:
  StoreTarget(std::unique_ptr<shop::Shops> shops, std::unique_ptr<ImportTarget> target)
      : shops_(std::move(shops)), target_(std::move(target)) {}

  Status store(std::span<const Document> batch, ImportCounts& counts, const OnRefused& on_refused) override {
    return target_->store(batch, counts, on_refused);
  }
  Status store_refund(const Document& refund, ImportCounts& counts, const OnRefused& on_refused) override {
    return target_->store_refund(refund, counts, on_refused);
  }

 private:
  std::unique_ptr<shop::Shops> shops_;
  std::unique_ptr<ImportTarget> target_;  // dies before them
};

}  // namespace

Result<std::unique_ptr<ImportTarget>> open_store_target(const std::string& folder,
                                                        const std::string& shop_name,
                                                        const TargetOptions& options_of_target) {
  store::StoreOptions options;
  options.path = folder;
  // Nobody reads meanwhile, so nothing needs to wait for the learner.
  shop::ShopOptions unbounded;
  unbounded.reads.bound = {std::numeric_limits<std::uint64_t>::max(), std::chrono::milliseconds::max()};
  auto shops = shop::Shops::open(options, unbounded);
  if (!shops) return shops.error();
  std::shared_ptr<shop::Shop> shop = (*shops)->find(shop_name);
  if (shop == nullptr) {
    const auto made = (*shops)->create(shop_name);
    if (!made) return made.error();
    shop = *made;
  }
  auto target = open_shop_target(*shop, options_of_target);
  if (!target) return target;
  return std::unique_ptr<ImportTarget>(new StoreTarget(*std::move(shops), *std::move(target)));
}

}  // namespace suggestd::cli
