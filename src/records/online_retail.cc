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

// "17850.0" is customer 17850.
std::string_view customer_id(std::string_view text) {
  return text.ends_with(".0") ? text.substr(0, text.size() - 2) : text;
}

// The shop writes its titles in capitals, and notes in small letters.
bool is_in_capitals(std::string_view text) {
  const auto small = [](char c) { return c >= 'a' && c <= 'z'; };
  const auto capital = [](char c) { return c >= 'A' && c <= 'Z'; };
  return std::ranges::any_of(text, capital) && std::ranges::none_of(text, small);
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

  // Errors: invalid, with the reason; `expected` tells whether the format is known to hold such lines.
  static Result<Line> read(const std::vector<std::string>& fields, const Places& places, DateOrder dates,
                           bool& expected);
};

Result<OnlineRetailReader::Line> OnlineRetailReader::Line::read(const std::vector<std::string>& fields,
                                                                const Places& places, DateOrder dates,
                                                                bool& expected) {
  expected = false;
  if (fields.size() <= *std::ranges::max_element(places)) {
    return invalid(fmt::format("has {} fields; the columns end at the {}th", fields.size(),
                               *std::ranges::max_element(places) + 1));
  }
  const auto field = [&](Column column) { return trimmed(fields[places[column]]); };
  Line line;
  line.invoice = field(invoice_column);
  line.code = field(code_column);
  line.title = field(description_column);
  line.customer = customer_id(field(customer_column));
  if (line.invoice.empty()) return invalid("has no invoice number");
  const std::optional<std::int64_t> pieces = parse_number<std::int64_t>(field(quantity_column));
  if (!pieces || std::abs(*pieces) > 1'000'000)
    return invalid(fmt::format("quantity '{}' is no number of pieces", field(quantity_column)));
  line.pieces = *pieces;
  const std::optional<Timestamp> at = parse_spelled_date(field(date_column), dates);
  if (!at) {
    return invalid(fmt::format("'{}' is no date that can be read {}; --date-format names another order",
                               field(date_column), date_order_name(dates)));
  }
  line.at = *at;
  const std::optional<double> amount = parse_number<double>(field(price_column));
  if (!amount || std::abs(*amount) > 1e9)
    return invalid(fmt::format("'{}' is no price; one looks like 2.55", field(price_column)));
  line.price = {std::llround(*amount * 100), Currency::parse("GBP").value()};
  expected = true;  // all below can be read, and is no sale
  if (!is_product_code(line.code)) return invalid(fmt::format("stock code '{}' is no product", line.code));
  if (line.pieces == 0) return invalid("has no pieces");
  if (line.price.minor < 0) return invalid("has a price below zero: a correction");
  return line;
}

Result<DateOrderFound> OnlineRetailReader::date_order(std::istream& in) {
  CsvReader reader(in, kDetectDelimiter);
  std::vector<std::string> fields;
  if (reader.next(fields) != CsvReader::Row::good) return invalid("has no first line that names the columns");
  const Result<Places> places = find_columns(fields);
  if (!places) return places.error();
  DateOrderEvidence evidence;
  for (CsvReader::Row row = reader.next(fields); row != CsvReader::Row::end; row = reader.next(fields)) {
    if (row == CsvReader::Row::good && fields.size() > (*places)[date_column])
      evidence.add(trimmed(fields[(*places)[date_column]]));
  }
  return evidence.conclude();
}

Status OnlineRetailReader::add(std::istream& in, DateOrder dates, const OnBadLine& on_bad_line) {
  ++file_;
  CsvReader reader(in, kDetectDelimiter);
  std::vector<std::string> fields;
  if (reader.next(fields) != CsvReader::Row::good) return invalid("has no first line that names the columns");
  const Result<Places> places = find_columns(fields);
  if (!places) return places.error();
  const auto tell = [&](const std::string& why, bool expected) {
    on_bad_line({reader.line(), why, reader.text(), expected});
  };
  for (CsvReader::Row row = reader.next(fields); row != CsvReader::Row::end; row = reader.next(fields)) {
    if (row == CsvReader::Row::bad) {
      tell(reader.problem(), false);
      continue;
    }
    bool expected = false;
    const Result<Line> line = Line::read(fields, *places, dates, expected);
    if (!line) {
      tell(line.error().message(), expected);
    } else if (line->invoice.front() == 'C') {
      if (!add_refund(*line)) tell("takes back what no earlier order of the customer holds", true);
    } else if (line->pieces < 0) {
      tell("takes away pieces outside a cancellation: a correction of stock", true);
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
    titles_.emplace_back();
  }
  Titles& titles = titles_[place->second];
  if (!line.title.empty()) ++(line.price.minor > 0 ? titles.paid : titles.unpaid)[line.title];
  if (line.price.minor > 0) data_.products[place->second].price = line.price;
}

std::string OnlineRetailReader::title_of(const Titles& titles) {
  std::string title;
  std::size_t most = 0;
  for (const auto& [text, lines] : titles.paid) {
    if (lines <= most) continue;
    most = lines;
    title = text;
  }
  if (!title.empty()) return title;
  for (const auto& [text, lines] : titles.unpaid) {
    if (lines <= most || !is_in_capitals(text)) continue;
    most = lines;
    title = text;
  }
  return title;
}

std::vector<std::string> OnlineRetailReader::codes_that_differ_by_case() const {
  std::map<std::string, std::string> groups;  // by the code in small letters: the codes
  std::vector<std::string> found;
  for (const auto& [code, place] : products_) {
    std::string small = code;
    std::ranges::transform(small, small.begin(), [](char c) {
      return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    std::string& group = groups[small];
    group += (group.empty() ? "" : " ") + code;
  }
  for (auto& [small, codes] : groups) {
    if (codes.size() > small.size()) found.push_back(std::move(codes));
  }
  return found;
}

OnlineRetail OnlineRetailReader::finish() && {
  for (std::size_t i = 0; i < titles_.size(); ++i) data_.products[i].title = title_of(titles_[i]);
  std::ranges::stable_sort(data_.orders, {}, &Order::placed_at);
  std::ranges::stable_sort(data_.refunds, {}, [](const RefundOrder& refund) { return *refund.at; });
  std::ranges::sort(data_.products, {}, &Product::product_id);
  return std::move(data_);
}

}  // namespace suggestd
