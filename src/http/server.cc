#include "http/server.h"

#include <memory>

#include "base/clock.h"
#include "base/metrics.h"
#include "campaigns/campaign_jobs.h"
#include "campaigns/push_job.h"
#include "http/problem.h"
#include "http/request_record.h"
#include "http/routes.h"
#include "http/shop_metrics.h"
#include "http/watch_metrics.h"
#include "segments/costs.h"
#include "segments/segments.h"
#include "shop/shop_administration.h"
#include "tasks/add_tasks.h"

namespace suggestd::http {
namespace {

// Adds the checks of the store. Anybody may ask, so they tell no paths. A store that takes no writes is not
// ready, though it can be read: a proxy in front of it must learn that orders are refused.
void add_store_checks(std::vector<ReadinessCheck>& checks, const store::StoreCondition& condition) {
  const bool room = !condition.disk_full;
  checks.push_back(
      {"disk", room, room ? "has room" : "full: reads go on, writes are refused until there is room"});
  ReadinessCheck store{"store", true, "whole, as far as it was read"};
  if (condition.writes_have_failed) store = {"store", false, "a write has failed; it is being opened anew"};
  if (condition.damage) store = {"store", false, public_detail(*condition.damage)};
  checks.push_back(std::move(store));
}

std::vector<ReadinessCheck> readiness_of(const shop::Shops& shops) {
  std::vector<ReadinessCheck> checks;
  add_store_checks(checks, shops.store().condition());
  for (const auto& shop : shops.all()) {
    const shop::ShopStatus status = shop->status();
    ReadinessCheck check{"shop " + status.name, shop->ready(), "", status.name};
    check.detail = "learned " + to_text(status.applied) + " of " + to_text(status.head);
    if (status.learner.failure) {
      check.good = false;
      check.detail = "its learner has stopped; " + public_detail(*status.learner.failure);
    }
    checks.push_back(std::move(check));
  }
  return checks;
}

// The time zone of a shop's schedules.
TimeZone zone_of(const shop::Shops& shops, std::string_view name) {
  const auto shop = shops.find(name);
  return shop == nullptr ? TimeZone() : shop->settings()->zone();
}

void update_job_metrics(const jobs::JobBook& jobs) {
  for (const jobs::JobCount& count : jobs.counts()) {
    gauge("suggestd_jobs", {{"kind", count.kind}, {"state", jobs::job_state_name(count.state)}})
        .set(static_cast<double>(count.jobs));
  }
}

// The people of a segment of a shop, for its campaigns: a job's work, which no request pays for.
Result<std::vector<std::string>> people_of_segment(const shop::Shop& shop, std::string_view segment) {
  WorkBudget unlimited;
  return shop.segments().people_of(segment, {&unlimited, &segments::kPeopleWork});
}

// The last backup may be older than this process; a folder that can't be read is told when a backup is asked for.
void tell_backups(const store::BackupKeeper& backups, bool configured) {
  gauge("suggestd_backup_configured").set(configured ? 1 : 0);
  if (!configured) return;
  // They stand at 0 from the start, so that the first failure is an increase.
  for (const char* kind : {"backup", "verification"})
    counter("suggestd_backup_jobs_total", {{"kind", kind}, {"result", "failed"}}).add(0);
  const auto all = backups.list();
  if (!all || all->empty()) return;
  gauge("suggestd_backup_last_success_timestamp_seconds")
      .set(std::chrono::duration<double>(all->back().at.time_since_epoch()).count());
}

}  // namespace

Server::Server(const ServerOptions& options, shop::Shops& shops, KeyRing& keys, People& people,
               std::unique_ptr<jobs::JobBook> jobs)
    : backups_(shops.store(), options.backup_folder, options.backup_bytes_per_second, options.backup_keep),
      outbound_(options.outbound),
      jobs_(std::move(jobs)),
      repeated_(shops.store().repeats()),
      day_units_(shops.store().meta()),
      shop_dispatcher_(route_table(), Serves::shop, services_),
      admin_dispatcher_(route_table(), Serves::admin, services_),
      owner_dispatcher_(route_table(), Serves::admin, services_, &kOwner) {
  services_.keys = &keys;
  services_.people = &people;
  services_.store = &shops.store();
  services_.backups = &backups_;
  services_.jobs = jobs_.get();
  services_.repeated = &repeated_;
  services_.look_back = &shops.look_back();
  services_.day_units = &day_units_;
  services_.find_shop = [&shops](std::string_view name) { return shops.find(name); };
  services_.all_shops = [&shops] { return shops.all(); };
  services_.administration = shop::administration_of(shops);
  services_.readiness = [&shops] { return readiness_of(shops); };
  services_.store_condition = [&shops] { return shops.store().condition(); };
  services_.admin_address = options.admin_listener.address;
  services_.config = options.config;
  day_keeper_ = std::make_unique<DayKeeper>(day_units_, services_.all_shops, keys);
  set_terms(options.terms);
  tell_backups(backups_, !options.backup_folder.empty());
}

Result<std::unique_ptr<Server>> Server::start(const ServerOptions& options, shop::Shops& shops, KeyRing& keys,
                                              People& people) {
  jobs::JobBookOptions job_options;
  job_options.keep_ended = options.jobs.keep_ended;
  job_options.zone_of = [&shops](std::string_view shop) { return zone_of(shops, shop); };
  auto jobs = jobs::JobBook::open(shops.store().meta(), std::move(job_options));
  if (!jobs) return jobs.error();
  std::unique_ptr<Server> server(new Server(options, shops, keys, people, *std::move(jobs)));
  auto providers =
      openid::SignInProviders::open(options.sign_in_providers, server->outbound_, machine_clock());
  if (!providers) return providers.error();
  server->providers_ = *std::move(providers);
  people.providers = server->providers_.get();
  if (Status started = server->start_pictures(options.pictures); !started)
    return started.error().with_context("pictures.folder");
  server->start_jobs(options, shops);
  if (Status started = server->start_watch(options, shops); !started) return std::move(started).error();
  auto admin_listener = Listener::start(options.admin_listener, server->admin_dispatcher_);
  if (!admin_listener) return admin_listener.error().with_context("http.admin_listen");
  server->admin_listener_ = *std::move(admin_listener);
  if (!options.owner_listener.address.empty()) {
    auto owner_listener = Listener::start(options.owner_listener, server->owner_dispatcher_);
    if (!owner_listener) return owner_listener.error().with_context("the socket for commands");
    server->owner_listener_ = *std::move(owner_listener);
  }
  // The shops' listener starts last: a client that it tells that the server is ready finds the other one
  // there too.
  auto shop_listener = Listener::start(options.shop_listener, server->shop_dispatcher_);
  if (!shop_listener) return shop_listener.error().with_context("http.shop_listen");
  server->shop_listener_ = *std::move(shop_listener);
  return server;
}

Status Server::start_pictures(const pictures::FolderOptions& options) {
  if (options.path.empty()) return {};
  auto folder = pictures::PictureFolder::open(options, machine_clock().wall());
  if (!folder) return std::move(folder).error();
  pictures_ = std::make_unique<pictures::Pictures>(*std::move(folder), outbound_, machine_clock());
  services_.pictures = pictures_.get();
  return {};
}

void Server::start_jobs(const ServerOptions& options, shop::Shops& shops) {
  tasks::TaskParts parts;
  parts.store = &shops.store();
  parts.administration = services_.administration;
  parts.keys = services_.keys;
  parts.accounts = services_.people->accounts.get();
  parts.find_shop = services_.find_shop;
  parts.backups = &backups_;
  parts.outbound = &outbound_;
  parts.look_back = services_.look_back;
  parts.exports = options.jobs.exports;
  tasks::add_tasks(*jobs_, parts);
  const campaigns::CampaignParts campaign_parts{&shops.store(), services_.find_shop, people_of_segment,
                                                pictures_ != nullptr};
  for (const bool keeps : {false, true})
    jobs_->add(std::make_unique<campaigns::CampaignJob>(campaign_parts, keeps));
  jobs_->add(std::make_unique<campaigns::PushJob>(campaign_parts, outbound_));
  workers_ = std::make_unique<jobs::JobWorkers>(*jobs_, options.jobs.workers);
}

Status Server::start_watch(const ServerOptions& options, shop::Shops& shops) {
  watch::WatchParts parts;
  parts.store = &shops.store();
  parts.jobs = jobs_.get();
  parts.backups = &backups_;
  parts.all_shops = services_.all_shops;
  parts.load = load_counts;
  watch_ = std::make_unique<watch::Watch>(std::move(parts), options.outbound, options.watch);
  services_.watch = watch_.get();
  metrics_source_ = add_metrics_source([this, &shops] {
    services_.unit_shares.tend(services_.terms.load()->server_units_per_second,
                               std::chrono::steady_clock::now());
    update_shop_metrics(shops, services_);
    update_job_metrics(*jobs_);
    update_watch_metrics(watch_->status());
  });
  return watch_->start();
}

Server::~Server() {
  stop();
  services_.people->providers = nullptr;
  remove_metrics_source(metrics_source_);
}

void Server::set_terms(const Terms& terms) { services_.terms.store(std::make_shared<const Terms>(terms)); }

Status Server::stage_certificates() {
  if (Status shop = shop_listener_->stage_certificate(); !shop)
    return shop.error().with_context("http.shop_tls_certificate");
  if (Status admin = admin_listener_->stage_certificate(); !admin)
    return admin.error().with_context("http.admin_tls_certificate");
  return {};
}

void Server::show_staged_certificates() {
  shop_listener_->show_staged_certificate();
  admin_listener_->show_staged_certificate();
}

void Server::stop() {
  services_.stopping = true;
  jobs_->stop();
  if (watch_ != nullptr) watch_->stop();
  if (providers_ != nullptr) providers_->stop();
  if (pictures_ != nullptr) pictures_->stop();
  if (shop_listener_ != nullptr) shop_listener_->stop();
  for (const auto* listener : {&admin_listener_, &owner_listener_}) {
    if (*listener != nullptr) (*listener)->stop();
  }
  day_keeper_.reset();  // all requests are answered and paid
}

}  // namespace suggestd::http
