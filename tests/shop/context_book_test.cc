#include "shop/context_book.h"

#include <catch2/catch.hpp>

#include "store/temporary_store.h"

namespace suggestd::shop {
namespace {

using store::kShop;

Timestamp hour(int number) { return Timestamp{} + std::chrono::hours(490'000 + number); }

std::string point(int from, const std::string& value, const std::string& end = "") {
  const std::string expires = end.empty() ? "" : R"(,"expires_at":")" + end + "\"";
  return R"({"at":")" + to_rfc3339(hour(from)) + R"(","value":)" + value + expires + "}";
}

ContextSeries series(const std::string& points, const std::string& name = "weather") {
  auto read = parse_context_series(name, R"({"points":[)" + points + "]}");
  if (!read) FAIL(read.error().message());
  return *std::move(read);
}

std::string refusal(const std::string& json, const std::string& name = "weather") {
  const auto read = parse_context_series(name, json);
  return read ? "" : read.error().message();
}

struct Book {
  explicit Book(const std::filesystem::path& folder)
      : store(store::open_store(store::small_options(folder / "s"))),
        book(*ContextBook::open(*store, kShop)) {}
  std::unique_ptr<store::Store> store;
  std::unique_ptr<ContextBook> book;
};

recommend::Context context_at(const ContextBook& book, Timestamp now) {
  recommend::Context context;
  book.add_to(context, now);
  return context;
}

}  // namespace

TEST_CASE("the latest point that has begun holds, in whatever order the points came") {
  const ContextSeries temperatures = series(point(2, "20") + "," + point(1, "10") + "," + point(3, "30"));
  CHECK(temperatures.at(hour(0)) == nullptr);
  CHECK(temperatures.at(hour(1))->value == "10");
  CHECK(temperatures.at(hour(2))->value == "20");
  CHECK(temperatures.at(hour(9))->value == "30");
}

TEST_CASE("a point that has ended leaves no value, also not that of the point before") {
  const ContextSeries sky = series(point(1, R"("sun")") + "," + point(2, R"("rain")", to_rfc3339(hour(3))));
  CHECK(sky.at(hour(2))->value == R"("rain")");
  CHECK(sky.at(hour(3)) == nullptr);
}

TEST_CASE("a series says where it can't be read") {
  CHECK(refusal(R"({"points":[{"at":"yesterday","value":1}]})").find("/points/0/at") == 0);
  CHECK(refusal(R"({"points":[{"value":1}]})").find("/points/0/at") == 0);
  CHECK(refusal(R"({"points":[{"at":"2026-01-01T00:00:00Z","value":[1]}]})").find("/points/0/value") == 0);
  CHECK(refusal(R"({"points":[{"at":"2026-01-01T00:00:00Z","value":{"a":{"b":1}}}]})")
            .find("/points/0/value") == 0);
  CHECK(refusal(R"({"points":[{"at":"2026-01-01T00:00:00Z","value":{"a b":1}}]})").find("no filter") !=
        std::string::npos);
  CHECK(refusal(R"({"points":[{"at":"2026-01-02T00:00:00Z","expires_at":"2026-01-01T00:00:00Z","value":1}]})")
            .find("/points/0/expires_at") == 0);
  CHECK(refusal("{\"points\":[" + point(1, "1") + "," + point(1, "2") + "]}").find("two points") !=
        std::string::npos);
  CHECK(refusal(R"({"point":[]})").find("point") != std::string::npos);
  for (const char* name : {"", "a-b", "1st", "a.b"})
    CHECK(refusal(R"({"points":[]})", name).find("context.NAME") != std::string::npos);
}

TEST_CASE("series are there after a restart, and forgotten ones are not") {
  const store::TemporaryFolder folder;
  {
    const Book at(folder.path());
    CHECK(at.book->put(series(point(1, R"({"degrees":4.5,"sky":"rain"})")))->kind == OutcomeKind::created);
    CHECK(at.book->put(series(point(1, R"({"degrees":4.5,"sky":"rain"})")))->kind == OutcomeKind::unchanged);
    CHECK(at.book->put(series(point(1, "1"), "gone")).ok());
    CHECK(at.book->remove("gone").ok());
    CHECK(at.book->remove("gone").error().kind() == ErrorKind::not_found);
  }
  const Book at(folder.path());
  const recommend::Context context = context_at(*at.book, hour(2));
  REQUIRE(context.values.size() == 2);
  CHECK(context.values.at("weather.degrees") == catalog::number_value(4.5));
  CHECK(context.values.at("weather.sky") == catalog::text_value("rain"));
  CHECK(context_at(*at.book, hour(0)).values.at("weather.sky") == catalog::Value{});
}

TEST_CASE("a context that the request tells wins over the shop's") {
  const store::TemporaryFolder folder;
  const Book at(folder.path());
  REQUIRE(at.book->put(series(point(1, R"("rain")"), "sky")).ok());
  REQUIRE(at.book->put(series(point(1, "true"), "sale")).ok());
  recommend::Context context;
  context.texts["sky"] = "sun";
  context.values["sale"] = catalog::boolean_value(false);
  at.book->add_to(context, hour(2));
  CHECK(context.texts.at("sky") == "sun");
  std::string names;
  for (const auto& [name, value] : context.values) names += name + ' ';
  CHECK(names == "sale ");
  CHECK(context.values.at("sale") == catalog::boolean_value(false));
}

}  // namespace suggestd::shop
