#include "cli/import/online_retail_documents.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "records/order_json.h"
#include "records/product_json.h"

namespace suggestd::cli {
namespace {

std::string refund_json(const RefundOrder& refund) {
  nlohmann::json body = {{"lines", nlohmann::json::array()}};
  if (!refund.refund_id.empty()) body["refund_id"] = refund.refund_id;
  if (refund.at) body["at"] = to_rfc3339(*refund.at);
  for (const RefundLine& line : refund.lines) {
    nlohmann::json entry = {{"product_id", line.product_id}};
    if (!line.variant_id.empty()) entry["variant_id"] = line.variant_id;
    if (line.quantity) entry["quantity"] = to_double(*line.quantity);
    body["lines"].push_back(std::move(entry));
  }
  return body.dump();
}

}  // namespace

Result<std::unique_ptr<DocumentSource>> OnlineRetailDocuments::open(InputFiles files, shop::RecordKind kind,
                                                                    const OnBad& on_bad) {
  OnlineRetailReader reader;
  while (std::istream* in = files.next()) {
    const std::string& name = files.name();
    const auto on_bad_line = [&](std::size_t line, const std::string& why) {
      if (kind == shop::RecordKind::orders) on_bad(fmt::format("{}:{}", name, line), why);
    };
    if (Status added = reader.add(*in, on_bad_line); !added) return added.error().with_context(name);
  }
  OnlineRetail data = std::move(reader).finish();
  if (kind == shop::RecordKind::orders) data.products.clear();
  if (kind == shop::RecordKind::products) {
    data.orders.clear();
    data.refunds.clear();
  }
  std::unique_ptr<DocumentSource> source(new OnlineRetailDocuments(std::move(data)));
  source->total_bytes = files.total_bytes();
  return source;
}

Result<std::optional<Document>> OnlineRetailDocuments::next() {
  std::size_t i = next_++;
  if (i < data_.products.size())
    return std::optional<Document>(
        {"product " + data_.products[i].product_id, to_json(data_.products[i]), ""});
  i -= data_.products.size();
  if (i < data_.orders.size())
    return std::optional<Document>({"invoice " + data_.orders[i].order_id, to_json(data_.orders[i]), ""});
  i -= data_.orders.size();
  if (i < data_.refunds.size()) {
    const RefundOrder& refund = data_.refunds[i];
    return std::optional<Document>(
        {"cancellation " + refund.refund_id, refund_json(refund), refund.order_id});
  }
  return std::optional<Document>();
}

// Records stand for bytes: by now the files have been read.
std::uint64_t OnlineRetailDocuments::bytes_read() const {
  const std::size_t all = data_.products.size() + data_.orders.size() + data_.refunds.size();
  return all == 0 ? total_bytes : total_bytes * std::min(next_, all) / all;
}

}  // namespace suggestd::cli
