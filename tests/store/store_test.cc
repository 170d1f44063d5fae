#include "store/store.h"

#include <fstream>

#include <catch2/catch.hpp>

#include "store/temporary_store.h"

namespace suggestd::store {
namespace {

namespace fs = std::filesystem;

Error open_error(const StoreOptions& options) {
  Result<std::unique_ptr<Store>> store = Store::open(options);
  REQUIRE(!store.ok());
  return store.error();
}

void write_text(const fs::path& file, const std::string& text) { std::ofstream(file) << text; }

TEST_CASE("a store of a newer format is refused in words") {
  const TemporaryFolder folder;
  write_text(folder.path() / "FORMAT", "suggestd store format 2\n");
  const Error error = open_error(small_options(folder.path()));
  CHECK(error.kind() == ErrorKind::unsupported);
  CHECK(error.message() ==
        folder.path().string() +
            " has store format 2 and was written by a newer suggestd; this version reads up to "
            "format 1. Start the newer version, or restore a backup of this one");
}

TEST_CASE("what is no store is not made one") {
  const TemporaryFolder folder;
  write_text(folder.path() / "letter.txt", "Dear all");
  CHECK_THAT(open_error(small_options(folder.path())).message(),
             Catch::Contains("holds other files and no suggestd store"));
  fs::remove(folder.path() / "letter.txt");
  write_text(folder.path() / "FORMAT", "something else\n");
  CHECK(open_error(small_options(folder.path())).kind() == ErrorKind::corrupt);
}

TEST_CASE("folders that were there before do not keep a store from being made") {
  const TemporaryFolder folder;
  fs::create_directories(folder.path() / "s" / "lost+found");
  CHECK(Store::open(small_options(folder.path() / "s")).ok());
}

TEST_CASE("a missing store is only made where that is wanted") {
  const TemporaryFolder folder;
  StoreOptions options = small_options(folder.path() / "s");
  options.create_if_missing = false;
  const Error error = open_error(options);
  CHECK(error.kind() == ErrorKind::not_found);
  CHECK_THAT(error.message(), Catch::Contains("is no suggestd store"));
}

TEST_CASE("a store that is in use is said to be in use") {
  const TemporaryFolder folder;
  const auto store = open_store(small_options(folder.path() / "s"));
  const Error error = open_error(small_options(folder.path() / "s"));
  CHECK(error.kind() == ErrorKind::busy);
  CHECK_THAT(error.message(), Catch::EndsWith("is in use by another process"));
}

TEST_CASE("damage is told and never repaired by forgetting") {
  const TemporaryFolder folder;
  const auto path = folder.path() / "s";
  {
    const auto store = open_store(small_options(path));
    for (int i = 0; i < 100; ++i) commit_one(*store, PlaceOrder{simple_order(std::to_string(i))});
    REQUIRE(store->log().head(kShop) == Sequence{100});
  }
  // A clean close leaves the write-ahead log; the next opening turns it into table files.
  open_store(small_options(path)).reset();

  SECTION("a missing CURRENT does not make a new store") {
    fs::remove(path / "db" / "CURRENT");
    const Error error = open_error(small_options(path));
    CHECK(error.kind() == ErrorKind::corrupt);
    CHECK_THAT(error.message(), Catch::Contains("restore a backup"));
  }
  SECTION("a missing table file is named") {
    for (const auto& entry : fs::directory_iterator(path / "db")) {
      if (entry.path().extension() == ".sst") {
        fs::remove(entry.path());
        break;
      }
    }
    CHECK_FALSE(Store::open(small_options(path)).ok());
  }
  SECTION("a damaged manifest is an error") {
    for (const auto& entry : fs::directory_iterator(path / "db")) {
      if (entry.path().filename().string().rfind("MANIFEST", 0) != 0) continue;
      std::fstream file(entry.path(), std::ios::in | std::ios::out | std::ios::binary);
      file.seekp(20);
      file.put('\x55').put('\x55').put('\x55');
    }
    CHECK_FALSE(Store::open(small_options(path)).ok());
  }
  SECTION("a damaged table is an error of the read, not a crash") {
    for (const auto& entry : fs::directory_iterator(path / "db")) {
      if (entry.path().extension() != ".sst") continue;
      std::fstream file(entry.path(), std::ios::in | std::ios::out | std::ios::binary);
      for (int place = 0; place < 200; place += 3) {
        file.seekp(place);
        file.put('\x55');
      }
    }
    const Result<std::unique_ptr<Store>> store = Store::open(small_options(path));
    if (store.ok()) CHECK_FALSE((*store)->log().read(kShop, Sequence{0}, 1'000).ok());
  }
}

TEST_CASE("statistics tell what the store holds") {
  const TemporaryFolder folder;
  const auto store = open_store(small_options(folder.path() / "s"));
  commit_one(*store, PlaceOrder{simple_order("1")});
  const StoreStats stats = store->stats();
  CHECK(stats.disk_bytes > 0);
  CHECK(stats.free_bytes > 0);
  CHECK(stats.memory_bytes > 0);
  CHECK_FALSE(stats.writes_stopped);
  CHECK(stats.committer.mutations == 1);
  CHECK(stats.committer.syncs == 1);
}

}  // namespace
}  // namespace suggestd::store
