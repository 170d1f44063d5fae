#include "store/backup/backup.h"

#include <fstream>

#include <catch2/catch.hpp>

#include "store/temporary_store.h"

namespace suggestd::store {
namespace {

namespace fs = std::filesystem;

// Damages the largest file under a folder.
void flip_a_byte_under(const fs::path& folder) {
  fs::path largest;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file() || entry.path().extension() != ".sst") continue;
    if (largest.empty() || entry.file_size() > fs::file_size(largest)) largest = entry.path();
  }
  REQUIRE(!largest.empty());
  std::fstream file(largest, std::ios::in | std::ios::out | std::ios::binary);
  file.seekg(10);
  const char byte = static_cast<char>(file.get() ^ 0x40);
  file.seekp(10);
  file.put(byte);
}

TEST_CASE("a restored store is the store of the backup, in a new epoch") {
  const TemporaryFolder folder;
  const auto backups = folder.path() / "backups";
  const auto restored_path = folder.path() / "restored";
  {
    const auto store = open_store(small_options(folder.path() / "s"));
    REQUIRE(store->shops().create("default").ok());
    commit_one(*store, PlaceOrder{simple_order("1")});
    REQUIRE(store->follower_state(FollowerId{1})
                .write_checkpoint(kShop, {Epoch{1}, Sequence{1}}, {{"k", "v"}})
                .ok());
    REQUIRE(store->consumers().put(kShop, "mirror", {Epoch{1}, Sequence{1}}, "").ok());
    REQUIRE(create_backup(*store, backups, {}).ok());
    commit_one(*store, PlaceOrder{simple_order("2")});
  }
  REQUIRE(verify_backup(backups, {}).ok());
  const Result<Restored> restored = restore_backup(backups, {}, restored_path);
  if (!restored) FAIL(restored.error().message());
  CHECK(restored->backup.number == 1);
  CHECK(restored->erased_again == 0);

  const auto store = open_store(small_options(restored_path));
  CHECK(store->log().head(kShop) == Sequence{1});
  CHECK(store->log().epoch(kShop) == Epoch{2});
  CHECK(store->records().order(kShop, "1").ok());
  CHECK(store->records().order(kShop, "2").error().kind() == ErrorKind::not_found);
  CHECK(store->shops().find("default") == kShop);
  // The learner's checkpoint is part of the backup, so the learner need not learn again.
  CHECK(*store->follower_state(FollowerId{1}).applied(kShop) == Position{Epoch{2}, Sequence{1}});
  // The mirror may have read records that are gone now, so its position means nothing any more.
  CHECK(store->consumers().put(kShop, "mirror", {Epoch{1}, Sequence{1}}, "").error().kind() ==
        ErrorKind::conflict);
  CHECK(store->consumers().get(kShop, "mirror")->lag_records == 1);
}

TEST_CASE("backups share files, are listed, and old ones can go") {
  const TemporaryFolder folder;
  const auto backups = folder.path() / "backups";
  const auto store = open_store(small_options(folder.path() / "s"));
  BackupOptions keep_two;
  keep_two.keep = 2;
  for (int i = 0; i < 3; ++i) {
    commit_one(*store, PlaceOrder{simple_order(std::to_string(i))});
    REQUIRE(create_backup(*store, backups, keep_two).ok());
  }
  const Result<std::vector<BackupInfo>> listed = list_backups(backups);
  REQUIRE(listed.ok());
  REQUIRE(listed->size() == 2);
  CHECK(listed->at(0).number == 2);
  CHECK(listed->at(1).number == 3);
  const auto older = folder.path() / "older";
  REQUIRE(restore_backup(backups, 2, older).ok());
  CHECK(open_store(small_options(older))->log().head(kShop) == Sequence{2});
  CHECK(verify_backup(backups, 1).error().kind() == ErrorKind::not_found);
}

TEST_CASE("a damaged backup is found, and restores nothing") {
  const TemporaryFolder folder;
  const auto backups = folder.path() / "backups";
  {
    const auto store = open_store(small_options(folder.path() / "s"));
    commit_one(*store, PlaceOrder{simple_order("1")});
    REQUIRE(create_backup(*store, backups, {}).ok());
  }
  flip_a_byte_under(backups);
  const Result<BackupInfo> verified = verify_backup(backups, {});
  REQUIRE(!verified.ok());
  CHECK(verified.error().kind() == ErrorKind::corrupt);
  CHECK_FALSE(restore_backup(backups, {}, folder.path() / "restored").ok());
  CHECK_FALSE(fs::exists(folder.path() / "restored"));
}

TEST_CASE("a restore never overwrites, and a missing backup is said to be missing") {
  const TemporaryFolder folder;
  const auto store = open_store(small_options(folder.path() / "s"));
  REQUIRE(create_backup(*store, folder.path() / "backups", {}).ok());
  const Result<Restored> onto_store = restore_backup(folder.path() / "backups", {}, folder.path() / "s");
  REQUIRE(!onto_store.ok());
  CHECK(onto_store.error().kind() == ErrorKind::conflict);
  CHECK(list_backups(folder.path() / "nowhere").error().kind() == ErrorKind::not_found);
}

TEST_CASE("a checkpoint copy opens as a store of the same epoch") {
  const TemporaryFolder folder;
  const auto store = open_store(small_options(folder.path() / "s"));
  commit_one(*store, PlaceOrder{simple_order("1")});
  REQUIRE(copy_checkpoint(*store, folder.path() / "copy").ok());
  commit_one(*store, PlaceOrder{simple_order("2")});
  const auto copy = open_store(small_options(folder.path() / "copy"));
  CHECK(copy->log().head(kShop) == Sequence{1});
  CHECK(copy->log().epoch(kShop) == Epoch{1});
}

}  // namespace
}  // namespace suggestd::store
