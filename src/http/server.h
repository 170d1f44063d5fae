// The two listeners over one set of shops: shops' own, and administration's.
//
// Order of death  this first, then the keys and the shops that it was given.
// Threads         start() and stop() by one thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>

#include "base/result.h"
#include "http/dispatcher.h"
#include "http/key_ring.h"
#include "http/listener.h"
#include "http/repeated_requests.h"
#include "http/services.h"
#include "shop/shops.h"
#include "store/backup_keeper.h"

namespace suggestd::http {

struct ServerOptions {
  ListenerOptions shop_listener;
  ListenerOptions admin_listener;
  RateLimit rate_limit;
  std::size_t max_bulk_lines = 100'000;
  std::chrono::seconds heartbeat{15};
  std::chrono::milliseconds read_wait{50};
  WriteDurability durability;
  bool log_requests = false;
  std::string backup_folder;  // "": no backups by HTTP
  std::uint64_t backup_bytes_per_second = 0;
};

class Server {
 public:
  // Requires: `shops` and `keys` outlive the server. Errors: io if an address can't be had.
  static Result<std::unique_ptr<Server>> start(const ServerOptions& options, shop::Shops& shops,
                                               KeyRing& keys);
  ~Server();  // stops
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  const std::string& shop_address() const noexcept { return shop_listener_->address(); }
  const std::string& admin_address() const noexcept { return admin_listener_->address(); }

  void set_log_requests(bool on) { services_.log_requests = on; }

  // Not ready from now on; what was accepted is answered; returns when the last connection is closed.
  void stop();

 private:
  Server(const ServerOptions& options, shop::Shops& shops, KeyRing& keys);

  store::BackupKeeper backups_;
  RepeatedRequests repeated_;
  Services services_;
  Dispatcher shop_dispatcher_;
  Dispatcher admin_dispatcher_;
  std::unique_ptr<Listener> shop_listener_;
  std::unique_ptr<Listener> admin_listener_;
  std::size_t metrics_source_ = 0;
};

}  // namespace suggestd::http
