#include "http/handlers/registration.h"

#include <algorithm>

#include <fmt/format.h>

#include "access/people.h"
#include "base/json_text.h"
#include "base/metrics.h"
#include "base/mutex.h"
#include "base/percent.h"
#include "base/time.h"
#include "http/browser_session.h"
#include "http/handlers/sign_in.h"
#include "http/limits.h"
#include "http/services.h"
#include "records/json_reader.h"
#include "shop/shop_settings.h"

namespace suggestd::http {
namespace {

constexpr std::string_view kRegistered =
    "registration";  // AccountRecord::created_by; no id of a key or an account

struct Registration {
  std::string email;
  std::string password;
  std::string name;
  std::string shop;
  std::string settings;  // of the shop; "": none
};

Result<Registration> parse_fields(std::string_view json, std::string& time_zone) {
  const Result<JsonDocument> body = parse_json(json);
  if (!body) return body.error();
  Registration read;
  FieldErrors errors;
  ObjectReader in(body->root(), "", errors);
  in.id("email", Need::required, read.email);
  in.field("password", Need::required);
  in.text("password", read.password);
  in.text("name", read.name);
  in.id("shop", Need::required, read.shop);
  in.text("time_zone", time_zone);
  if (read.name.size() > limits::kKeyNameBytes.most)
    in.bad("name",
           fmt::format("has {} bytes; at most {} are kept", read.name.size(), limits::kKeyNameBytes.most));
  in.finish();
  if (errors.any()) return errors.error();
  return read;
}

Result<Registration> parse_registration(std::string_view json) {
  std::string time_zone;
  auto read = parse_fields(json, time_zone);
  if (!read) return read;
  auto email = read_email(read->email);
  if (!email) return invalid_field("/email", email.error().message());
  read->email = *std::move(email);
  if (const auto fault = fault_of_password(read->password, read->email))
    return invalid_field("/password", *fault);
  if (time_zone.empty()) return read;
  std::string patch;
  JsonWriter(patch).begin_object().member("time_zone", time_zone).end_object();
  const auto settings = shop::patched(shop::ShopSettings(), patch);  // its pointers are those of the body
  if (!settings) return settings.error();
  read->settings = shop::to_json(*settings);
  return read;
}

// A route for strangers says plainly that it is closed: a page of an older day may still lead here.
Status check_open(const Request& request, const Services& services) {
  if (!request.terms->registration_open)
    return Error(ErrorKind::denied,
                 "accounts of this server are by invitation: ask whoever runs it, who may also set "
                 "sign_in.registration to \"open\"");
  if (!services.people->owned())
    return Error(ErrorKind::denied,
                 "nobody owns this server yet: its first link comes before the registration of others");
  return {};
}

void count(std::string_view outcome) {
  counter("suggestd_registrations_total", {{"outcome", outcome}}).add();
}

Error is_taken(std::string_view pointer, std::string detail) {
  count("taken");
  return conflict(fmt::format("{}: {}", pointer, detail)).add_field(std::string(pointer), detail);
}

// Requires: People::registering is held.
Status check_free(const Request& request, const Services& services, const Registration& wanted) {
  const auto shops = services.administration.list();
  const auto made = std::ranges::count_if(shops, [](const auto& shop) { return shop.registered; });
  if (static_cast<std::size_t>(made) >= request.terms->registered_shops) {
    count("full");
    return conflict(
        fmt::format("{} shops were registered already, the most that sign_in.registered_shops "
                    "allows; ask whoever runs this server",
                    made));
  }
  if (std::ranges::find(shops, wanted.shop, &store::ShopEntry::name) != shops.end())
    return is_taken("/shop", "is the name of a shop already: choose another");
  if (services.people->accounts->with_email(wanted.email) != nullptr)
    return is_taken("/email", "has an account already: sign in, or ask whoever runs this server");
  return {};
}

// The account and the shop are stored in one batch: neither is ever there without the other.
Result<Accounts::Pointer> store_both(const Request& request, Services& services, const Registration& wanted,
                                     std::string hashed) {
  People& people = *services.people;
  const MutexLock lock(people.registering);
  if (Status free = check_free(request, services, wanted); !free) return std::move(free).error();
  AccountRecord account = make_account(kRegistered, now());
  account.email = wanted.email;
  account.name = wanted.name;
  account.password = std::move(hashed);
  account.roles = {{Role::owner, wanted.shop}};
  account.unvouched = true;
  store::ShopEntry shop;
  shop.name = wanted.shop;
  shop.settings = wanted.settings;
  shop.registered = true;
  Accounts::Pointer added;
  const auto made = services.administration.create_with(shop, [&](const store::MetaRow& row) -> Status {
    auto stored = people.accounts->add(account, row);
    if (!stored) return std::move(stored).error();
    added = *std::move(stored);
    return {};
  });
  if (!made && made.error().kind() == ErrorKind::invalid)
    return invalid_field("/shop", made.error().message());
  if (!made) return made.error();
  return added;
}

// The password is hashed before anything is looked up, so that an answer takes as long whatever is taken.
Result<Response> post_registration(const Request& request, Services& services) {
  if (auto refused = refuse_in_the_clear(request)) return *std::move(refused);
  if (Status open = check_open(request, services); !open) return std::move(open).error();
  const auto wanted = parse_registration(request.body);
  if (!wanted) return wanted.error();
  People& people = *services.people;
  const std::string network = request.client();
  const auto wait = people.registrations.take(network, SlowDown::Clock::now());
  if (wait.count() > 0) {
    count("too_often");
    return refused_sign_in({SignInVerdict::Kind::too_often, nullptr, wait});
  }
  auto hashed = people.hasher.hash(wanted->password);
  if (!hashed) {
    people.registrations.give_back(network);
    return std::move(hashed).error();
  }
  const auto account = store_both(request, services, *wanted, *std::move(hashed));
  if (!account) return account.error();
  count("made");
  auto response = begin_session(request, services, **account);
  if (!response) return response;
  response->status = 201;
  response->header("Location", "/v1/shops/" + encode_percent(wanted->shop));
  response->audit.shop = wanted->shop;
  return response;
}

}  // namespace

bool may_register(const Request& request, const Services& services) {
  return services.people != nullptr && check_open(request, services).ok();
}

bool is_stranger(const Request& request, const Services& services) {
  if (request.caller->shop.empty()) return false;
  const auto shop = services.administration.get(request.caller->shop);
  return !shop || shop->registered;
}

void add_registration_routes(std::vector<Route>& routes) {
  Route route{.method = "POST",
              .path = "/v1/session/registration",
              .tag = "Sign-in",
              .summary =
                  "Registers a person with a new shop, which the person owns, and signs in; 403 unless "
                  "sign_in.registration is open. 409 if the address or the shop's name is taken, so a "
                  "repeat does no harm."};
  route.serves = Serves::admin;
  route.body = Body::json;
  route.request_schema = "Registration";
  route.response_schema = "SignedIn";
  route.statuses = {201, 403, 409, 429};
  route.handler = post_registration;
  routes.push_back(route);
}

}  // namespace suggestd::http
