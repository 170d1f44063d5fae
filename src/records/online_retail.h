// The Online Retail files of the UCI repository (sets 352 and 502) as orders, refunds and products.
//
// Columns   by name, in either set's spelling: InvoiceNo/Invoice, StockCode, Description, Quantity,
//           InvoiceDate, UnitPrice/Price, CustomerID/Customer ID, Country; divided by comma, semicolon or tab.
// Dates     as spreadsheets write them (records/spelled_date.h), read as UTC. The whole column tells their
//           order, or a person.
// Orders    lines with one invoice number make one order, in GBP, at the time of its first line. Without a
//           customer the order belongs to a visitor of its own: it still tells what is bought together.
// Refunds   an invoice that begins with C takes back, line by line, from the customer's latest order that
//           holds the product; a line that finds none is left out.
// Products  a stock code that is five digits and at most two letters; everything else (POST, D, M, BANK
//           CHARGES ...) is no product. The price is the latest that the files give. The title is the
//           description that most paid lines have; what people of the stock write into unpaid lines ("check",
//           "damaged", "?") is none. Without paid lines it is the most frequent description in capitals, as the
//           shop writes its titles.
// Overlap   the two sets share nine days: lines of an invoice that an earlier file has are passed over.
// Left out  told one by one. Expected are lines that are no sale of a product: another stock code, no
//           quantity, a correction of stock or price, a cancellation that finds no order. Not expected are
//           lines that can't be read.
// Threads   one.
#pragma once

#include <cstddef>
#include <functional>
#include <istream>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "records/bad_line.h"
#include "records/mutation.h"
#include "records/spelled_date.h"

namespace suggestd {

struct OnlineRetail {
  std::vector<Order> orders;         // by time
  std::vector<RefundOrder> refunds;  // by time; all are later than the orders that they take from
  std::vector<Product> products;     // by id
};

class OnlineRetailReader {
 public:
  // The order of day and month that a file's dates have. Errors: invalid for a file that add() refuses, and
  // if the dates do not tell.
  static Result<DateOrderFound> date_order(std::istream& in);

  // Adds a file's lines; several files are read in the order of their time. Errors: invalid if the first
  // line does not name the columns (the message says which is missing).
  Status add(std::istream& in, DateOrder dates, const OnBadLine& on_bad_line);

  // Groups of stock codes that differ by case alone, such as "84988a 84988A": they are products of their own.
  std::vector<std::string> codes_that_differ_by_case() const;

  // Everything read so far.
  OnlineRetail finish() &&;

 private:
  struct Line;
  // The descriptions of one product, by how many lines have them.
  struct Titles {
    std::map<std::string, std::size_t> paid;
    std::map<std::string, std::size_t> unpaid;
  };
  struct Seen {
    std::size_t place = 0;  // in data_.orders or data_.refunds
    std::size_t file = 0;
  };
  // The place of a customer's latest order that holds a product, in data_.orders.
  using LatestOrders = std::map<std::pair<std::string, std::string>, std::size_t>;

  void add_line(const Line& line);
  bool add_refund(const Line& line);
  void note_product(const Line& line);
  static std::string title_of(const Titles& titles);

  OnlineRetail data_;
  std::size_t file_ = 0;
  std::map<std::string, Seen> orders_;           // by invoice
  std::map<std::string, Seen> refunds_;          // by invoice and order
  std::map<std::string, std::size_t> products_;  // by id: place in data_.products
  std::vector<Titles> titles_;                   // by place in data_.products
  LatestOrders latest_;                          // by customer and product
};

}  // namespace suggestd
