// The Online Retail files of the UCI repository (sets 352 and 502) as orders, refunds and products.
//
// Columns   by name, in either set's spelling: InvoiceNo/Invoice, StockCode, Description, Quantity,
//           InvoiceDate, UnitPrice/Price, CustomerID/Customer ID, Country.
// Orders    lines with one invoice number make one order, in GBP, at the time of its first line (read as
//           UTC). Without a customer the order belongs to a visitor of its own: it still tells what is
//           bought together.
// Refunds   an invoice that begins with C takes back, line by line, from the customer's latest order that
//           holds the product; a line that finds none is left out.
// Products  a stock code that is five digits and at most two letters; everything else (POST, D, M, BANK
//           CHARGES ...) is no product. Title and price are the latest that the files give.
// Overlap   the two sets share nine days: lines of an invoice that an earlier file told of are passed over.
// Left out  lines without such a code, without quantity, with a price below zero or with an impossible
//           number: told one by one.
#pragma once

#include <cstddef>
#include <functional>
#include <istream>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "records/mutation.h"

namespace suggestd {

struct OnlineRetail {
  std::vector<Order> orders;         // by time
  std::vector<RefundOrder> refunds;  // by time; all are later than the orders that they take from
  std::vector<Product> products;     // by id
};

class OnlineRetailReader {
 public:
  using OnBadLine = std::function<void(std::size_t line, const std::string& why)>;

  // Adds a file's lines; several files are read in the order of their time. Errors: invalid if the first
  // line does not name the columns (the message says which is missing).
  Status add(std::istream& in, const OnBadLine& on_bad_line);

  // Everything read so far.
  OnlineRetail finish() &&;

 private:
  struct Line;
  struct Seen {
    std::size_t place = 0;  // in data_.orders or data_.refunds
    std::size_t file = 0;
  };
  // Where the latest order of a customer stands that holds a product.
  using LatestOrders = std::map<std::pair<std::string, std::string>, std::size_t>;

  void add_line(const Line& line);
  bool add_refund(const Line& line);
  void note_product(const Line& line);

  OnlineRetail data_;
  std::size_t file_ = 0;
  std::map<std::string, Seen> orders_;           // by invoice
  std::map<std::string, Seen> refunds_;          // by invoice and order
  std::map<std::string, std::size_t> products_;  // by id: place in data_.products
  LatestOrders latest_;                          // by customer and product
};

}  // namespace suggestd
