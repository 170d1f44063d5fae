// The parts of a server that the jobs of campaigns work on.
//
// Threads  plain values; the objects have their own rules.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "shop/shop.h"
#include "store/store.h"

namespace suggestd::campaigns {

struct CampaignParts {
  store::Store* store = nullptr;
  std::function<std::shared_ptr<shop::Shop>(std::string_view name)> find_shop;
  // The people of a segment of a shop.
  std::function<Result<std::vector<std::string>>(const shop::Shop& shop, std::string_view segment)> people_of;
  bool passes_pictures_on = false;  // see TrackedLinks::picture()
};

}  // namespace suggestd::campaigns
