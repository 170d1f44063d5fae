#include "cli/server_options.h"

#include "shop/consistency.h"

namespace suggestd::cli {
namespace {

http::ListenerOptions listener_options(const Config& config) {
  http::ListenerOptions options;
  options.max_connections = static_cast<std::size_t>(config.http.max_connections);
  options.max_streams = static_cast<std::size_t>(config.http.max_streams);
  options.max_body_bytes = static_cast<std::size_t>(config.http.max_body_bytes);
  options.keep_alive = std::chrono::seconds(config.http.keep_alive_seconds);
  options.request_timeout = std::chrono::seconds(config.http.request_timeout_seconds);
  return options;
}

store::Durability durability(std::string_view word) {
  return word == "synced" ? store::Durability::synced : store::Durability::relaxed;
}

}  // namespace

store::StoreOptions store_options(const Config& config) {
  store::StoreOptions options;
  options.path = config.store.path;
  options.relaxed_sync_interval = std::chrono::milliseconds(config.store.buffered_sync_ms);
  return options;
}

shop::RetentionOptions retention_options(const Config& config) {
  shop::RetentionOptions options;
  const auto keep = [&](ChangeKind kind, const Config::Kept& kept) {
    store::KindRetention& retention = options.policy[static_cast<std::size_t>(kind)];
    if (kept.days > 0) {
      retention.age = std::chrono::ceil<std::chrono::seconds>(
          std::chrono::duration<double, std::ratio<86400>>(kept.days));
    }
    if (kept.bytes > 0) retention.bytes = static_cast<std::uint64_t>(kept.bytes);
  };
  keep(ChangeKind::order, config.retention.orders);
  keep(ChangeKind::event, config.retention.events);
  keep(ChangeKind::product, config.retention.products);
  keep(ChangeKind::user, config.retention.users);
  keep(ChangeKind::rule, config.retention.rules);
  options.every = std::chrono::seconds(config.retention.every_seconds);
  if (config.retention.consumer_silence_seconds > 0) {
    options.consumer_silence = std::chrono::seconds(config.retention.consumer_silence_seconds);
  }
  return options;
}

learn::ModelOptions model_options(const Config& config) {
  learn::ModelOptions options;
  options.factors.dim = static_cast<std::size_t>(config.model.dimensions);
  options.confidence.view = static_cast<float>(config.model.view_confidence);
  options.confidence.wishlist = static_cast<float>(config.model.wishlist_confidence);
  options.confidence.cart = static_cast<float>(config.model.cart_confidence);
  options.confidence.purchase = static_cast<float>(config.model.purchase_confidence);
  options.confidence.half_life = std::chrono::days(config.model.half_life_days);
  options.popular_half_life = std::chrono::days(config.model.popular_half_life_days);
  options.trending_half_life = std::chrono::hours(config.model.trending_half_life_hours);
  return options;
}

shop::ShopOptions shop_options(const Config& config) {
  shop::ShopOptions options;
  options.strongest = shop::parse_consistency(config.consistency.strongest).value();
  options.standard = shop::parse_consistency(config.consistency.standard).value();
  options.bound.records = static_cast<std::uint64_t>(config.consistency.bound_records);
  options.bound.age = std::chrono::milliseconds(config.consistency.bound_ms);
  options.learner.model = model_options(config);
  options.scenarios = config.scenarios;
  options.catalogue_sync.most_hidden = config.catalogue.most_hidden;
  options.attribution.window = std::chrono::hours(config.attribution.window_hours);
  return options;
}

http::ServerOptions server_options(const Config& config) {
  http::ServerOptions options;
  options.shop_listener = listener_options(config);
  options.shop_listener.name = "shop";
  options.shop_listener.address = config.http.shop_listen;
  options.admin_listener = listener_options(config);
  options.admin_listener.name = "admin";
  options.admin_listener.address = config.http.admin_listen;
  options.rate_limit = {config.http.requests_per_second, config.http.request_burst};
  options.max_bulk_lines = static_cast<std::size_t>(config.http.max_bulk_lines);
  options.heartbeat = std::chrono::seconds(config.http.stream_heartbeat_seconds);
  options.read_wait = std::chrono::milliseconds(config.consistency.wait_ms);
  options.durability.orders = durability(config.store.order_durability);
  options.durability.events = durability(config.store.event_durability);
  options.durability.products = durability(config.store.product_durability);
  options.durability.users = durability(config.store.user_durability);
  options.log_requests = config.log.requests;
  options.backup_folder = config.backup.folder;
  options.backup_bytes_per_second = static_cast<std::uint64_t>(config.backup.bytes_per_second);
  return options;
}

}  // namespace suggestd::cli
