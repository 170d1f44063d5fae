#include "evaluate/split.h"

#include <unistd.h>

#include <fstream>

#include <fmt/format.h>
#include <catch2/catch.hpp>

namespace suggestd::evaluate {
namespace {

// A file that is gone at the end of the test.
class TemporaryFile {
 public:
  explicit TemporaryFile(const std::string& text)
      : path_(std::filesystem::temp_directory_path() /
              fmt::format("suggestd-split-{}-{}", ::getpid(), ++count_)) {
    std::ofstream(path_) << text;
  }
  ~TemporaryFile() { std::filesystem::remove(path_); }
  const std::filesystem::path& path() const { return path_; }

 private:
  static inline int count_ = 0;
  std::filesystem::path path_;
};

using Ids = std::vector<std::string>;

}  // namespace

TEST_CASE("lightgcn files are read, repeats and blank lines harmless") {
  const TemporaryFile file("0 5 3 5\n\n2\n1 7\r\n0 9\n");
  const auto users = read_lightgcn(file.path()).value();
  REQUIRE(users.size() == 3);
  CHECK(users[0].user == "0");
  CHECK(users[0].items == Ids{"5", "3", "9"});
  CHECK(users[1].items.empty());
  CHECK(users[2].items == Ids{"7"});
}

TEST_CASE("a bad line is named with file and number") {
  const TemporaryFile file("0 5\n1 x\n");
  const auto users = read_lightgcn(file.path());
  REQUIRE_FALSE(users.ok());
  CHECK(users.error().message() == file.path().string() + ":2: 'x' is no item number");
  CHECK_FALSE(read_lightgcn("/nonexistent/train.txt").ok());
}

TEST_CASE("baskets keep their order, empty ones are passed over") {
  const TemporaryFile file("{\"user\":\"u\",\"baskets\":[[\"a\",\"b\",\"a\"],[],[\"c\"]]}\n");
  const auto users = read_baskets(file.path()).value();
  REQUIRE(users.size() == 1);
  CHECK(users[0].baskets == std::vector<Basket>{{"a", "b"}, {"c"}});
}

TEST_CASE("a basket that is none is refused with its line") {
  const std::string bad = GENERATE("{\"user\":\"u\",\"baskets\":[\"a\"]}", "{\"user\":\"u\"}",
                                   "{\"baskets\":[]}", "{\"user\":\"u\",\"baskets\":[[1]]}", "nonsense");
  const TemporaryFile file("{\"user\":\"u\",\"baskets\":[]}\n" + bad + "\n");
  const auto users = read_baskets(file.path());
  REQUIRE_FALSE(users.ok());
  INFO(users.error().message());
  CHECK(users.error().message().find(":2: ") != std::string::npos);
}

}  // namespace suggestd::evaluate
