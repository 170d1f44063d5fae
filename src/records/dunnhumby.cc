#include "records/dunnhumby.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "base/json_text.h"
#include "records/csv_reader.h"
#include "records/spelled_date.h"

namespace suggestd {
namespace {

using Fields = std::vector<std::string>;

// Calls `take` with the wanted columns of each row; its error makes the row a bad one.
Status read_columns(std::istream& in, std::span<const std::string_view> wanted, const OnBadLine& on_bad,
                    const std::function<Status(const Fields& row, bool& expected)>& take) {
  CsvReader reader(in, kDetectDelimiter);
  Fields fields;
  if (reader.next(fields) != CsvReader::Row::good) return invalid("has no first line that names the columns");
  std::vector<std::size_t> places;
  for (const std::string_view name : wanted) {
    const auto found = std::ranges::find(fields, name);
    if (found == fields.end())
      return invalid(fmt::format(
          "the first line does not name the column {}; is it a dunnhumby file of this kind?", name));
    places.push_back(static_cast<std::size_t>(found - fields.begin()));
  }
  const std::size_t width = fields.size();
  Fields row(wanted.size());
  for (CsvReader::Row read = reader.next(fields); read != CsvReader::Row::end; read = reader.next(fields)) {
    if (read == CsvReader::Row::bad || fields.size() != width) {
      const std::string why =
          read == CsvReader::Row::bad
              ? reader.problem()
              : fmt::format("has {} fields; the first line names {}", fields.size(), width);
      on_bad({reader.line(), why, reader.text(), false});
      continue;
    }
    for (std::size_t i = 0; i < places.size(); ++i) row[i] = fields[places[i]];
    bool expected = false;
    if (Status taken = take(row, expected); !taken)
      on_bad({reader.line(), taken.error().message(), reader.text(), expected});
  }
  return {};
}

std::optional<double> number_of(std::string_view text) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(number)) return std::nullopt;
  return number;
}

}  // namespace

Status read_dunnhumby_products(std::istream& in, const std::function<void(Product)>& take,
                               const OnBadLine& on_bad) {
  enum Column : std::size_t { id, maker, department, brand, category, type };
  constexpr std::array<std::string_view, 6> kColumns = {"product_id", "manufacturer_id",  "department",
                                                        "brand",      "product_category", "product_type"};
  return read_columns(in, kColumns, on_bad, [&](const Fields& row, bool&) -> Status {
    if (row[id].empty()) return invalid("has no product_id");
    Product product;
    product.product_id = row[id];
    product.title = row[type];
    product.brand = row[brand];
    std::string path;
    for (const std::size_t level : {department, category, type}) {
      if (row[level].empty()) continue;
      path += path.empty() ? row[level] : " > " + row[level];
    }
    if (!path.empty()) product.categories.push_back(path);
    JsonWriter(product.properties).begin_object().member("maker", row[maker]).end_object();
    take(std::move(product));
    return {};
  });
}

Status read_dunnhumby_receipts(std::istream& in, const std::function<void(ReceiptLine)>& take,
                               const OnBadLine& on_bad) {
  enum Column : std::size_t { household, basket, product, quantity, value, time };
  constexpr std::array<std::string_view, 6> kColumns = {
      "household_id", "basket_id", "product_id", "quantity", "sales_value", "transaction_timestamp"};
  constexpr double kMostPieces = 1e6;
  constexpr double kMostDollars = 1e7;
  return read_columns(in, kColumns, on_bad, [&](const Fields& row, bool& expected) -> Status {
    ReceiptLine line{row[basket], row[household], {}, {}};
    if (line.basket.empty() || line.household.empty() || row[product].empty())
      return invalid("has no basket_id, household_id or product_id");
    const auto at = parse_spelled_date(row[time], DateOrder::year_first);
    if (!at)
      return invalid(fmt::format("transaction_timestamp '{}' is no time; one looks like 2017-01-01 07:30:27",
                                 row[time]));
    const auto count = number_of(row[quantity]);
    if (!count || *count < 0 || *count > kMostPieces || *count != std::floor(*count))
      return invalid(fmt::format("quantity '{}' is no number of pieces", row[quantity]));
    const auto dollars = number_of(row[value]);
    if (!dollars || *dollars < 0 || *dollars > kMostDollars)
      return invalid(fmt::format("sales_value '{}' is no amount; one looks like 1.88", row[value]));
    expected = *count == 0;
    if (expected) return invalid("has no pieces: a coupon");
    line.at = *at;
    line.line.product_id = row[product];
    line.line.quantity = pieces(static_cast<std::int64_t>(*count));
    line.line.price = {std::llround(*dollars * 100 / *count), Currency::parse("USD").value()};
    take(std::move(line));
    return {};
  });
}

}  // namespace suggestd
