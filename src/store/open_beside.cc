#include "store/open_beside.h"

#include <chrono>
#include <thread>

namespace suggestd::store {

Result<std::unique_ptr<Store>> open_beside_server(const std::filesystem::path& path) {
  constexpr int kTries = 4;
  constexpr std::chrono::milliseconds kPause{100};
  StoreOptions options;
  options.path = path;
  options.create_if_missing = false;
  options.read_only = true;
  options.reserve_bytes = 0;
  for (int tried = 1;; ++tried) {
    auto store = Store::open(options);
    if (store || tried == kTries || store.error().kind() == ErrorKind::not_found) return store;
    std::this_thread::sleep_for(kPause);
  }
}

}  // namespace suggestd::store
