#include "cli/server_options.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <string_view>

#include <fmt/format.h>

#include "base/log.h"
#include "base/unix_address.h"
#include "shop/consistency.h"
#include "shop/exports.h"

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

// "$CREDENTIALS_DIRECTORY/shop.key": systemd leaves there what LoadCredential= names (systemd.exec(5)). Commands that
// only read the configuration run without it, so it is looked up here and not when the file is read.
std::string with_credentials(const std::string& path) {
  constexpr std::string_view kPrefix = "$CREDENTIALS_DIRECTORY/";
  const char* folder = std::getenv("CREDENTIALS_DIRECTORY");
  if (folder == nullptr || !path.starts_with(kPrefix)) return path;
  return (std::filesystem::path(folder) / path.substr(kPrefix.size())).string();
}

// The tables of one name, with the secrets that their files hold.
template <class Table, class Parse, class ReadSecrets>
Status read_tables(std::string_view name, const std::vector<std::string>& texts, Parse parse,
                   ReadSecrets read_secrets, std::vector<Table>& tables) {
  for (const std::string& text : texts) {
    auto table = parse(text);
    if (!table) return std::move(table).error();
    if (Status read = read_secrets(*table, with_credentials); !read)
      return read.error().with_context(fmt::format("[[{}]] '{}'", name, table->name));
    tables.push_back(*std::move(table));
  }
  return {};
}

// A few commands at a time.
constexpr std::size_t kOwnerConnections = 8;

store::Durability durability(std::string_view word) {
  return word == "synced" ? store::Durability::synced : store::Durability::buffered;
}

}  // namespace

void apply_log(const Config& config) {
  set_log(parse_log_level(config.log.level), parse_log_format(config.log.format));
}

store::StoreOptions store_options(const Config& config) {
  store::StoreOptions options;
  options.path = config.store.path;
  options.buffered_sync_interval = std::chrono::milliseconds(config.store.buffered_sync_ms);
  options.compress = config.store.compress;
  return options;
}

shop::StandardSettings standard_settings(const Config& config) {
  shop::StandardSettings standard;
  if (config.shop.consent == "required") standard.consent = shop::ConsentRule::required;
  if (const auto currency = Currency::parse(config.shop.currency)) standard.currency = *currency;
  standard.time_zone = config.shop.time_zone;
  return standard;
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
  options.event_rate.most_per_hour = static_cast<std::uint32_t>(config.model.unlikely_events_per_hour);
  options.event_rate.leave_out = config.model.leave_out_unlikely;
  options.catalogue_required = config.catalogue.required;
  return options;
}

shop::ReadPolicy read_policy(const Config& config) {
  shop::ReadPolicy policy;
  policy.levels.strongest = shop::parse_consistency(config.consistency.strongest).value();
  policy.levels.standard = shop::parse_consistency(config.consistency.standard).value();
  policy.bound.records = static_cast<std::uint64_t>(config.consistency.bound_records);
  policy.bound.age = std::chrono::milliseconds(config.consistency.bound_ms);
  return policy;
}

shop::ShopOptions shop_options(const Config& config) {
  shop::ShopOptions options;
  options.reads = read_policy(config);
  options.learner.model = model_options(config);
  options.learner.sleep_after = std::chrono::seconds(config.model.sleep_seconds);
  options.scenarios = config.scenarios;
  options.catalogue_sync.most_hidden = config.catalogue.most_hidden;
  options.attribution.window = std::chrono::hours(config.attribution.window_hours);
  return options;
}

std::string owner_socket(const Config& config) {
  return std::string(kUnixScheme) + (std::filesystem::path(config.store.path) / "owner.sock").string();
}

// load_config() has read them.
std::vector<IpRange> configured_ranges(std::string_view text) { return parse_ranges(text).value(); }

outbound::ClientOptions outbound_options(const Config& config) {
  outbound::ClientOptions options;
  options.rules = outbound::AddressRules(configured_ranges(config.outbound.allowed_private));
  options.ca_file = config.outbound.ca_file;
  return options;
}

// load_config() has read them.
std::vector<openid::ProviderOptions> sign_in_providers(const Config& config) {
  std::vector<openid::ProviderOptions> providers;
  for (const std::string& table : config.sign_in_providers) {
    providers.push_back(openid::parse_provider(table).value());
    providers.back().client_secret_file = with_credentials(providers.back().client_secret_file);
  }
  return providers;
}

http::Terms server_terms(const Config& config) {
  http::Terms terms;
  terms.rate_limit = {config.http.requests_per_second, config.http.request_burst};
  terms.address_rate_limit = {config.http.address_requests_per_second, config.http.address_request_burst};
  terms.address_connections = static_cast<std::size_t>(config.http.address_connections);
  terms.proxies = {configured_ranges(config.http.trusted_proxies), config.http.forwarded_by == "forwarded"
                                                                       ? http::ForwardedBy::forwarded
                                                                       : http::ForwardedBy::x_forwarded_for};
  terms.units_per_second = config.limits.shop_units_per_second;
  terms.units_per_day = config.limits.shop_units_per_day;
  terms.server_units_per_second = config.limits.server_units_per_second;
  terms.max_bulk_lines = static_cast<std::size_t>(config.http.max_bulk_lines);
  terms.budget = {static_cast<std::uint64_t>(config.http.max_work_units),
                  static_cast<std::uint64_t>(config.http.max_answer_bytes)};
  terms.heartbeat = std::chrono::seconds(config.http.stream_heartbeat_seconds);
  terms.read_wait = std::chrono::milliseconds(config.consistency.wait_ms);
  terms.durability.orders = durability(config.store.order_durability);
  terms.durability.events = durability(config.store.event_durability);
  terms.durability.products = durability(config.store.product_durability);
  terms.durability.users = durability(config.store.user_durability);
  terms.registration_open = config.sign_in.registration == "open";
  terms.registered_shops = static_cast<std::size_t>(config.sign_in.registered_shops);
  terms.log_requests = config.log.requests;
  terms.slow_request = std::chrono::milliseconds(config.log.slow_request_ms);
  return terms;
}

Result<watch::WatchOptions> watch_options(const Config& config) {
  watch::WatchOptions options;
  watch::Thresholds& thresholds = options.thresholds;
  thresholds.hold = std::chrono::seconds(config.watch.hold_seconds);
  thresholds.repeat = std::chrono::seconds(config.watch.repeat_seconds);
  thresholds.no_orders_false_alarms = config.watch.no_orders_false_alarms;
  thresholds.lag = std::chrono::seconds(config.watch.lag_seconds);
  thresholds.disk_free_percent = config.watch.disk_free_percent;
  thresholds.backup = std::chrono::seconds(config.watch.backup_seconds);
  thresholds.connector = std::chrono::seconds(config.watch.connector_seconds);
  if (Status read = read_tables("watch.receiver", config.watch.receivers, watch::parse_receiver,
                                watch::read_secrets, options.receivers);
      !read)
    return std::move(read).error();
  if (Status read = read_tables("watch.server", config.watch.servers, watch::parse_watched_server,
                                watch::read_key, options.servers);
      !read)
    return std::move(read).error();
  return options;
}

http::ServerOptions server_options(const Config& config) {
  http::ServerOptions options;
  options.shop_listener = listener_options(config);
  options.shop_listener.name = "shop";
  options.shop_listener.address = config.http.shop_listen;
  options.shop_listener.for_group = true;
  options.shop_listener.tls_certificate = with_credentials(config.http.shop_tls_certificate);
  options.shop_listener.tls_key = with_credentials(config.http.shop_tls_key);
  options.admin_listener = listener_options(config);
  options.admin_listener.name = "admin";
  options.admin_listener.address = config.http.admin_listen;
  options.admin_listener.for_group = true;
  options.admin_listener.tls_certificate = with_credentials(config.http.admin_tls_certificate);
  options.admin_listener.tls_key = with_credentials(config.http.admin_tls_key);
  options.owner_listener = listener_options(config);
  options.owner_listener.name = "owner";
  options.owner_listener.address = owner_socket(config);
  options.owner_listener.max_connections = kOwnerConnections;
  options.owner_listener.max_streams = 1;
  options.terms = server_terms(config);
  options.jobs.workers = static_cast<std::size_t>(config.jobs.workers);
  options.jobs.keep_ended = std::chrono::days(config.jobs.history_days);
  options.jobs.exports = std::make_shared<shop::Exports>(config.exports.folder);
  options.outbound = outbound_options(config);
  options.pictures = {config.pictures.folder, static_cast<std::uint64_t>(config.pictures.bytes),
                      std::chrono::days(config.pictures.days)};
  options.sign_in_providers = sign_in_providers(config);
  options.backup_folder = config.backup.folder;
  options.backup_bytes_per_second = static_cast<std::uint64_t>(config.backup.bytes_per_second);
  options.backup_keep = std::chrono::ceil<std::chrono::seconds>(
      std::chrono::duration<double, std::ratio<86400>>(config.backup.keep_days));
  return options;
}

ConnectionCounts wanted_connections(const http::ServerOptions& options) {
  return {options.shop_listener.max_connections, options.admin_listener.max_connections,
          options.shop_listener.max_streams};
}

void serve_at_most(const ConnectionCounts& connections, http::ServerOptions& options) {
  options.shop_listener.max_connections = connections.shop;
  options.admin_listener.max_connections = connections.admin;
  options.shop_listener.max_streams = connections.streams;
  options.admin_listener.max_streams = connections.streams;
}

}  // namespace suggestd::cli
