#include "store/erasure/holders.h"

#include <catch2/catch.hpp>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

namespace suggestd::store {
namespace {

// The cells of the table's row of this name; none without one.
std::vector<std::string> row_of(const std::string& page, std::string_view name) {
  const std::size_t begin = page.find("\n| " + std::string(name) + " |");
  if (begin == std::string::npos) return {};
  std::istringstream row(page.substr(begin + 2, page.find('\n', begin + 1) - begin - 2));
  std::vector<std::string> cells;
  for (std::string cell; std::getline(row, cell, '|');) {
    const std::size_t first = cell.find_first_not_of(' ');
    cells.push_back(first == std::string::npos ? ""
                                               : cell.substr(first, cell.find_last_not_of(' ') - first + 1));
  }
  return cells;
}

TEST_CASE("the page on privacy has a row of every holder of personal data, in its words") {
  const char* source = std::getenv("SUGGESTD_SOURCE_DIR");  // ctest sets it
  std::ifstream in(std::string(source != nullptr ? source : ".") + "/docs/operate/privacy.md");
  REQUIRE(in);
  const std::string page{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  for (const Holder& holder : kHolders) {
    INFO(holder.name);
    const std::vector<std::string> cells = row_of(page, holder.name);
    REQUIRE(cells.size() == 5);
    CHECK(cells[2] == holder.told_by);
    CHECK(cells[3].empty() == holder.erased_by.empty());
    CHECK(cells[4] == period_name(holder.period));
  }
}

}  // namespace
}  // namespace suggestd::store
