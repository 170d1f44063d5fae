#include "pictures/picture_folder.h"

#include <catch2/catch.hpp>

#include <fstream>
#include <iterator>
#include <string>

#include "store/temporary_store.h"

namespace suggestd::pictures {
namespace {

using std::chrono::hours;

constexpr std::uint64_t kBlock = 4096;
const Timestamp kStart = *parse_rfc3339("2026-10-01T12:00:00Z");

struct Folder {
  std::unique_ptr<PictureFolder> open(Timestamp at = kStart, std::uint64_t most_bytes = 100 * kBlock) const {
    auto folder = PictureFolder::open({path, most_bytes, hours(24)}, at);
    REQUIRE(folder.ok());
    return *std::move(folder);
  }
  std::vector<std::filesystem::path> files() const {
    std::vector<std::filesystem::path> all;
    for (const auto& each : std::filesystem::directory_iterator(path)) all.push_back(each.path());
    return all;
  }

  store::TemporaryFolder temporary;
  std::filesystem::path path = temporary.path() / "a" / "pictures";
};

TEST_CASE("a picture is found by its address, also after a restart, and others are not") {
  const Folder at;
  const std::string picture = "GIF89a" + std::string(10'000, '\0') + "end";
  {
    const auto folder = at.open();
    CHECK_FALSE(folder->find("https://shop.example/1.gif", kStart));
    REQUIRE(folder->keep("https://shop.example/1.gif", picture, kStart).ok());
    CHECK(folder->find("https://shop.example/1.gif", kStart) == picture);
  }
  const auto folder = at.open();
  CHECK(folder->find("https://shop.example/1.gif", kStart) == picture);
  CHECK_FALSE(folder->find("https://shop.example/2.gif", kStart));
  CHECK(folder->bytes() == 3 * kBlock);
  CHECK(std::filesystem::status(at.path).permissions() == std::filesystem::perms::owner_all);
}

TEST_CASE("a picture that has come again takes the place of the first") {
  const Folder at;
  const auto folder = at.open();
  REQUIRE(folder->keep("a", std::string(5'000, '1'), kStart).ok());
  REQUIRE(folder->keep("a", "2", kStart).ok());
  CHECK(folder->find("a", kStart) == "2");
  CHECK(folder->bytes() == kBlock);
}

TEST_CASE("over its bound the picture goes that nobody has asked for longest") {
  const Folder at;
  const auto folder = at.open(kStart, 3 * kBlock);
  for (const char* address : {"a", "b", "c"}) REQUIRE(folder->keep(address, "picture", kStart).ok());
  CHECK(folder->find("a", kStart));
  REQUIRE(folder->keep("d", "picture", kStart).ok());
  CHECK(folder->find("a", kStart));
  CHECK_FALSE(folder->find("b", kStart));
  CHECK(at.files().size() == 3);
  REQUIRE(folder->keep("too long", std::string(3 * kBlock, 'x'), kStart).ok());
  CHECK_FALSE(folder->find("too long", kStart));
  CHECK(folder->find("d", kStart));
  CHECK(at.open(kStart, kBlock)->bytes() == kBlock);  // a restart with a smaller bound
  CHECK(at.files().size() == 1);
}

TEST_CASE("an old picture is not given, and goes") {
  const Folder at;
  const auto folder = at.open();
  REQUIRE(folder->keep("a", "picture", kStart).ok());
  REQUIRE(folder->keep("b", "picture", kStart + hours(20)).ok());
  CHECK(folder->find("a", kStart + hours(24)));
  CHECK_FALSE(folder->find("a", kStart + hours(25)));
  CHECK(folder->find("b", kStart + hours(25)));
  CHECK(at.files().size() == 1);
}

TEST_CASE("a picture that a clock of the future has fetched is not kept for years") {
  const Folder at;
  const auto folder = at.open();
  REQUIRE(folder->keep("a", "picture", kStart + hours(24 * 3650)).ok());
  CHECK_FALSE(folder->find("a", kStart));
}

TEST_CASE("a damaged file counts as none and goes; files of others stay") {
  const Folder at;
  REQUIRE(at.open()->keep("a", "picture", kStart).ok());
  const std::filesystem::path file = at.files().front();
  const std::filesystem::path draft = file.string() + ".draft";  // as a crash leaves it
  std::ofstream(draft) << "half";
  std::ofstream(at.path / "letter.txt") << "mine";
  std::fstream(file, std::ios::in | std::ios::out | std::ios::binary).seekp(20) << 'X';
  {
    const auto folder = at.open();
    CHECK_FALSE(folder->find("a", kStart));
    CHECK(folder->bytes() == 0);
  }
  REQUIRE(at.open()->keep("a", "picture", kStart).ok());
  std::filesystem::resize_file(file, 3);
  CHECK_FALSE(at.open()->find("a", kStart));
  REQUIRE(at.open()->keep("a", "picture", kStart).ok());
  const auto folder = at.open();
  std::filesystem::remove(file);  // by somebody, while the server runs
  CHECK_FALSE(folder->find("a", kStart));
  REQUIRE(at.files().size() == 1);
  CHECK(at.files().front().filename() == "letter.txt");
}

TEST_CASE("a folder that can't be is told") {
  const store::TemporaryFolder temporary;
  std::ofstream(temporary.path() / "file") << "x";
  const auto folder = PictureFolder::open({temporary.path() / "file" / "in", kBlock, hours(1)}, kStart);
  REQUIRE_FALSE(folder.ok());
  CHECK_THAT(folder.error().message(), Catch::Contains("file/in"));
}

}  // namespace
}  // namespace suggestd::pictures
