// Gauges that are read from the shops and from the system when /metrics is asked for.
//
// Threads  any.
#pragma once

#include "access/unit_shares.h"
#include "shop/shops.h"

namespace suggestd::http {

void update_shop_metrics(const shop::Shops& shops, const UnitShares& shares);

}  // namespace suggestd::http
