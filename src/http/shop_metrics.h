// Gauges that are read from the shops and from the system when /metrics is asked for.
//
// Threads  any.
#pragma once

#include "http/services.h"
#include "shop/shops.h"

namespace suggestd::http {

void update_shop_metrics(const shop::Shops& shops, Services& services);

}  // namespace suggestd::http
