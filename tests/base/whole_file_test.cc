#include "base/whole_file.h"

#include <unistd.h>

#include <fstream>
#include <sstream>

#include <catch2/catch.hpp>

#include "base/secret.h"

namespace suggestd {
namespace {

struct Folder {
  std::filesystem::path path;
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "suggestd-file-XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    path = name;
  }
  ~Folder() { std::filesystem::remove_all(path); }
};

TEST_CASE("a file has its name once it is whole, and its summary is that of its bytes") {
  const Folder folder;
  const auto name = folder.path / "orders.ndjson";
  auto file = WholeFile::open(name);
  REQUIRE(file.ok());
  REQUIRE((*file)->line(R"({"a":1})").ok());
  REQUIRE((*file)->line("").ok());
  CHECK_FALSE(std::filesystem::exists(name));
  const auto summary = (*file)->finish();
  REQUIRE(summary.ok());
  std::ostringstream content;
  content << std::ifstream(name).rdbuf();
  CHECK(content.str() == "{\"a\":1}\n\n");
  CHECK(summary->lines == 2);
  CHECK(summary->bytes == 9);
  CHECK(summary->sha256 == to_hex(sha256(content.str())));
  CHECK_FALSE(std::filesystem::exists(folder.path / "orders.ndjson.part"));
}

TEST_CASE("a file that is dropped leaves nothing, and the one before as it was") {
  const Folder folder;
  const auto name = folder.path / "f";
  std::ofstream(name) << "before";
  {
    auto file = WholeFile::open(name);
    REQUIRE(file.ok());
    REQUIRE((*file)->line("half").ok());
  }
  CHECK(std::filesystem::file_size(name) == 6);
  CHECK_FALSE(std::filesystem::exists(folder.path / "f.part"));
  CHECK_FALSE(WholeFile::open(folder.path / "missing" / "f").ok());
}

}  // namespace
}  // namespace suggestd
