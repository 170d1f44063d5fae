// What each layer is told of the configuration. The only place that knows both the keys and the options.
#pragma once

#include "base/config.h"
#include "http/server.h"
#include "learn/model_options.h"
#include "shop/retention_schedule.h"
#include "shop/shop.h"
#include "store/options.h"

namespace suggestd::cli {

store::StoreOptions store_options(const Config& config);
// The same for a server, a replay and an export: what they learn from one log is the same.
learn::ModelOptions model_options(const Config& config);
// Requires: the configuration is checked.
shop::ShopOptions shop_options(const Config& config);
shop::RetentionOptions retention_options(const Config& config);
http::ServerOptions server_options(const Config& config);

}  // namespace suggestd::cli
