// dunnhumby's "The Complete Journey": products and receipts of a grocer.
//
// Columns   by name. Products: product_id, manufacturer_id, department, brand, product_category, product_type.
//           Receipts: household_id, basket_id, product_id, quantity, sales_value, transaction_timestamp
//           ("2017-01-01 07:30:27", read as UTC). Others are passed over.
// Products  the type is the title; department, category and type are the path of categories.
// Receipts  sales_value is what the household paid for the line, in dollars; the price of a piece is rounded
//           to cents.
// Left out  lines that can't be read, and, as expected, lines without pieces: coupons.
// Threads   pure.
#pragma once

#include <functional>
#include <istream>
#include <string>

#include "base/result.h"
#include "records/bad_line.h"
#include "records/order.h"
#include "records/product.h"

namespace suggestd {

struct ReceiptLine {
  std::string basket;
  std::string household;
  Timestamp at{};
  OrderLine line;
};

// Errors of both: invalid if the first line does not name the columns; the message says which is missing.
Status read_dunnhumby_products(std::istream& in, const std::function<void(Product)>& take,
                               const OnBadLine& on_bad);
Status read_dunnhumby_receipts(std::istream& in, const std::function<void(ReceiptLine)>& take,
                               const OnBadLine& on_bad);

}  // namespace suggestd
