// The store's workloads, beside plain RocksDB on the same disk.
//
//   Committer/threads:N   durable orders of three lines through the committer, N callers
//   PlainRocksdb/threads:N  the same bytes as synced batches of three rows, RocksDB's own group commit
//   ParseOrder, PrepareOrder, EncodeOrder  what a request thread does before it waits
//   OpenAndTail           import SUGGESTD_BENCH_ORDERS orders (default 20,000; 10,000,000 for
//                         docs/internals/store.md), then: open, first page, tail from zero, open after a kill
//
// Run: build/release/tests/bench/store_bench --benchmark_filter=Committer
#include <benchmark/benchmark.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <string>

#include "records/order_json.h"
#include "store/commit/prepared_mutation.h"
#include "store/disk/database.h"
#include "store/store.h"

namespace suggestd::store {
namespace {

constexpr ShopId kShop{1};

class Folder {
 public:
  Folder() {
    const char* base = std::getenv("SUGGESTD_BENCH_FOLDER");
    std::string name = std::string(base != nullptr ? base : "/var/tmp") + "/suggestd-bench-XXXXXX";
    if (::mkdtemp(name.data()) == nullptr) std::abort();
    path_ = name;
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

Order order_number(std::uint64_t number) {
  Order order;
  order.order_id = std::to_string(500'000 + number);
  order.user_id = std::to_string(10'000 + number * 7 % 50'000);
  order.placed_at = Timestamp(std::chrono::seconds(1'300'000'000 + number));
  order.currency = *Currency::parse("GBP");
  for (std::uint64_t line = 0; line < 3; ++line) {
    order.lines.push_back({std::to_string(20'000 + (number * 31 + line * 17) % 4'000),
                           "",
                           pieces(2),
                           {85, order.currency},
                           {},
                           "",
                           "",
                           Quantity{0}});
  }
  return order;
}

std::unique_ptr<Store> open_store(const std::filesystem::path& path) {
  StoreOptions options;
  options.path = path;
  auto store = Store::open(options);
  if (!store) std::abort();
  return *std::move(store);
}

// The state that the threads of one benchmark share; the first of them makes it and takes it away.
struct Shared {
  std::unique_ptr<Folder> folder;
  std::unique_ptr<Store> store;
  std::atomic<std::uint64_t> number{0};
};
Shared shared;

void set_up(const benchmark::State&) {
  shared.folder = std::make_unique<Folder>();
  shared.store = open_store(shared.folder->path() / "s");
  shared.number = 0;
}

void tear_down(const benchmark::State&) {
  shared.store.reset();
  shared.folder.reset();
}

void Committer(benchmark::State& state) {
  const CommitterStats before = shared.store->committer().stats();
  for (auto _ : state) {
    const auto outcomes = shared.store->committer().commit(kShop, {PlaceOrder{order_number(shared.number++)}},
                                                           Durability::synced);
    if (!outcomes.ok()) state.SkipWithError(outcomes.error().message().c_str());
  }
  state.SetItemsProcessed(state.iterations());
  if (state.thread_index() == 0) {
    const CommitterStats after = shared.store->committer().stats();
    state.counters["orders_per_sync"] = static_cast<double>(after.mutations - before.mutations) /
                                        static_cast<double>(after.syncs - before.syncs);
  }
}
BENCHMARK(Committer)->Threads(1)->Threads(16)->Threads(64)->UseRealTime()->Setup(set_up)->Teardown(tear_down);

// Writes the bytes that the committer writes for an order, without deciding anything.
void PlainRocksdb(benchmark::State& state) {
  Database& database = shared.store->database();
  rocksdb::WriteOptions synced;
  synced.sync = true;
  for (auto _ : state) {
    const std::uint64_t number = shared.number++;
    const PreparedMutation order = prepare(kShop, PlaceOrder{order_number(number)});
    rocksdb::WriteBatch batch;
    (void)batch.Put(database.family(Family::log), log_key(kShop, Sequence{number}), order.payload);
    (void)batch.Put(database.family(Family::orders), order.key, "0123456789abcdef");
    (void)batch.Put(database.family(Family::user_orders), order.history_key, "");
    if (!database.db()->Write(synced, &batch).ok()) state.SkipWithError("write failed");
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(PlainRocksdb)
    ->Threads(1)
    ->Threads(16)
    ->Threads(64)
    ->UseRealTime()
    ->Setup(set_up)
    ->Teardown(tear_down);

void ParseOrder(benchmark::State& state) {
  const std::string json = to_json(order_number(1));
  for (auto _ : state) benchmark::DoNotOptimize(parse_order(json));
}
BENCHMARK(ParseOrder);

void PrepareOrder(benchmark::State& state) {
  const Order order = order_number(1);
  for (auto _ : state) benchmark::DoNotOptimize(prepare(kShop, PlaceOrder{order}));
  const PreparedMutation prepared = prepare(kShop, PlaceOrder{order});
  state.counters["payload_bytes"] = static_cast<double>(prepared.payload.size());
  state.counters["key_bytes"] = static_cast<double>(prepared.key.size() + prepared.history_key.size());
}
BENCHMARK(PrepareOrder);

void EncodeOrder(benchmark::State& state) {
  const Order order = order_number(1);
  for (auto _ : state) benchmark::DoNotOptimize(to_json(order));
}
BENCHMARK(EncodeOrder);

double resident_megabytes() {
  std::ifstream statm("/proc/self/statm");
  std::uint64_t pages = 0, resident = 0;
  statm >> pages >> resident;
  return static_cast<double>(resident) * static_cast<double>(::sysconf(_SC_PAGESIZE)) / 1e6;
}

double seconds_of(const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

void import_orders(Store& store, std::uint64_t count) {
  for (std::uint64_t start = 0; start < count; start += kMaxBatch) {
    std::vector<Mutation> batch;
    for (std::uint64_t i = start; i < std::min(count, start + kMaxBatch); ++i) {
      batch.emplace_back(PlaceOrder{order_number(i)});
    }
    if (!store.committer().commit(kShop, std::move(batch), Durability::buffered).ok()) std::abort();
  }
  if (!store.committer().sync().ok()) std::abort();
}

std::uint64_t tail_from_zero(Store& store) {
  std::uint64_t read = 0;
  for (Sequence after{0};;) {
    const Result<Page> page = store.log().read(kShop, after, 1'000);
    if (!page) std::abort();
    if (page->changes.empty()) return read;
    read += page->changes.size();
    after = page->next;
  }
}

// Imports in a process of its own that ends without closing the store: a kill.
void import_and_die(const std::filesystem::path& path, std::uint64_t count) {
  const pid_t child = ::fork();
  if (child == 0) {
    const auto store = open_store(path);
    import_orders(*store, count);
    ::_exit(0);
  }
  int status = 0;
  if (::waitpid(child, &status, 0) != child || status != 0) std::abort();
}

std::uint64_t bytes_under(const std::filesystem::path& path) {
  std::uint64_t bytes = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(path)) {
    if (entry.is_regular_file()) bytes += entry.file_size();
  }
  return bytes;
}

void OpenAndTail(benchmark::State& state) {
  const char* wanted = std::getenv("SUGGESTD_BENCH_ORDERS");
  const std::uint64_t count = wanted != nullptr ? std::strtoull(wanted, nullptr, 10) : 20'000;
  for (auto _ : state) {
    const Folder folder;
    const auto path = folder.path() / "s";
    state.counters["import_s"] = seconds_of([&] { import_and_die(path, count); });
    state.counters["disk_mb"] = static_cast<double>(bytes_under(path)) / 1e6;

    std::unique_ptr<Store> store;
    const double before = resident_megabytes();
    state.counters["open_after_kill_s"] = seconds_of([&] { store = open_store(path); });
    state.counters["open_mb"] = resident_megabytes() - before;
    if (store->log().head(kShop) != Sequence{count})
      state.SkipWithError("records are missing after the kill");
    state.counters["first_page_s"] = seconds_of([&] { (void)store->log().read(kShop, Sequence{0}, 1'000); });
    state.counters["tail_s"] = seconds_of([&] {
      if (tail_from_zero(*store) != count) std::abort();
    });
    state.counters["tail_mb"] = resident_megabytes() - before;
    store.reset();
    state.counters["open_s"] = seconds_of([&] { store = open_store(path); });
  }
  state.counters["orders"] = static_cast<double>(count);
}
BENCHMARK(OpenAndTail)->Iterations(1)->Unit(benchmark::kSecond);

}  // namespace
}  // namespace suggestd::store

BENCHMARK_MAIN();
