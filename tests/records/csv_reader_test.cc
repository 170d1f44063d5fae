#include "records/csv_reader.h"

#include <sstream>

#include <catch2/catch.hpp>

namespace suggestd {
namespace {

using Fields = std::vector<std::string>;

std::vector<Fields> read_all(const std::string& text, char delimiter = ',') {
  std::istringstream in(text);
  CsvReader reader(in, delimiter);
  std::vector<Fields> rows;
  Fields fields;
  for (CsvReader::Row row = reader.next(fields); row != CsvReader::Row::end; row = reader.next(fields)) {
    rows.push_back(row == CsvReader::Row::good ? fields : Fields{"BAD"});
  }
  return rows;
}

}  // namespace

TEST_CASE("rows are read as RFC 4180 says") {
  struct Row {
    const char* text;
    std::vector<Fields> rows;
  };
  const Row row = GENERATE(values<Row>({
      {"a,b\nc,d\n", {{"a", "b"}, {"c", "d"}}},
      {"a,b\r\nc,d", {{"a", "b"}, {"c", "d"}}},
      {"\xEF\xBB\xBF"
       "a,b\n",
       {{"a", "b"}}},
      {"\n\na\n\n", {{"a"}}},
      {"a,,\n", {{"a", "", ""}}},
      {"\"x, y\",\"say \"\"hi\"\"\"\n", {{"x, y", "say \"hi\""}}},
      {"\"two\nlines\",b\n", {{"two\nlines", "b"}}},
      {"6\" nail,b\"\n", {{"6\" nail", "b\""}}},
  }));
  INFO(row.text);
  CHECK(read_all(row.text) == row.rows);
}

TEST_CASE("a quote in a row of tabs is a letter unless the field is quoted from end to end") {
  CHECK(read_all("a\tb,c\n", '\t') == std::vector<Fields>{{"a", "b,c"}});
  CHECK(read_all("id\ttitle\n1\tTV 55\"\n2\t\"x\"\" y\"\n3\t\"best\" tea\n", '\t') ==
        std::vector<Fields>{{"id", "title"}, {"1", "TV 55\""}, {"2", "x\" y"}, {"3", "\"best\" tea"}});
  CHECK(read_all("id\ttitle\n1\t\"a\tb\"\n", '\t') == std::vector<Fields>{{"id", "title"}, {"1", "a\tb"}});
}

TEST_CASE("a row that is no UTF-8 is bad") {
  CHECK(read_all("a\ncaf\xE9\nb\n") == std::vector<Fields>{{"a"}, {"BAD"}, {"b"}});
}

TEST_CASE("an inch mark in a row of commas swallows nothing") {
  CHECK(read_all("id,title\n1,TV 55\"\n2,b\n") ==
        std::vector<Fields>{{"id", "title"}, {"1", "TV 55\""}, {"2", "b"}});
  CHECK(read_all("id,title\n1,\"TV 55\"\"\n2,b\n3,c\n") ==
        std::vector<Fields>{{"id", "title"}, {"BAD"}, {"2", "b"}, {"3", "c"}});
}

TEST_CASE("lines may end in three ways, also mixed") {
  CHECK(read_all("a,b\rc,d\r\ne,f\n") == std::vector<Fields>{{"a", "b"}, {"c", "d"}, {"e", "f"}});
}

TEST_CASE("a first line may name the separator") {
  CHECK(read_all("sep=;\r\na;b,c\r\n", kDetectDelimiter) == std::vector<Fields>{{"a", "b,c"}});
  CHECK(read_all("a,b;c\n", kDetectDelimiter) == std::vector<Fields>{{"BAD"}});
}

TEST_CASE("the first row says what divides the fields") {
  CHECK(read_all("id;title;price\n1;\"a;b\";3,50\n", kDetectDelimiter) ==
        std::vector<Fields>{{"id", "title", "price"}, {"1", "a;b", "3,50"}});
  CHECK(read_all("id\ttitle\n1\ta,b,c\n", kDetectDelimiter) ==
        std::vector<Fields>{{"id", "title"}, {"1", "a,b,c"}});
  CHECK(read_all("\"a;b;c\",d\n1,2\n", kDetectDelimiter) == std::vector<Fields>{{"a;b;c", "d"}, {"1", "2"}});
  CHECK(read_all("one\n1,5\n", kDetectDelimiter) == std::vector<Fields>{{"one"}, {"1", "5"}});
}

TEST_CASE("a quote that is never closed is one bad row, named by the line where it began") {
  std::istringstream in("a\n\"b\nc\n");
  CsvReader reader(in);
  Fields fields;
  REQUIRE(reader.next(fields) == CsvReader::Row::good);
  REQUIRE(reader.next(fields) == CsvReader::Row::bad);
  CHECK(reader.line() == 2);
  CHECK(reader.problem() == "has a quote that is never closed");
  REQUIRE(reader.next(fields) == CsvReader::Row::good);  // the line behind it is read by itself
  CHECK(fields == Fields{"c"});
  CHECK(reader.next(fields) == CsvReader::Row::end);
}

}  // namespace suggestd
