// What each layer is told of the configuration. The only place that knows both the keys and the options.
#pragma once

#include "base/config.h"
#include "http/server.h"
#include "shop/retention_schedule.h"
#include "shop/shop.h"
#include "store/options.h"

namespace suggestd::cli {

store::StoreOptions store_options(const Config& config);
// Requires: the configuration is checked.
shop::ShopOptions shop_options(const Config& config);
shop::RetentionOptions retention_options(const Config& config);
http::ServerOptions server_options(const Config& config);

}  // namespace suggestd::cli
