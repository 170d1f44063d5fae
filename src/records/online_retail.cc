#include "records/online_retail.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <optional>
#include <string_view>

#include <fmt/format.h>

#include "records/csv_reader.h"

namespace suggestd {
namespace {

enum Column : std::size_t {
  invoice_column,
  code_column,
  description_column,
  quantity_column,
  date_column,
  price_column,
  customer_column,
  column_count
};

// Both sets' spellings, by Column.
constexpr std::array<std::array<std::string_view, 2>, column_count> kColumnNames = {{
    {"InvoiceNo", "Invoice"},
    {"StockCode", "StockCode"},
    {"Description", "Description"},
    {"Quantity", "Quantity"},
    {"InvoiceDate", "InvoiceDate"},
    {"UnitPrice", "Price"},
    {"CustomerID", "Customer ID"},
}};

using Places = std::array<std::size_t, column_count>;

Result<Places> find_columns(const std::vector<std::string>& names) {
  Places places{};
  for (std::size_t column = 0; column < column_count; ++column) {
    const auto found = std::ranges::find_if(names, [&](const std::string& name) {
      return std::ranges::find(kColumnNames[column], name) != kColumnNames[column].end();
    });
    if (found == names.end()) {
      return invalid(fmt::format("the first line does not name the column {}; is it an Online Retail file?",
                                 kColumnNames[column][0]));
    }
    places[column] = static_cast<std::size_t>(found - names.begin());
  }
  return places;
}

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(' ');
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(' ') - begin + 1);
}

bool is_product_code(std::string_view text) {
  if (text.size() < 5 || text.size() > 7) return false;
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  const auto letter = [](char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); };
  return std::all_of(text.begin(), text.begin() + 5, digit) &&
         std::all_of(text.begin() + 5, text.end(), letter);
}

template <class Number>
std::optional<Number> parse_number(std::string_view text) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

// "2010-12-01 08:26:00", or "12/1/2010 8:26" as the UCI's own spreadsheet writes it.
std::optional<Timestamp> parse_date(std::string_view text) {
  if (Result<Timestamp> time = parse_rfc3339(std::string(text) + "Z")) return *time;
  unsigned month = 0, day = 0, year = 0, hour = 0, minute = 0;
  // NOLINTNEXTLINE(cert-err34-c): each number's range is checked below by the rebuilt text
  if (std::sscanf(std::string(text).c_str(), "%u/%u/%u %u:%u", &month, &day, &year, &hour, &minute) != 5) {
    return std::nullopt;
  }
  const std::string usual = fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:00Z", year, month, day, hour, minute);
  if (Result<Timestamp> time = parse_rfc3339(usual)) return *time;
  return std::nullopt;
}

// "17850.0" is customer 17850.
std::string_view customer_id(std::string_view text) {
  return text.ends_with(".0") ? text.substr(0, text.size() - 2) : text;
}

}  // namespace

struct OnlineRetailReader::Line {
  std::string invoice;
  std::string code;
  std::string title;
  std::int64_t pieces = 0;
  Timestamp at{};
  Money price;
  std::string customer;

  static Result<Line> read(const std::vector<std::string>& fields, const Places& places);
};

Result<OnlineRetailReader::Line> OnlineRetailReader::Line::read(const std::vector<std::string>& fields,
                                                                const Places& places) {
  if (fields.size() <= *std::ranges::max_element(places)) {
    return invalid(fmt::format("has {} fields", fields.size()));
  }
  const auto field = [&](Column column) { return trimmed(fields[places[column]]); };
  Line line;
  line.invoice = field(invoice_column);
  line.code = field(code_column);
  line.title = field(description_column);
  line.customer = customer_id(field(customer_column));
  if (!is_product_code(line.code)) return invalid(fmt::format("stock code '{}' is no product", line.code));
  if (line.invoice.empty()) return invalid("has no invoice number");
  const std::optional<std::int64_t> pieces = parse_number<std::int64_t>(field(quantity_column));
  if (!pieces || *pieces == 0 || std::abs(*pieces) > 1'000'000) {
    return invalid(fmt::format("quantity '{}' is no number of pieces", field(quantity_column)));
  }
  line.pieces = *pieces;
  const std::optional<Timestamp> at = parse_date(field(date_column));
  if (!at) return invalid(fmt::format("'{}' is no date", field(date_column)));
  line.at = *at;
  const std::optional<double> amount = parse_number<double>(field(price_column));
  if (!amount || *amount < 0 || *amount > 1e9)
    return invalid(fmt::format("'{}' is no price", field(price_column)));
  line.price = {std::llround(*amount * 100), Currency::parse("GBP").value()};
  return line;
}

Status OnlineRetailReader::add(std::istream& in, const OnBadLine& on_bad_line) {
  ++file_;
  CsvReader reader(in);
  std::vector<std::string> fields;
  if (reader.next(fields) != CsvReader::Row::good) return invalid("has no first line that names the columns");
  const Result<Places> places = find_columns(fields);
  if (!places) return places.error();
  for (CsvReader::Row row = reader.next(fields); row != CsvReader::Row::end; row = reader.next(fields)) {
    if (row == CsvReader::Row::bad) {
      on_bad_line(reader.line(), reader.problem());
      continue;
    }
    const Result<Line> line = Line::read(fields, *places);
    if (!line) {
      on_bad_line(reader.line(), line.error().message());
    } else if (line->invoice.front() == 'C') {
      if (!add_refund(*line))
        on_bad_line(reader.line(), "takes back what no earlier order of the customer holds");
    } else if (line->pieces < 0) {
      on_bad_line(reader.line(), "takes away pieces outside a cancellation: a correction of stock");
    } else {
      add_line(*line);
    }
  }
  return {};
}

void OnlineRetailReader::add_line(const Line& line) {
  note_product(line);
  const auto [place, is_new] = orders_.try_emplace(line.invoice, Seen{data_.orders.size(), file_});
  if (place->second.file != file_) return;
  if (is_new) {
    Order order;
    order.order_id = line.invoice;
    order.user_id = line.customer;
    if (line.customer.empty()) order.anonymous_id = "invoice-" + line.invoice;
    order.placed_at = line.at;
    order.currency = line.price.currency;
    data_.orders.push_back(std::move(order));
  }
  OrderLine order_line;
  order_line.product_id = line.code;
  order_line.quantity = pieces(line.pieces);
  order_line.price = line.price;
  data_.orders[place->second.place].lines.push_back(std::move(order_line));
  if (!line.customer.empty()) latest_[{line.customer, line.code}] = place->second.place;
}

bool OnlineRetailReader::add_refund(const Line& line) {
  const auto found = latest_.find({line.customer, line.code});
  if (found == latest_.end()) return false;
  const std::string& order_id = data_.orders[found->second].order_id;
  const auto [place, is_new] =
      refunds_.try_emplace(line.invoice + ":" + order_id, Seen{data_.refunds.size(), file_});
  if (place->second.file != file_) return true;
  if (is_new) data_.refunds.push_back({order_id, line.invoice, {}, line.at});
  std::vector<RefundLine>& lines = data_.refunds[place->second.place].lines;
  lines.push_back({line.code, "", pieces(std::abs(line.pieces))});
  return true;
}

void OnlineRetailReader::note_product(const Line& line) {
  const auto [place, is_new] = products_.try_emplace(line.code, data_.products.size());
  if (is_new) {
    data_.products.emplace_back();
    data_.products.back().product_id = line.code;
  }
  Product& product = data_.products[place->second];
  if (!line.title.empty()) product.title = line.title;
  if (line.price.minor > 0) product.price = line.price;
}

OnlineRetail OnlineRetailReader::finish() && {
  std::ranges::stable_sort(data_.orders, {}, &Order::placed_at);
  std::ranges::stable_sort(data_.refunds, {}, [](const RefundOrder& refund) { return *refund.at; });
  std::ranges::sort(data_.products, {}, &Product::product_id);
  return std::move(data_);
}

}  // namespace suggestd
