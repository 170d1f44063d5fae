// The bodies of requests that take something back or join people, as the API words them. Rules as in
// records/order_json.h; an empty body means: no conditions.
#pragma once

#include <string_view>

#include "base/result.h"
#include "records/mutation.h"

namespace suggestd {

// The body is {"at": "..."}.
Result<CancelOrder> parse_cancel(std::string_view json, std::string_view order_id);
// The body is {"refund_id": "...", "at": "...", "lines": [{"product_id": "...", "variant_id": "...",
// "quantity": 1}]}.
Result<RefundOrder> parse_refund(std::string_view json, std::string_view order_id);
// The body is {"anonymous_id": "...", "undo": false}.
Result<MergeUser> parse_merge(std::string_view json, std::string_view into_user_id);

}  // namespace suggestd
