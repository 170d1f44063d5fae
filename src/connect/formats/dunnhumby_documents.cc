#include "connect/formats/dunnhumby_documents.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>

#include "connect/formats/table_form.h"
#include "records/dunnhumby.h"
#include "records/order_json.h"
#include "records/product_json.h"

namespace suggestd::cli {
namespace {

// Baskets, in the order of their first lines.
class Baskets {
 public:
  explicit Baskets(std::vector<Order>& orders) : orders_(orders) {}

  void add(ReceiptLine receipt) {
    const auto [place, is_new] = places_.try_emplace(receipt.basket, orders_.size());
    if (is_new) {
      Order order;
      order.order_id = std::move(receipt.basket);
      order.user_id = std::move(receipt.household);
      order.placed_at = receipt.at;
      order.currency = receipt.line.price.currency;
      orders_.push_back(std::move(order));
    }
    orders_[place->second].lines.push_back(std::move(receipt.line));
  }

 private:
  std::vector<Order>& orders_;
  std::unordered_map<std::string, std::size_t> places_;
};

}  // namespace

DunnhumbyDocuments::DunnhumbyDocuments(InputFiles files, shop::RecordKind kind, const ImportNotes& notes) {
  Baskets baskets(orders_);
  while (std::istream* in = files.next()) {
    const auto form = table_form(*in);
    if (in = files.again(); in == nullptr) continue;
    const auto on_bad = [&](const BadLine& bad) {
      notes.left_out(
          {fmt::format("{}:{}", files.name(), bad.line), bad.why, {form, {bad.text}}, 1, bad.expected});
    };
    const Status read =
        kind == shop::RecordKind::products
            ? read_dunnhumby_products(
                  *in, [&](Product product) { products_.push_back(std::move(product)); }, on_bad)
            : read_dunnhumby_receipts(
                  *in, [&](ReceiptLine line) { baskets.add(std::move(line)); }, on_bad);
    if (!read) notes.left_out({files.name(), read.error().message() + "; the file is left out"});
    (void)files.finish();
  }
  std::ranges::stable_sort(orders_, {}, &Order::placed_at);
  total_bytes = files.total_bytes();
}

Result<std::optional<Document>> DunnhumbyDocuments::next() {
  const std::size_t i = next_++;
  if (i < products_.size())
    return std::optional<Document>({"product " + products_[i].product_id, to_json(products_[i]), "", {}});
  if (i - products_.size() < orders_.size()) {
    const Order& order = orders_[i - products_.size()];
    return std::optional<Document>({"basket " + order.order_id, to_json(order), "", {}});
  }
  return std::optional<Document>();
}

// Counts records in place of bytes, because the files have been read by now.
std::uint64_t DunnhumbyDocuments::bytes_read() const {
  const std::size_t all = products_.size() + orders_.size();
  return all == 0 ? total_bytes : total_bytes * std::min(next_, all) / all;
}

}  // namespace suggestd::cli
