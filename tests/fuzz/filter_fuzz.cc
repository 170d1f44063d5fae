// Any bytes as a filter: parsed, checked, worked out and cached over a small catalogue without a crash, and
// each way to the rows gives the same ones.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "catalog/booster.h"
#include "catalog/catalog_builder.h"
#include "catalog/costs.h"
#include "catalog/expression.h"
#include "catalog/filter.h"

namespace {

using namespace suggestd;
using namespace suggestd::catalog;

CatalogView make_view() {
  CatalogBuilder builder;
  for (std::uint32_t row = 0; row < 70; ++row) {
    Product product;
    product.product_id = std::to_string(row);
    product.title = row % 2 == 0 ? "Green tea" : "Teapot, Größe 3";
    product.price = Money{row * 100, *Currency::parse("GBP")};
    product.stock = row % 3;
    product.brand = row % 5 == 0 ? "" : "Acme";
    product.categories = {"Kitchen > Tea"};
    product.available_from = Timestamp{} + std::chrono::hours(row);
    product.properties = row % 4 == 0 ? R"({"n":1,"b":true,"s":["x","y"],"t":"z","d":"2024-06-01"})" : "";
    builder.put(ProductRow{row}, product);
  }
  return builder.snapshot();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const CatalogView kView = make_view();
  static const Bindings kBindings{
      .now = Timestamp{} + std::chrono::hours(30),
      .user = values_by_name(R"({"n":2,"t":"Acme","s":["x"],"b":true,"d":"2024-06-01"})"),
      .context_product = ProductRow{4},
      .context = {},
      .context_may_lack = true};  // else a name that no request gives is an error
  static FilterCache cache(1 << 16);
  const auto expression = Expression::parse({reinterpret_cast<const char*>(data), size});
  if (!expression) return 0;

  const bool sound = check_filter(*expression, kView).ok();
  const auto rows = filter_rows(*expression, kView, kBindings);
  const auto cached = cache.rows(*expression, kView, kBindings);
  if (rows.ok() != cached.ok() || (rows && !(*rows == *cached))) std::abort();
  // A sound filter works out whatever a person or a request brings or lacks.
  if (sound && !rows.ok()) std::abort();
  WorkBudget unlimited;
  const bool sound_booster = check_booster(*expression, kView).ok();
  const auto booster = Booster::bind(*expression, kView, kBindings, {&unlimited, &kExpression});
  if (sound_booster && !booster.ok()) std::abort();
  if (booster) {
    NumberValues scratch;
    booster->values({0, 0, kRowsPerColumnBlock}, scratch);
    booster->values({1, 0, 6}, scratch);
  }
  return 0;
}
