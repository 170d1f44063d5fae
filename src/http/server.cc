#include "http/server.h"

#include "base/metrics.h"
#include "http/routes.h"
#include "http/shop_metrics.h"

namespace suggestd::http {
namespace {

std::vector<ReadinessCheck> readiness_of(const shop::Shops& shops) {
  std::vector<ReadinessCheck> checks;
  for (const shop::Shop* shop : shops.all()) {
    const shop::ShopStatus status = shop->status();
    ReadinessCheck check{"shop " + status.name, shop->ready(), ""};
    check.detail = "learned " + to_text(status.applied) + " of " + to_text(status.head);
    if (status.learner.failure) {
      check.good = false;
      check.detail = status.learner.failure->message();
    }
    checks.push_back(std::move(check));
  }
  return checks;
}

}  // namespace

Server::Server(const ServerOptions& options, shop::Shops& shops, KeyRing& keys)
    : backups_(shops.store(), options.backup_folder, options.backup_bytes_per_second),
      repeated_(shops.store().meta()),
      shop_dispatcher_(route_table(), Serves::shop, services_),
      admin_dispatcher_(route_table(), Serves::admin, services_) {
  services_.keys = &keys;
  services_.backups = &backups_;
  services_.repeated = &repeated_;
  services_.find_shop = [&shops](std::string_view name) { return shops.find(name); };
  services_.all_shops = [&shops] { return shops.all(); };
  services_.readiness = [&shops] { return readiness_of(shops); };
  services_.rate_limit = options.rate_limit;
  services_.max_body_bytes = options.shop_listener.max_body_bytes;
  services_.max_bulk_lines = options.max_bulk_lines;
  services_.heartbeat = options.heartbeat;
  services_.read_wait = options.read_wait;
  services_.durability = options.durability;
  services_.log_requests = options.log_requests;
  metrics_source_ = add_metrics_source([&shops] { update_shop_metrics(shops); });
}

Result<std::unique_ptr<Server>> Server::start(const ServerOptions& options, shop::Shops& shops,
                                              KeyRing& keys) {
  std::unique_ptr<Server> server(new Server(options, shops, keys));
  auto admin_listener = Listener::start(options.admin_listener, server->admin_dispatcher_);
  if (!admin_listener) return admin_listener.error().with_context("http.admin_listen");
  server->admin_listener_ = *std::move(admin_listener);
  // Last: whom the shops' listener tells that it is ready finds the other one there too.
  auto shop_listener = Listener::start(options.shop_listener, server->shop_dispatcher_);
  if (!shop_listener) return shop_listener.error().with_context("http.shop_listen");
  server->shop_listener_ = *std::move(shop_listener);
  return server;
}

Server::~Server() {
  stop();
  remove_metrics_source(metrics_source_);
}

void Server::stop() {
  services_.stopping = true;
  if (shop_listener_ != nullptr) shop_listener_->stop();
  if (admin_listener_ != nullptr) admin_listener_->stop();
}

}  // namespace suggestd::http
