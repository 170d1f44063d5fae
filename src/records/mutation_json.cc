#include "records/mutation_json.h"

#include <algorithm>

#include <fmt/format.h>

#include "records/json_reader.h"
#include "records/record_limits.h"

namespace suggestd {
namespace {

Result<JsonDocument> parse_body(std::string_view json) {
  if (json.find_first_not_of(" \t\r\n") == std::string_view::npos) return JsonDocument("{}");
  return parse_json(json);
}

RefundLine read_line(const Json& json, std::string pointer, FieldErrors& errors) {
  RefundLine line;
  ObjectReader in(json, std::move(pointer), errors);
  in.id("product_id", Need::required, line.product_id);
  in.id("variant_id", Need::optional, line.variant_id);
  in.not_empty("variant_id", "leave it out to take back every variant of the product");
  in.quantity("quantity", line.quantity);
  in.not_empty("quantity", "leave it out to take back all that is left of the line");
  in.finish();
  return line;
}

}  // namespace

Result<CancelOrder> parse_cancel(std::string_view json, std::string_view order_id) {
  const Result<JsonDocument> body = parse_body(json);
  if (!body) return body.error();
  CancelOrder cancel;
  cancel.order_id = order_id;
  FieldErrors errors;
  ObjectReader in(body->root(), "", errors);
  in.time("at", cancel.at);
  in.finish();
  if (errors.any()) return errors.error();
  return cancel;
}

Result<RefundOrder> parse_refund(std::string_view json, std::string_view order_id) {
  const Result<JsonDocument> body = parse_body(json);
  if (!body) return body.error();
  RefundOrder refund;
  refund.order_id = order_id;
  FieldErrors errors;
  ObjectReader in(body->root(), "", errors);
  in.id("refund_id", Need::optional, refund.refund_id);
  in.not_empty("refund_id", "leave it out if the refund has none: then a repeat takes back again");
  in.time("at", refund.at);
  in.not_empty("lines", "leave `lines` out to take the whole order back");
  if (const Json* lines = in.array("lines", Need::optional)) {
    if (lines->size() > kMaxRefundLines)
      in.bad("lines", fmt::format("has {} lines; at most {} are taken", lines->size(), kMaxRefundLines));
    for (std::size_t i = 0; i < std::min(lines->size(), kMaxRefundLines); ++i) {
      refund.lines.push_back(read_line((*lines)[i], fmt::format("/lines/{}", i), errors));
    }
  }
  in.finish();
  if (errors.any()) return errors.error();
  return refund;
}

Result<MergeUser> parse_merge(std::string_view json, std::string_view into_user_id) {
  const Result<JsonDocument> body = parse_body(json);
  if (!body) return body.error();
  MergeUser merge;
  merge.into_user_id = into_user_id;
  FieldErrors errors;
  ObjectReader in(body->root(), "", errors);
  in.id("anonymous_id", Need::required, merge.from_anonymous_id);
  in.flag("undo", merge.undo);
  in.not_empty("undo", "say true or false, or leave it out to merge");
  in.finish();
  if (errors.any()) return errors.error();
  return merge;
}

}  // namespace suggestd
