// A store in a folder of its own that goes with the test.
#pragma once

// GCC 12 takes short texts for overlong copies once it has inlined them (its bug 105651).
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wstringop-overflow"
#pragma GCC diagnostic ignored "-Wrestrict"
#endif

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>

#include <catch2/catch.hpp>

#include "store/store.h"

namespace suggestd::store {

// In memory where the machine has that: hundreds of stores come and go, and a disk would make each wait.
inline std::filesystem::path scratch() {
  const std::filesystem::path memory = "/dev/shm";
  const bool writable = std::filesystem::is_directory(memory) && ::access(memory.c_str(), W_OK) == 0;
  return writable ? memory : std::filesystem::temp_directory_path();
}

class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string name = (scratch() / "suggestd-store-XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

inline StoreOptions small_options(const std::filesystem::path& path) {
  StoreOptions options;
  options.path = path;
  options.write_buffer_bytes = std::size_t{4} << 20;
  options.reserve_bytes = 0;
  return options;
}

inline std::unique_ptr<Store> open_store(const StoreOptions& options) {
  Result<std::unique_ptr<Store>> store = Store::open(options);
  if (!store) FAIL(store.error().message());
  return *std::move(store);
}

inline constexpr ShopId kShop{1};

// Commits one mutation, synced.
inline Outcome commit_one(Store& store, Mutation mutation, ShopId shop = kShop) {
  Result<std::vector<Outcome>> outcomes =
      store.committer().commit(shop, {std::move(mutation)}, Durability::synced);
  if (!outcomes) FAIL(outcomes.error().message());
  REQUIRE(outcomes->size() == 1);
  return outcomes->front();
}

inline Order simple_order(const std::string& order_id, const std::string& user_id = "u",
                          const std::string& product_id = "p", int minute = 0) {
  Order order;
  order.order_id = order_id;
  order.user_id = user_id;
  order.placed_at = Timestamp(std::chrono::hours(24 * 365 * 40) + std::chrono::minutes(minute));
  order.currency = *Currency::parse("GBP");
  order.lines.push_back({product_id, "", pieces(3), {150, order.currency}, {}, "", "", Quantity{0}});
  return order;
}

inline Product simple_product(const std::string& product_id) {
  Product product;
  product.product_id = product_id;
  return product;
}

inline Event simple_event(const std::string& user_id = "u", const std::string& event_id = "") {
  Event event;
  event.event_id = event_id;
  event.user_id = user_id;
  event.product_id = "p";
  return event;
}

inline ErasePerson erase_user(const std::string& user_id, const std::string& receipt_id = "receipt") {
  return {{{PersonIdKind::user, user_id}}, receipt_id, false};
}

inline std::vector<Change> read_all(const ChangeLog& log, ShopId shop = kShop) {
  std::vector<Change> changes;
  for (Sequence after{0};;) {
    Result<Page> page = log.read(shop, after, 7);
    if (!page) FAIL(page.error().message());
    if (page->changes.empty()) return changes;
    after = page->next;
    for (Change& change : page->changes) changes.push_back(std::move(change));
  }
}

}  // namespace suggestd::store
