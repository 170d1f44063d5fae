// Every file of a store, damaged and removed at many places, before an opening and while the store is open.
// The store must then give the same data, or an error that names the fault; never less data without an error,
// never a sequence given twice.
//
// SUGGESTD_LONG_DAMAGE=1 (scripts/test --long sets it) takes many more places.
#include <sys/stat.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <thread>

#include <fmt/format.h>
#include <catch2/catch.hpp>

#include "records/change_json.h"
#include "records/order_json.h"
#include "store/backup/salvage.h"
#include "store/disk/database.h"
#include "store/format_file.h"
#include "store/temporary_store.h"

namespace suggestd::store {
namespace {

namespace fs = std::filesystem;

constexpr int kOrders = 120;

// New files get the server's rights; otherwise each opening would tell that it tightens the copy's rights.
const ::mode_t kUsual = ::umask(S_IRWXG | S_IRWXO);

bool is_long() { return std::getenv("SUGGESTD_LONG_DAMAGE") != nullptr; }

// All that a store tells: its feed, orders, products, the rows of a follower and a small fact. An error where
// something can't be read.
Result<std::string> contents_of(Store& store) {
  std::string text;
  const Sequence head = store.log().head(kShop);
  for (Sequence after{0}; after < head;) {
    const Result<Page> page = store.log().read(kShop, after, 50);
    if (!page) return page.error();
    for (const Change& change : page->changes) append_json(text, change);
    after = page->next;
  }
  for (int i = 0; i < kOrders; ++i) {
    const Result<StoredOrder> order = store.records().order(kShop, std::to_string(i));
    if (!order && order.error().kind() != ErrorKind::not_found) return order.error();
    text += order ? to_json(order->order) : "none";
  }
  const Status products = store.records().for_each_product(kShop, [&](const Product& product) -> Status {
    text += product.product_id;
    return {};
  });
  if (!products) return products.error();
  const Result<Position> applied = store.follower_state(FollowerId{1}).applied(kShop);
  if (!applied) return applied.error();
  const Result<std::optional<std::string>> row = store.follower_state(FollowerId{1}).get(kShop, "0500");
  if (!row) return row.error();
  text += to_text(*applied) + row->value_or("none");
  const Result<std::optional<std::string>> fact = store.meta().get("keys/abc");
  if (!fact) return fact.error();
  return text + fact->value_or("none");
}

// A store with table files of several families, a large checkpoint, and orders that stand in the write-ahead
// log alone.
void fill(const fs::path& path) {
  for (int part = 0; part < 3; ++part) {
    const auto store = open_store(small_options(path));
    if (part == 0) {
      REQUIRE(store->shops().create("default").ok());
      REQUIRE(store->meta().put("keys/abc", "hash").ok());
      for (int i = 0; i < 20; ++i) commit_one(*store, PutProduct{simple_product(fmt::format("p{}", i))});
    }
    for (int i = part * 40; i < part * 40 + 40; ++i)
      commit_one(*store, PlaceOrder{simple_order(std::to_string(i), fmt::format("u{}", i % 7))});
    if (part == 1) {
      std::vector<StateRow> rows;
      for (int i = 0; i < 1'000; ++i) rows.push_back({fmt::format("{:04}", i), std::string(500, 'x')});
      REQUIRE(
          store->follower_state(FollowerId{1}).write_checkpoint(kShop, {Epoch{1}, Sequence{50}}, rows).ok());
    }
  }
}

// The filled store, made once, and its contents.
struct Original {
  TemporaryFolder folder;
  fs::path path = folder.path() / "s";
  std::string contents;
  Sequence head{};

  Original() {
    fill(path);
    const fs::path copy = folder.path() / "copy";
    fs::copy(path, copy, fs::copy_options::recursive);
    const auto store = open_store(small_options(copy));
    head = store->log().head(kShop);
    contents = *contents_of(*store);
  }
};

const Original& original() {
  static const Original made;
  return made;
}

std::vector<fs::path> files_of(const fs::path& store) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(store)) {
    if (entry.is_regular_file()) files.push_back(fs::relative(entry.path(), store));
  }
  std::sort(files.begin(), files.end());
  return files;
}

void flip(const fs::path& file, std::uint64_t place, std::size_t count = 8) {
  std::fstream bytes(file, std::ios::in | std::ios::out | std::ios::binary);
  for (std::size_t i = 0; i < count; ++i) {
    bytes.seekg(static_cast<std::streamoff>(place + i));
    const int old = bytes.get();
    if (old == EOF) return;
    bytes.seekp(static_cast<std::streamoff>(place + i));
    bytes.put(static_cast<char>(old ^ 0x5a));
  }
}

struct Harm {
  std::string what;
  std::function<void(const fs::path& file)> harm;
};

std::vector<Harm> harms_of(std::uint64_t size) {
  std::vector<Harm> harms{{"removed", [](const fs::path& file) { fs::remove(file); }}};
  if (size == 0) return harms;
  for (const std::uint64_t left : {std::uint64_t{0}, size / 2, size - 1}) {
    harms.push_back({fmt::format("cut to {} of {} bytes", left, size),
                     [left](const fs::path& file) { fs::resize_file(file, left); }});
  }
  const std::uint64_t places = is_long() ? 150 : 4;
  for (std::uint64_t i = 0; i < places; ++i) {
    const std::uint64_t place = std::min(size - 1, size * i / places + i);
    for (const std::size_t count : {std::size_t{1}, std::size_t{8}}) {
      if (!is_long() && count != (i % 2 == 0 ? 8 : 1)) continue;
      harms.push_back({fmt::format("{} bytes flipped at {} of {}", count, place, size),
                       [place, count](const fs::path& file) { flip(file, place, count); }});
    }
  }
  return harms;
}

// Opens the store and compares it with the original: true if it tells of damage, false if all is the same.
bool told_or_same(const fs::path& path) {
  Result<std::unique_ptr<Store>> opened = Store::open(small_options(path));
  if (!opened) {
    CHECK(opened.error().message().find(path.string()) != std::string::npos);
    return true;
  }
  Store& store = **opened;
  // Even if much can't be read, no sequence may be given a second time.
  CHECK(store.log().head(kShop) == original().head);
  const Result<std::string> contents = contents_of(store);
  if (!contents) {
    CHECK(contents.error().kind() == ErrorKind::corrupt);
    CHECK(store.condition().damage.has_value());
    return true;
  }
  CHECK(*contents == original().contents);
  const auto next = store.committer().commit(kShop, {PlaceOrder{simple_order("next")}}, Durability::synced);
  if (next.ok()) {
    CHECK(next->front().sequence == Sequence{number(original().head) + 1});
    return false;
  }
  CHECK(next.error().kind() == ErrorKind::corrupt);
  return true;
}

TEST_CASE("a file that is damaged or missing at the start is told, or does no harm") {
  std::size_t told = 0;
  std::size_t harmless = 0;
  std::string harmless_ones;
  for (const fs::path& file : files_of(original().path)) {
    for (const Harm& harm : harms_of(fs::file_size(original().path / file))) {
      INFO(file << " " << harm.what);
      const TemporaryFolder folder;
      fs::copy(original().path, folder.path() / "s", fs::copy_options::recursive);
      harm.harm(folder.path() / "s" / file);
      if (told_or_same(folder.path() / "s")) {
        ++told;
      } else {
        ++harmless;
        harmless_ones += fmt::format("\n  {} {}", file.string(), harm.what);
      }
    }
  }
  INFO("harmless:" << harmless_ones);
  CHECK(told > harmless);
}

fs::path newest_log(const fs::path& store) {
  fs::path newest;
  for (const auto& entry : fs::directory_iterator(store / "db")) {
    if (entry.path().extension() == ".log") newest = std::max(newest, entry.path());
  }
  return newest;
}

Error error_of(const fs::path& path) {
  Result<std::unique_ptr<Store>> store = Store::open(small_options(path));
  REQUIRE_FALSE(store.ok());
  return store.error();
}

// A copy of the original that a test may break.
struct Copy {
  TemporaryFolder folder;
  fs::path path = folder.path() / "s";
  Copy() { fs::copy(original().path, path, fs::copy_options::recursive); }
};

TEST_CASE("damage in the middle of the newest write-ahead log refuses the start, with file and place") {
  const Copy copy;
  const fs::path log = newest_log(copy.path);
  flip(log, fs::file_size(log) / 2);
  const Error error = error_of(copy.path);
  CHECK(error.kind() == ErrorKind::corrupt);
  CHECK_THAT(error.message(), Catch::Contains(log.string() + " at byte "));
  CHECK_THAT(error.message(), Catch::Contains("restore a backup"));
  // The failed opening has changed nothing: with the file put back, all is there.
  fs::copy_file(original().path / "db" / log.filename(), log, fs::copy_options::overwrite_existing);
  CHECK_FALSE(told_or_same(copy.path));
}

TEST_CASE("a missing newest write-ahead log refuses the start") {
  const Copy copy;
  const fs::path log = newest_log(copy.path);
  fs::remove(log);
  CHECK_THAT(error_of(copy.path).message(), Catch::Contains(log.string() + " is missing"));
}

TEST_CASE("a torn end of the write-ahead log, which nobody was told of, is cut off") {
  const Copy copy;
  {
    std::ofstream log(newest_log(copy.path), std::ios::app | std::ios::binary);
    log << std::string("\x12\x34\x56\x78\x40\x00\x01half a rec", 17);
  }
  CHECK_FALSE(told_or_same(copy.path));
}

TEST_CASE("a store without its database is no first start") {
  const Copy copy;
  const bool emptied = GENERATE(true, false);
  fs::remove_all(copy.path / "db");
  if (emptied) fs::create_directory(copy.path / "db");
  CHECK_THAT(error_of(copy.path).message(), Catch::Contains("is a disk not mounted?"));
  CHECK_FALSE(fs::exists(copy.path / "db" / "CURRENT"));
}

TEST_CASE("a first start that was interrupted is begun again") {
  const TemporaryFolder folder;
  REQUIRE(begin_format_file(folder.path()).ok());
  SECTION("before there was a database") {}
  SECTION("before FORMAT had its name") {
    open_store(small_options(folder.path() / "other")).reset();
    fs::rename(folder.path() / "other" / "db", folder.path() / "db");
    fs::rename(folder.path() / "other" / "SYNCED", folder.path() / "SYNCED");
    fs::remove_all(folder.path() / "other");
  }
  const auto store = open_store(small_options(folder.path()));
  CHECK(commit_one(*store, PlaceOrder{simple_order("1")}).sequence == Sequence{1});
  CHECK(check_format_file(folder.path()).ok());
}

TEST_CASE(
    "a store of a version that kept no mark gets one, and keeps it also when that version comes again") {
  const Copy copy;
  // The store as 0.1.0 left it.
  fs::remove(copy.path / "SYNCED");
  REQUIRE(write_format_file(copy.path).ok());
  CHECK_FALSE(told_or_same(copy.path));
  CHECK(fs::exists(copy.path / "SYNCED"));
  CHECK(format_file_tells_of_mark(copy.path));
  // 0.1.0 writes again: it knows no mark and leaves the file as it is.
  const TemporaryFolder aside;
  fs::rename(copy.path / "SYNCED", aside.path() / "SYNCED");
  REQUIRE(write_format_file(copy.path).ok());
  open_store(small_options(copy.path)).reset();
  fs::remove(copy.path / "SYNCED");
  fs::rename(aside.path() / "SYNCED", copy.path / "SYNCED");
  REQUIRE(tell_of_mark_in_format_file(copy.path).ok());
  CHECK(open_store(small_options(copy.path))->log().head(kShop) == Sequence{number(original().head) + 1});
}

TEST_CASE("a mark that went missing is told") {
  const Copy copy;
  fs::remove(copy.path / "SYNCED");
  CHECK_THAT(error_of(copy.path).message(), Catch::Contains("SYNCED is missing"));
}

TEST_CASE("an older copy of the database is told from the mark") {
  const Copy copy;
  const fs::path older = copy.folder.path() / "older";
  fs::copy(copy.path / "db", older, fs::copy_options::recursive);
  {
    const auto store = open_store(small_options(copy.path));
    commit_one(*store, PlaceOrder{simple_order("later")});
  }
  fs::remove_all(copy.path / "db");
  fs::rename(older, copy.path / "db");
  CHECK(error_of(copy.path).kind() == ErrorKind::corrupt);
}

// --- While the store is open

TEST_CASE("a file that is damaged or removed under an open store is told by the next start at the latest") {
  for (const fs::path& file : files_of(original().path)) {
    for (const Harm& harm : harms_of(fs::file_size(original().path / file))) {
      INFO(file << " " << harm.what);
      const Copy copy;
      std::uint64_t acknowledged = number(original().head);
      {
        const auto store = open_store(small_options(copy.path));
        // An opening replaces some files.
        if (!fs::exists(copy.path / file)) continue;
        harm.harm(copy.path / file);
        for (int i = 0; i < 3; ++i) {
          const auto outcomes = store->committer().commit(
              kShop, {PlaceOrder{simple_order(fmt::format("under-{}", i))}}, Durability::synced);
          if (outcomes.ok()) acknowledged = number(outcomes->front().sequence);
        }
        store->database().look_after_files();
        const Result<std::string> contents = contents_of(*store);
        if (!contents) CHECK(contents.error().kind() == ErrorKind::corrupt);
      }
      const Result<std::unique_ptr<Store>> again = Store::open(small_options(copy.path));
      if (again) CHECK(number((**again).log().head(kShop)) >= acknowledged);
    }
  }
}

TEST_CASE("a store that was taken away takes no more writes, and says so") {
  const Copy copy;
  const auto store = open_store(small_options(copy.path));
  commit_one(*store, PlaceOrder{simple_order("before")});
  SECTION("the whole folder is removed") { fs::remove_all(copy.path); }
  SECTION("the whole folder is moved") { fs::rename(copy.path, copy.folder.path() / "elsewhere"); }
  SECTION("the newest log is removed") { fs::remove(newest_log(copy.path)); }
  const auto refused =
      store->committer().commit(kShop, {PlaceOrder{simple_order("after")}}, Durability::synced);
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().kind() == ErrorKind::corrupt);
  REQUIRE(store->condition().damage.has_value());
  CHECK_THAT(store->condition().damage->message(), Catch::Contains("while the server used it"));
  // Reads go on from the open files.
  CHECK(store->records().order(kShop, "before").ok());
}

TEST_CASE("a store that was replaced under the server is noticed without a write") {
  const Copy copy;
  const auto store = open_store(small_options(copy.path));
  fs::rename(copy.path, copy.folder.path() / "elsewhere");
  fs::copy(original().path, copy.path, fs::copy_options::recursive);
  for (int tries = 0; tries < 1'000 && !store->condition().damage; ++tries)
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  CHECK(store->condition().damage.has_value());
}

TEST_CASE("a damaged block of the log is told with its place, to whoever reads on") {
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "s";
  std::uint64_t head = 0;
  {
    const auto store = open_store(small_options(path));
    for (int i = 0; i < 2'000; ++i)
      head = number(commit_one(*store, PlaceOrder{simple_order(std::to_string(i))}).sequence);
  }
  open_store(small_options(path)).reset();  // into table files
  fs::path largest;
  for (const auto& entry : fs::directory_iterator(path / "db")) {
    if (entry.path().extension() != ".sst") continue;
    if (largest.empty() || entry.file_size() > fs::file_size(largest)) largest = entry.path();
  }
  flip(largest, fs::file_size(largest) / 2);
  const auto store = open_store(small_options(path));
  CHECK(store->log().head(kShop) == Sequence{head});
  std::optional<Error> met;
  for (Sequence after{0}; after < Sequence{head} && !met;) {
    const Result<Page> page = store->log().read(kShop, after, 100);
    if (!page) met = page.error();
    if (page) after = page->next;
  }
  REQUIRE(met);
  CHECK(met->kind() == ErrorKind::corrupt);
  CHECK_THAT(met->message(), Catch::Contains("reading the log after sequence"));
  CHECK_THAT(met->message(), Catch::Contains(largest.filename().string()));
  REQUIRE(store->condition().damage.has_value());
}

TEST_CASE("a hole in the log is damage, and not a shorter log") {
  const Copy copy;
  const auto store = open_store(small_options(copy.path));
  rocksdb::WriteBatch batch;
  {
    const auto held = store->database().hold();
    REQUIRE(batch.Delete(store->database().family(Family::log), log_key(kShop, Sequence{30})).ok());
  }
  REQUIRE(store->database().write(batch, true).ok());
  const Result<Page> page = store->log().read(kShop, Sequence{20}, 100);
  REQUIRE_FALSE(page.ok());
  CHECK(page.error().kind() == ErrorKind::corrupt);
  CHECK_THAT(page.error().message(), Catch::Contains("after sequence 29: record 30 is missing"));
}

// --- Salvage

TEST_CASE("salvage goes on in a new epoch with what is left, and says what is lost") {
  const Copy copy;
  const fs::path log = newest_log(copy.path);
  const bool removed = GENERATE(true, false);
  if (removed) {
    fs::remove(log);
  } else {
    flip(log, fs::file_size(log) / 2);
  }
  const Result<SalvageReport> looked = look_at_salvage(copy.path);
  if (!looked) FAIL(looked.error().message());
  CHECK(looked->damage.has_value());
  CHECK(looked->acknowledged == number(original().head));
  CHECK(looked->records < number(original().head));
  CHECK(looked->records >= 100);
  CHECK(error_of(copy.path).kind() == ErrorKind::corrupt);  // a look changes nothing

  const Result<SalvageReport> report = salvage(copy.path);
  if (!report) FAIL(report.error().message());
  CHECK(report->records == looked->records);
  REQUIRE(report->shops.size() == 1);
  CHECK(report->shops[0].head == Position{Epoch{2}, Sequence{report->records}});
  CHECK(fs::exists(report->set_aside / log.filename()) == !removed);

  const auto store = open_store(small_options(copy.path));
  CHECK(store->log().epoch(kShop) == Epoch{2});
  CHECK(read_all(store->log()).size() == report->records);
  CHECK(commit_one(*store, PlaceOrder{simple_order("next")}).sequence == Sequence{report->records + 1});
}

TEST_CASE("salvage leaves a whole store alone, and what only a backup can mend too") {
  const Copy copy;
  SECTION("whole") {
    const Result<SalvageReport> report = salvage(copy.path);
    REQUIRE(report.ok());
    CHECK_FALSE(report->damage.has_value());
    CHECK(report->set_aside.empty());
    CHECK_FALSE(told_or_same(copy.path));
  }
  SECTION("a table file is missing") {
    for (const fs::path& file : files_of(copy.path)) {
      if (file.extension() != ".sst") continue;
      fs::remove(copy.path / file);
      break;
    }
    const std::vector<fs::path> before = files_of(copy.path);
    const Result<SalvageReport> report = salvage(copy.path);
    REQUIRE_FALSE(report.ok());
    CHECK_THAT(report.error().message(), Catch::Contains("restore a backup"));
    CHECK(files_of(copy.path) == before);
  }
}

// --- Who may read it

TEST_CASE("a store is its owner's alone, and one that was looser is made so") {
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "s";
  open_store(small_options(path)).reset();
  for (const auto& entry : fs::recursive_directory_iterator(path)) ::chmod(entry.path().c_str(), 0777);
  ::chmod(path.c_str(), 0755);
  const auto store = open_store(small_options(path));
  struct ::stat found {};
  REQUIRE(::stat(path.c_str(), &found) == 0);
  CHECK((found.st_mode & 0777) == 0700);
  REQUIRE(::stat((path / "db").c_str(), &found) == 0);
  CHECK((found.st_mode & 0077) == 0);
  REQUIRE(::stat((path / "FORMAT").c_str(), &found) == 0);
  CHECK((found.st_mode & 0077) == 0);
}

}  // namespace
}  // namespace suggestd::store
