#include "connect/formats/online_retail_documents.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/json_tree.h"
#include "connect/formats/table_form.h"
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
  return json_text(body);
}

// The order of a file's dates: as a person says, or as the whole column tells.
Result<DateOrder> date_order(std::istream& in, const std::string& name, std::optional<DateOrder> said,
                             const ImportNotes& notes) {
  if (said) return *said;
  const auto found = OnlineRetailReader::date_order(in);
  if (!found) return found.error();
  if (!found->why.empty())
    notes.inferred(
        {name, "date order", std::string(date_order_name(found->order)), found->why, "--date-format"});
  return found->order;
}

// Adds a file. Errors: invalid if it is left out as a whole.
Status add_file(OnlineRetailReader& reader, InputFiles& files, std::istream* in, shop::RecordKind kind,
                std::optional<DateOrder> said, const ImportNotes& notes) {
  const std::string& name = files.name();
  const auto dates = date_order(*in, name, said, notes);
  if (!dates) return dates.error();
  if (in = files.again(); in == nullptr) return {};
  const auto form = table_form(*in);
  if (in = files.again(); in == nullptr) return {};
  return reader.add(*in, *dates, [&](const BadLine& bad) {
    if (kind == shop::RecordKind::products && bad.expected) return;  // it says nothing of products
    notes.left_out({fmt::format("{}:{}", name, bad.line), bad.why, {form, {bad.text}}, 1, bad.expected});
  });
}

void tell_codes(const OnlineRetailReader& reader, const ImportNotes& notes) {
  const std::vector<std::string> groups = reader.codes_that_differ_by_case();
  if (groups.empty()) return;
  notes.inferred({"", "stock codes", fmt::format("{} differ by case alone", groups.size()),
                  fmt::format("such as {}; each is a product of its own", groups.front()), ""});
}

}  // namespace

Result<std::unique_ptr<DocumentSource>> OnlineRetailDocuments::open(InputFiles files, shop::RecordKind kind,
                                                                    std::optional<DateOrder> dates,
                                                                    const ImportNotes& notes) {
  OnlineRetailReader reader;
  while (std::istream* in = files.next()) {
    Status added = add_file(reader, files, in, kind, dates, notes);
    if (!added) notes.left_out({files.name(), added.error().message() + "; the file is left out"});
    (void)files.finish();
  }
  tell_codes(reader, notes);
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
        {"product " + data_.products[i].product_id, to_json(data_.products[i]), "", {}});
  i -= data_.products.size();
  if (i < data_.orders.size())
    return std::optional<Document>({"invoice " + data_.orders[i].order_id, to_json(data_.orders[i]), "", {}});
  i -= data_.orders.size();
  if (i < data_.refunds.size()) {
    const RefundOrder& refund = data_.refunds[i];
    return std::optional<Document>(
        {"cancellation " + refund.refund_id, refund_json(refund), refund.order_id, {}});
  }
  return std::optional<Document>();
}

// Counts records in place of bytes, because the files have been read by now.
std::uint64_t OnlineRetailDocuments::bytes_read() const {
  const std::size_t all = data_.products.size() + data_.orders.size() + data_.refunds.size();
  return all == 0 ? total_bytes : total_bytes * std::min(next_, all) / all;
}

}  // namespace suggestd::cli
