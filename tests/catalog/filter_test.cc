#include "catalog/filter.h"
#include "base/mutex.h"

#include <fmt/format.h>
#include <rapidcheck.h>

#include <atomic>
#include <catch2/catch.hpp>
#include <thread>

#include "naive_evaluator.h"
#include "random_products.h"
#include "seed.h"
#include "small_shop.h"

using namespace suggestd;
using namespace suggestd::catalog;
using Rows = std::vector<std::uint32_t>;

namespace {

Rows numbers_of(const lookup::Bitmap& bitmap) {
  Rows out;
  bitmap.for_each([&out](ProductRow row) { out.push_back(index(row)); });
  return out;
}

Expression parsed(const std::string& source) {
  Result<Expression> expression = Expression::parse(source);
  INFO(source);
  REQUIRE(expression);
  return *expression;
}

Rows kept(const std::string& source) {
  const auto rows = filter_rows(parsed(source), small_shop(), small_shop_bindings());
  INFO(source << (rows ? "" : ": " + rows.error().message()));
  REQUIRE(rows);
  return numbers_of(*rows);
}

}  // namespace

TEST_CASE("filters keep the products that a merchant expects") {
  const auto [source, expected] = GENERATE(table<std::string, Rows>({
      {"in_stock", {0, 2, 3, 4}},
      {"not in_stock", {1}},
      {"in_stock == false", {1}},
      {"price < 50", {0, 1, 2}},
      {"price = 49.99", {0}},
      {"price >= 12.5 and price <= 49.99", {0, 1}},
      {"price * 2 > 100 or rating == 5", {2, 4}},
      {"category in [\"shoes\"]", {0, 4}},
      {"category in ['gifts', 'winter']", {2, 4}},
      {"category == 'Kitchen'", {1, 2}},
      {"categories in ['Kitchen > Tea']", {1, 2}},
      {"'winter' in category", {4}},
      {"brand in ['Acme', 'Nobody']", {0, 4}},
      {"rating in [3, 5]", {1, 2}},
      {"product_id not in ['shoe', 'tea']", {1, 3, 4}},
      {"title contains 'green'", {1, 2}},
      {"title contains 'TEA green'", {2}},
      {"title starts_with 'green'", {2}},
      {"title not contains 'green'", {0, 3, 4}},
      {"category contains 'green'", {2}},
      {"category starts_with 'kitchen >'", {1, 2}},
      {"available_from <= now()", {2}},
      {"available_from > now() - 2d", {2}},
      {"available_from > now() - 12h", {}},
      {"since < '2024-06-02'", {1}},
      {"since in ['2024-06-01']", {1}},
      {"since == \"2024-06-01T00:00:00Z\"", {1}},
      {"now() - since > 2w", {1}},
      {"stock > 0", {2}},
      {"has(stock)", {1, 2}},
      {"not has(brand)", {2, 3}},
      {"default(rating, 0) < 4", {1, 3, 4}},
      {"vegan", {0}},
      {"vegan != true", {1, 2, 3, 4}},
      {"true", {0, 1, 2, 3, 4}},
  }));
  CHECK(kept(source) == expected);
}

TEST_CASE("a missing value fails every comparison, and != and not turn that round") {
  const auto [source, expected] = GENERATE(table<std::string, Rows>({
      {"brand == 'Acme'", {0, 4}},
      {"brand != 'Acme'", {1, 2, 3}},
      {"not (brand == 'Acme')", {1, 2, 3}},
      {"rating < 4", {1}},
      {"not (rating < 4)", {0, 2, 3, 4}},
      {"rating + 1 > 0", {0, 1, 2}},
      {"1 / (rating - 5) < 100", {0, 1}},
      {"log(stock) >= 0", {2}},
      {"min(rating, 4) == 4", {0, 2}},
  }));
  CHECK(kept(source) == expected);
}

TEST_CASE("a cached filter follows changes of single products") {
  CatalogBuilder builder;
  fill_small_shop(builder);
  FilterCache cache;
  const Expression filter = parsed("in_stock and brand == 'New'");
  const Expression same = parsed("(in_stock)   AND brand = \"New\"");
  const auto rows = [&](const Expression& expression) {
    return numbers_of(*cache.rows(expression, builder.snapshot(), small_shop_bindings()));
  };
  CHECK(rows(filter).empty());
  CHECK(rows(same).empty());
  CHECK(cache.counts().entries == 1);
  CHECK(cache.counts().misses == 1);

  Product product = small_product("new", "New", 1, "New", {}, "");  // a text that no product had before
  builder.put(ProductRow{70}, product);
  CHECK(rows(filter) == Rows{70});
  product.stock = 0;
  builder.put(ProductRow{70}, product);
  CHECK(rows(filter).empty());
  builder.erase(ProductRow{70});
  CHECK(rows(filter).empty());
  CHECK(cache.counts().misses == 1);
  CHECK(cache.counts().updates == 3);
}

TEST_CASE("the least recently used filters leave when the memory is spent") {
  const CatalogView view = small_shop();
  FilterCache cache(5000);
  for (int i = 0; i < 100; ++i) {
    const Expression filter = parsed(fmt::format("price < {}", i));
    CHECK(numbers_of(*cache.rows(filter, view, small_shop_bindings())) ==
          numbers_of(*filter_rows(filter, view, small_shop_bindings())));
  }
  CHECK(cache.counts().entries < 5);
}

TEST_CASE("random filters over random catalogues agree with a naive evaluator", "[model]") {
  rc::check("plan, cache and naive evaluator keep the same products", [](unsigned seed) {
    std::mt19937 random = random_numbers(seed);
    CatalogBuilder builder;
    FilterCache cache;
    for (std::uint32_t row = 0; row < 150; ++row) {
      if (random() % 10 != 0) builder.put(ProductRow{row}, random_product(random, row));
    }
    std::vector<Expression> filters;
    for (int i = 0; i < 10; ++i) {
      const std::string source = random_condition(random, 4);
      RC_LOG() << source << std::endl;
      Result<Expression> filter = Expression::parse(source);
      RC_ASSERT(filter.ok());
      filters.push_back(*filter);
    }
    for (int round = 0; round < 4; ++round) {
      const CatalogView view = builder.snapshot();
      Bindings bindings;
      bindings.now = at_second(static_cast<int>(random() % 100));
      bindings.user =
          values_by_name(random() % 2 == 0 ? R"({"n":2,"t":"brand2","s":["c1"]})" : R"({"n":"x","t":3})");
      if (random() % 3 != 0)
        bindings.context_product = ProductRow{static_cast<std::uint32_t>(random() % 150)};
      for (const Expression& filter : filters) {
        const auto rows = filter_rows(filter, view, bindings);
        if (!rows) RC_FAIL(rows.error().message());
        RC_ASSERT(rows->rows() == naive_rows(filter, view, bindings));
        RC_ASSERT(*cache.rows(filter, view, bindings) == *rows);
      }
      for (int change = 0; change < 5; ++change) {
        const auto row = static_cast<std::uint32_t>(random() % 160);
        if (random() % 4 == 0)
          builder.erase(ProductRow{row});
        else
          builder.put(ProductRow{row}, random_product(random, row));
      }
    }
  });
}

TEST_CASE("many threads may use one cache while the catalogue changes") {
  CatalogBuilder builder;
  fill_small_shop(builder);
  FilterCache cache(4000);
  const std::vector<Expression> filters{parsed("price < 50"), parsed("in_stock"),
                                        parsed("title contains 'green'"), parsed("brand == context.brand")};
  Mutex mutex;
  CatalogView current = builder.snapshot();
  std::atomic<int> wrong{0};
  std::vector<std::thread> readers;
  for (std::size_t reader = 0; reader < 3; ++reader) {
    readers.emplace_back([&, reader] {
      for (std::size_t i = 0; i < 300; ++i) {
        const CatalogView view = (MutexLock(mutex), current);
        const Expression& filter = filters[(i + reader) % filters.size()];
        const auto rows = cache.rows(filter, view, small_shop_bindings());
        if (!(*rows == *filter_rows(filter, view, small_shop_bindings()))) ++wrong;
      }
    });
  }
  std::mt19937 random = random_numbers(1);
  for (std::uint32_t i = 0; i < 300; ++i) {
    builder.put(ProductRow{5 + i % 50}, random_product(random, i));
    const CatalogView next = builder.snapshot();
    const MutexLock lock(mutex);
    current = next;
  }
  for (std::thread& reader : readers) reader.join();
  CHECK(wrong == 0);
}
