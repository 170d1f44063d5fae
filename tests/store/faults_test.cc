// Faults of the disk, and the promises that hold then: unsynced data dropped, the disk full, for a moment or
// for good.
#include <sys/mount.h>
#include <unistd.h>

#include <cstdio>
#include <map>
#include <random>
#include <thread>

#include <fmt/format.h>
#include <catch2/catch.hpp>

#include "seed.h"
#include "store/faulty_file_system.h"
#include "store/temporary_store.h"

namespace suggestd::store {
namespace {

// A store on a file system that can break.
struct Breakable {
  TemporaryFolder folder;
  std::shared_ptr<FaultyFileSystem> files = std::make_shared<FaultyFileSystem>();
  std::unique_ptr<rocksdb::Env> env = rocksdb::NewCompositeEnv(files);
  std::chrono::milliseconds sync_interval;
  std::unique_ptr<Store> store;

  explicit Breakable(std::chrono::milliseconds interval = std::chrono::hours(1)) : sync_interval(interval) {
    open();
  }

  void open() {
    StoreOptions options = small_options(folder.path() / "s");
    options.env = env.get();
    options.buffered_sync_interval = sync_interval;
    store = open_store(options);
  }

  // A power cut: writes and syncs of the closing store are lost too.
  void crash() {
    files->power_cut = true;
    store.reset();
    files->forget_unsynced();
    files->power_cut = false;
  }

  Result<std::vector<Outcome>> commit(Mutation mutation, Durability durability) {
    return store->committer().commit(kShop, {std::move(mutation)}, durability);
  }
};

// Checks that log, tables and lists agree.
void check_agreement(Store& store) {
  const std::vector<Change> changes = read_all(store.log());
  REQUIRE(changes.size() == number(store.log().head(kShop)));
  std::map<std::string, Sequence> last;
  for (std::size_t i = 0; i < changes.size(); ++i) {
    REQUIRE(changes[i].sequence == Sequence{i + 1});
    if (changes[i].kind == ChangeKind::order) last[changes[i].id] = changes[i].sequence;
  }
  std::size_t stored = 0;
  REQUIRE(store.records()
              .for_each_order(kShop,
                              [&](const StoredOrder& order) -> Status {
                                ++stored;
                                CHECK(order.last == last.at(order.order.order_id));
                                return {};
                              })
              .ok());
  CHECK(stored == last.size());
  CHECK(store.records().orders_of(kShop, "u", 1'000'000, "")->orders.size() == stored);
}

// Tries again, as a shop would, until the mutation is committed; returns the last error if it never is.
std::optional<Error> commit_soon(Store& store, const Mutation& mutation) {
  std::optional<Error> refused;
  for (int tries = 0; tries < 2'000; ++tries) {
    const auto outcomes = store.committer().commit(kShop, {mutation}, Durability::synced);
    if (outcomes.ok()) return std::nullopt;
    refused = outcomes.error();
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return refused;
}

TEST_CASE("a power cut takes buffered writes that no follower has seen, and no others") {
  Breakable b;
  REQUIRE(b.commit(PlaceOrder{simple_order("synced")}, Durability::synced).ok());
  const Result<std::vector<Outcome>> buffered = b.commit(AddEvent{simple_event()}, Durability::buffered);
  REQUIRE(buffered.ok());
  CHECK(buffered->front().sequence == Sequence{2});
  const Sequence seen_by_followers = b.store->log().head(kShop);
  b.crash();
  b.open();
  CHECK(b.store->records().order(kShop, "synced").ok());
  CHECK(b.store->log().head(kShop) == Sequence{1});
  CHECK(b.store->log().head(kShop) >= seen_by_followers);
  check_agreement(*b.store);
  // The lost event's sequence goes to the next record: nobody had seen it.
  CHECK(commit_one(*b.store, PlaceOrder{simple_order("next")}).sequence == Sequence{2});
}

TEST_CASE("each kind loses in a power cut what its choice says, and no more") {
  struct Kind {
    const char* name;
    Mutation write;
    bool (*is_there)(const RecordReader& records);
  };
  const std::vector<Kind> kinds = {
      {"orders", PlaceOrder{simple_order("o")},
       [](const RecordReader& r) { return r.order(kShop, "o").ok(); }},
      {"products", PutProduct{simple_product("p")},
       [](const RecordReader& r) { return r.product(kShop, "p").ok(); }},
      {"users", PutUser{User{"u", "", {}, "", Consent::unset}},
       [](const RecordReader& r) { return r.user(kShop, "u").ok(); }},
  };
  for (const Kind& kind : kinds) {
    INFO(kind.name);
    {
      Breakable b;
      REQUIRE(b.commit(kind.write, Durability::buffered).ok());
      CHECK(kind.is_there(b.store->records()));  // read at once, though not yet on disk
      b.crash();
      b.open();
      CHECK_FALSE(kind.is_there(b.store->records()));
      check_agreement(*b.store);
    }
    Breakable b;
    REQUIRE(b.commit(kind.write, Durability::synced).ok());
    b.crash();
    b.open();
    CHECK(kind.is_there(b.store->records()));
  }
}

TEST_CASE("a buffered write is on disk when its interval is over") {
  Breakable b(std::chrono::milliseconds(5));
  REQUIRE(b.commit(AddEvent{simple_event()}, Durability::buffered).ok());
  REQUIRE(b.store->log().wait_beyond(kShop, Sequence{0}, std::chrono::seconds(20)));
  b.crash();
  b.open();
  CHECK(b.store->log().head(kShop) == Sequence{1});
}

TEST_CASE("a synced write takes the buffered ones before it to the disk") {
  Breakable b;
  REQUIRE(b.commit(AddEvent{simple_event()}, Durability::buffered).ok());
  REQUIRE(b.commit(PlaceOrder{simple_order("1")}, Durability::synced).ok());
  b.crash();
  b.open();
  CHECK(b.store->log().head(kShop) == Sequence{2});
}

TEST_CASE("any history of writes and power cuts keeps every synced write") {
  const unsigned seed = GENERATE(range(1U, 13U));
  INFO("seed " << seed);
  std::mt19937 random = random_numbers(seed);
  const auto one_of = [&](unsigned count) { return static_cast<unsigned>(random() % count); };
  Breakable b;
  std::uint64_t synced = 0;   // records that must be there
  std::uint64_t written = 0;  // records that may be there
  for (int i = 0; i < 40; ++i) {
    if (one_of(10) == 0) {
      b.crash();
      b.open();
      const std::uint64_t head = number(b.store->log().head(kShop));
      REQUIRE(head >= synced);
      REQUIRE(head <= written);
      check_agreement(*b.store);
      synced = written = head;
      continue;
    }
    const Durability durability = one_of(2) == 0 ? Durability::synced : Durability::buffered;
    REQUIRE(b.commit(PlaceOrder{simple_order(std::to_string(i))}, durability).ok());
    ++written;
    if (durability == Durability::synced) synced = written;
  }
}

TEST_CASE("a full disk refuses writes, answers reads, and ends by itself") {
  Breakable b;
  REQUIRE(b.commit(PlaceOrder{simple_order("1")}, Durability::synced).ok());
  b.files->full = true;
  for (int i = 0; i < 3; ++i) {
    const auto refused = b.commit(PlaceOrder{simple_order("2")}, Durability::synced);
    REQUIRE(!refused.ok());
    CHECK(refused.error().kind() == ErrorKind::no_space);
    CHECK(b.store->records().order(kShop, "1").ok());
    CHECK(b.store->log().head(kShop) == Sequence{1});
  }
  CHECK(b.store->committer().stats().disk_full);
  b.files->full = false;
  const std::optional<Error> still = commit_soon(*b.store, PlaceOrder{simple_order("3")});
  if (still) FAIL(still->message());
  CHECK(b.store->records().order(kShop, "3")->first == b.store->log().head(kShop));
  CHECK_FALSE(b.store->committer().stats().disk_full);
  check_agreement(*b.store);
  b.crash();
  b.open();
  CHECK(b.store->records().order(kShop, "3").ok());
  check_agreement(*b.store);
}

TEST_CASE("a large checkpoint on a full disk is refused whole, and taken when there is room") {
  Breakable b;
  std::vector<StateRow> rows;
  for (int i = 0; i < 1'000; ++i) rows.push_back({fmt::format("{:04}", i), std::string(1'000, 'x')});
  REQUIRE(b.store->follower_state(FollowerId{1})
              .write_checkpoint(kShop, {Epoch{1}, Sequence{1}}, {{"0000", "small"}})
              .ok());
  b.files->full = true;
  const Status refused =
      b.store->follower_state(FollowerId{1}).write_checkpoint(kShop, {Epoch{1}, Sequence{2}}, rows);
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().kind() == ErrorKind::no_space);
  CHECK(*b.store->follower_state(FollowerId{1}).applied(kShop) == Position{Epoch{1}, Sequence{1}});
  CHECK(**b.store->follower_state(FollowerId{1}).get(kShop, "0000") == "small");
  b.files->full = false;
  const std::optional<Error> still = commit_soon(*b.store, PlaceOrder{simple_order("1")});
  if (still) FAIL(still->message());
  REQUIRE(b.store->follower_state(FollowerId{1}).write_checkpoint(kShop, {Epoch{1}, Sequence{3}}, rows).ok());
  b.crash();
  b.open();
  CHECK(*b.store->follower_state(FollowerId{1}).applied(kShop) == Position{Epoch{1}, Sequence{3}});
  CHECK((**b.store->follower_state(FollowerId{1}).get(kShop, "0999")).size() == 1'000);
  check_agreement(*b.store);
}

TEST_CASE("writes stop before the reserve is touched") {
  const TemporaryFolder folder;
  StoreOptions options = small_options(folder.path() / "s");
  options.reserve_bytes = std::uint64_t{1} << 60;
  const auto store = open_store(options);
  const auto refused = store->committer().commit(kShop, {PlaceOrder{simple_order("1")}}, Durability::synced);
  REQUIRE(!refused.ok());
  CHECK(refused.error().kind() == ErrorKind::no_space);
  CHECK_THAT(refused.error().message(), Catch::Contains("reads go on, and writes will when there is room"));
}

// JSON that no compression makes small.
std::string noise(std::mt19937_64& random) {
  std::string text = "{\"n\":\"";
  for (int i = 0; i < 32; ++i) text += fmt::format("{:016x}", random());
  return text + "\"}";
}

// A file system in memory that is really small; gone with the test.
class SmallDisk {
 public:
  explicit SmallDisk(const char* size) {
    mounted_ = ::mount("tmpfs", folder_.path().c_str(), "tmpfs", 0, size) == 0;
  }
  ~SmallDisk() {
    if (mounted_) (void)::umount2(folder_.path().c_str(), MNT_DETACH);
  }
  bool mounted() const { return mounted_; }
  std::filesystem::path path() const { return folder_.path(); }

 private:
  TemporaryFolder folder_;
  bool mounted_ = false;
};

TEST_CASE("a small real file system fills up and is emptied again") {
  const SmallDisk disk("size=24m");
  if (!disk.mounted()) {
    std::fprintf(stderr, "SKIP: no small file system can be mounted here; the full disk was only played\n");
    return;
  }
  StoreOptions options = small_options(disk.path() / "s");
  options.write_buffer_bytes = std::size_t{2} << 20;
  options.reserve_bytes = GENERATE(std::uint64_t{0}, std::uint64_t{4} << 20);
  const auto store = open_store(options);
  const auto ballast = disk.path() / "ballast";
  {
    // Leaves the store so little room that it fills the disk within a second.
    std::FILE* file = std::fopen(ballast.c_str(), "w");
    const std::string megabyte(1 << 20, 'x');
    for (int i = 0; i < 12; ++i) std::fwrite(megabyte.data(), 1, megabyte.size(), file);
    std::fclose(file);
  }

  std::uint64_t good = 0;
  std::optional<Error> refused;
  auto random = random_numbers<std::mt19937_64>(7);
  for (int i = 0; i < 200'000 && !refused; i += 100) {
    std::vector<Mutation> batch;
    for (int k = 0; k < 100; ++k) {
      Order order = simple_order(std::to_string(i + k));
      order.properties = noise(random);
      batch.emplace_back(PlaceOrder{std::move(order)});
    }
    const auto outcomes = store->committer().commit(kShop, std::move(batch), Durability::synced);
    if (outcomes.ok()) {
      good += outcomes->size();
    } else {
      refused = outcomes.error();
    }
  }
  REQUIRE(refused);
  INFO(refused->message());
  CHECK(refused->kind() == ErrorKind::no_space);
  REQUIRE(good > 0);
  CHECK(store->records().order(kShop, "0").ok());
  CHECK(store->log().head(kShop) == Sequence{good});

  std::filesystem::remove(ballast);
  std::optional<Error> still;
  for (int tries = 0; tries < 2'000; ++tries) {
    const auto outcomes =
        store->committer().commit(kShop, {PlaceOrder{simple_order("after")}}, Durability::synced);
    still = outcomes.ok() ? std::nullopt : std::optional(outcomes.error());
    if (!still) break;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  if (still) FAIL(still->message());
  CHECK(store->log().head(kShop) == Sequence{good + 1});
  check_agreement(*store);
}

}  // namespace
}  // namespace suggestd::store
