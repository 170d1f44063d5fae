// The listeners over one set of shops: the shops' own, the administrators', and a socket in the store's folder
// that its owner alone can reach, for the commands. Whoever comes by it is an administrator without a key.
//
// Order of death  this first, then the people, the keys and the shops that it was given.
// Threads         start() and stop() by one thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "access/key_ring.h"
#include "access/people.h"
#include "base/result.h"
#include "http/day_keeper.h"
#include "http/dispatcher.h"
#include "http/listener.h"
#include "http/repeated_requests.h"
#include "http/running_config.h"
#include "http/services.h"
#include "jobs/job_book.h"
#include "jobs/job_workers.h"
#include "openid/sign_in_providers.h"
#include "outbound/http_client.h"
#include "pictures/pictures.h"
#include "shop/shops.h"
#include "store/backup/backup_keeper.h"
#include "watch/watch.h"

namespace suggestd::http {

struct JobOptions {
  std::size_t workers = 2;
  std::chrono::hours keep_ended{24 * 365};
  std::shared_ptr<shop::Exports> exports;  // never null
};

struct ServerOptions {
  ListenerOptions shop_listener;
  ListenerOptions admin_listener;
  ListenerOptions owner_listener;  // without an address: none
  Terms terms;
  std::string backup_folder;  // "": no backups by HTTP
  std::uint64_t backup_bytes_per_second = 0;
  std::chrono::seconds backup_keep{};  // 0: backups don't go by their age
  JobOptions jobs;
  outbound::ClientOptions outbound;
  pictures::FolderOptions pictures;  // without a path: they are not passed on
  std::vector<openid::ProviderOptions> sign_in_providers;
  RunningConfig config = {};
  watch::WatchOptions watch = {};
};

class Server {
 public:
  // Requires: `shops`, `keys` and `people` outlive the server. Errors: io if an address can't be had;
  // those of SignInProviders::open().
  static Result<std::unique_ptr<Server>> start(const ServerOptions& options, shop::Shops& shops,
                                               KeyRing& keys, People& people);
  ~Server();  // stops
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  const std::string& shop_address() const noexcept { return shop_listener_->address(); }
  const std::string& admin_address() const noexcept { return admin_listener_->address(); }

  // Reads the files of both certificates again. Errors: invalid; nothing has changed then.
  Status stage_certificates();
  // Connections that begin from now on show what was read.
  void show_staged_certificates();

  // Requests that begin from now on keep to them. Requires: called by one thread at a time.
  void set_terms(const Terms& terms);
  // From the next look on.
  void set_watch(watch::WatchOptions options) { watch_->set_options(std::move(options)); }

  // Answers not ready from now on, and all requests that were accepted; returns when the last connection is
  // closed.
  void stop();

 private:
  Server(const ServerOptions& options, shop::Shops& shops, KeyRing& keys, People& people,
         std::unique_ptr<jobs::JobBook> jobs);
  Status start_watch(const ServerOptions& options, shop::Shops& shops);
  void start_jobs(const ServerOptions& options, shop::Shops& shops);
  Status start_pictures(const pictures::FolderOptions& options);

  store::BackupKeeper backups_;
  outbound::HttpClient outbound_;
  std::unique_ptr<openid::SignInProviders> providers_;
  std::unique_ptr<pictures::Pictures> pictures_;  // null: they are not passed on
  std::unique_ptr<jobs::JobBook> jobs_;
  RepeatedRequests repeated_;
  DayUnits day_units_;
  Services services_;
  Dispatcher shop_dispatcher_;
  Dispatcher admin_dispatcher_;
  Dispatcher owner_dispatcher_;
  std::unique_ptr<DayKeeper> day_keeper_;  // null once stopped
  std::unique_ptr<Listener> shop_listener_;
  std::unique_ptr<Listener> admin_listener_;
  std::unique_ptr<Listener> owner_listener_;
  std::size_t metrics_source_ = 0;
  std::unique_ptr<watch::Watch> watch_;        // never null; after all that it looks at
  std::unique_ptr<jobs::JobWorkers> workers_;  // last: they use all of the above
};

}  // namespace suggestd::http
