#include "http/store_at_rest.h"

#include <utility>

#include "access/key_ring.h"
#include "access/people.h"
#include "http/dispatcher.h"
#include "http/handlers/accounts.h"
#include "http/handlers/audit.h"
#include "http/handlers/jobs.h"
#include "http/handlers/keys.h"
#include "http/handlers/shops.h"
#include "http/repeated_requests.h"
#include "http/services.h"
#include "jobs/job_workers.h"
#include "shop/exports.h"
#include "store/store.h"
#include "tasks/add_tasks.h"

namespace suggestd::http {
namespace {

std::vector<Route> routes_at_rest() {
  std::vector<Route> routes;
  add_key_routes(routes);
  add_shop_routes(routes);
  add_job_routes(routes);
  add_account_routes(routes);
  add_audit_routes(routes);
  return routes;
}

}  // namespace

struct StoreAtRest::Parts {
  std::unique_ptr<store::Store> store;
  std::unique_ptr<KeyRing> keys;
  std::unique_ptr<People> people;
  std::unique_ptr<RepeatedRequests> repeated;
  std::vector<Route> routes = routes_at_rest();
  Services services;
  std::unique_ptr<Dispatcher> dispatcher;
  std::unique_ptr<jobs::JobBook> jobs;
  std::unique_ptr<jobs::JobWorkers> workers;

  Status start_jobs(const std::string& export_folder) {
    jobs::JobBookOptions options;
    options.resumes = false;
    auto book = jobs::JobBook::open(store->meta(), std::move(options));
    if (!book) return book.error();
    jobs = *std::move(book);
    tasks::TaskParts tasks;
    tasks.store = store.get();
    tasks.administration = services.administration;
    tasks.keys = keys.get();
    tasks.accounts = people->accounts.get();
    tasks.exports = std::make_shared<shop::Exports>(export_folder);
    tasks::add_tasks(*jobs, tasks);
    workers = std::make_unique<jobs::JobWorkers>(*jobs, 1);
    services.jobs = jobs.get();
    return {};
  }
};

StoreAtRest::StoreAtRest(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
StoreAtRest::~StoreAtRest() { parts_->jobs->wait_until_idle(); }

Result<std::unique_ptr<StoreAtRest>> StoreAtRest::open(const store::StoreOptions& options,
                                                       const std::string& export_folder) {
  auto store = store::Store::open(options);
  if (!store) return store.error();
  auto keys = KeyRing::open((*store)->meta(), options.path);
  if (!keys) return keys.error();
  auto people = People::open((*store)->meta());
  if (!people) return people.error();
  auto parts = std::make_unique<Parts>();
  parts->store = *std::move(store);
  parts->keys = *std::move(keys);
  parts->repeated = std::make_unique<RepeatedRequests>(parts->store->repeats());
  parts->people = *std::move(people);
  parts->services.people = parts->people.get();
  parts->services.keys = parts->keys.get();
  parts->services.repeated = parts->repeated.get();
  parts->services.administration = shop::administration_of(parts->store->shops());
  if (Status started = parts->start_jobs(export_folder); !started) return std::move(started).error();
  parts->dispatcher = std::make_unique<Dispatcher>(parts->routes, Serves::admin, parts->services, &kOwner);
  return std::unique_ptr<StoreAtRest>(new StoreAtRest(std::move(parts)));
}

Response StoreAtRest::answer(std::string_view method, std::string_view target, std::string_view body) const {
  Prepared prepared = parts_->dispatcher->prepare({.method = method, .target = target});
  return parts_->dispatcher->answer(prepared, body);
}

}  // namespace suggestd::http
