#include "store/log/head_watchers.h"

#include <utility>

namespace suggestd::store {

class HeadWatchers::Place final : public Watch {
 public:
  Place(HeadWatchers& all, ShopId shop, HeadMoved moved) : all_(all), shop_(shop) {
    const MutexLock lock(all_.mutex_);
    std::list<HeadMoved>& of_shop = all_.watches_[shop_];
    place_ = of_shop.insert(of_shop.end(), std::move(moved));
  }
  ~Place() override {
    const MutexLock lock(all_.mutex_);
    const auto of_shop = all_.watches_.find(shop_);
    of_shop->second.erase(place_);
    if (of_shop->second.empty()) all_.watches_.erase(of_shop);
  }
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;

 private:
  HeadWatchers& all_;
  const ShopId shop_;
  std::list<HeadMoved>::iterator place_;
};

std::unique_ptr<HeadWatchers::Watch> HeadWatchers::add(ShopId shop, HeadMoved moved) {
  return std::make_unique<Place>(*this, shop, std::move(moved));
}

void HeadWatchers::tell(ShopId shop) const {
  const MutexLock lock(mutex_);
  const auto of_shop = watches_.find(shop);
  if (of_shop == watches_.end()) return;
  for (const HeadMoved& moved : of_shop->second) moved();
}

}  // namespace suggestd::store
