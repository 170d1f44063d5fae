#include "http/page_access.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "access/key_ring.h"
#include "access/shopper_token.h"
#include "access/visitor_id.h"
#include "base/percent.h"
#include "base/secret.h"
#include "http/route.h"
#include "http/services.h"
#include "shop/served_lists.h"
#include "shop/shop.h"

namespace suggestd::http {
namespace {

constexpr std::string_view kKeyParameter = "key";
constexpr std::size_t kShopperIdDigits = 12;

// Fields that a product's page shows to anybody.
constexpr std::array<std::string_view, 9> kShownFields{
    "title", "description", "price", "currency", "categories", "brand", "image", "link", "group_id"};

Error denied(std::string pointer, std::string detail) {
  Error error(ErrorKind::denied, fmt::format("{}: {}", pointer, detail));
  error.add_field(std::move(pointer), std::move(detail));
  return error;
}

Error denied(std::string detail) { return Error(ErrorKind::denied, std::move(detail)); }

std::string pointer_to(std::string_view place, std::string_view field) {
  return std::string(place).append(field);
}

// The same for a person that is not known and for one who is: nobody learns whom the log knows.
Error forgotten_list() { return not_found("the list is not remembered (any more): ask for a new one"); }

std::string_view path_user(const Request& request) {
  for (const auto& [name, value] : request.path_values) {
    if (name == "user_id") return value;
  }
  return "";
}

Status check_origin(const Request& request) {
  const std::string_view origin = request.header("Origin");
  const Caller& caller = *request.caller;
  if (origin.empty() || caller.page == nullptr || caller.page->has_origin(origin)) return {};
  return denied(
      fmt::format("the key {} is for pages of {}, and this one is of {}: add the origin to a key of "
                  "its own, with POST /v1/keys",
                  caller.key_id, fmt::join(caller.page->origins, ", "), origin));
}

Status check_fields(std::string_view properties, std::string_view place) {
  for (std::size_t begin = 0; begin < properties.size();) {
    const std::size_t end = std::min(properties.find(',', begin), properties.size());
    const std::string_view name = properties.substr(begin, end - begin);
    if (std::ranges::find(kShownFields, name) == kShownFields.end()) {
      return denied(
          pointer_to(place, "properties"),
          fmt::format("'{}' is not for pages, which may ask for {}; a scenario's own `properties` may "
                      "name others",
                      name, fmt::join(kShownFields, ", ")));
    }
    begin = end + 1;
  }
  return {};
}

Status check_scenario(const PageTerms& page, const AskedList& asked) {
  if (!asked.scenario.empty() && page.has_scenario(asked.scenario)) return {};
  return denied(pointer_to(asked.place, "scenario"),
                page.scenarios.empty()
                    ? std::string("this key of a page names no scenarios, so it asks for no lists")
                    : fmt::format("a key of a page asks for lists under its scenarios alone; this one has {}",
                                  fmt::join(page.scenarios, ", ")));
}

}  // namespace

std::string key_in_address(const Request& request) {
  const auto& parameters = request.route->parameters;
  if (std::ranges::find(parameters, kKeyParameter, &Parameter::name) == parameters.end()) return "";
  constexpr std::string_view kPrefix = "key=";
  for (std::size_t begin = 0; begin < request.query.size();) {
    const std::size_t end = std::min(request.query.find('&', begin), request.query.size());
    const std::string_view pair = request.query.substr(begin, end - begin);
    if (pair.starts_with(kPrefix)) {
      auto key = decode_query_part(pair.substr(kPrefix.size()));
      return key ? *std::move(key) : std::string();
    }
    begin = end + 1;
  }
  return "";
}

Result<std::shared_ptr<const Caller>> admit_shopper(std::string_view text, const Services& services,
                                                    Timestamp now) {
  const auto token = read_token(text);
  if (!token) return token.error();
  const std::shared_ptr<shop::Shop> shop = services.find_shop(token->shop);
  const ShopperKeys::Pointer key = shop == nullptr ? nullptr : shop->shopper_keys().find(token->key_id);
  if (key == nullptr) {
    return denied(
        fmt::format("the shopper's token names the key '{}' of the shop '{}', which is not registered; "
                    "PUT /v1/shoppers/keys/{{kid}} does",
                    token->key_id, token->shop));
  }
  if (Status good = check_token(*token, key->key, now); !good) return std::move(good).error();
  Caller caller;
  const std::string person = fmt::format("{}\n{}\n{}", token->shop, token->key_id, token->user_id);
  caller.key_id = fmt::format("shopper-{}", to_hex(sha256(person)).substr(0, kShopperIdDigits));
  caller.shop = token->shop;
  caller.scopes = kPageScopes;
  caller.shopper = token->user_id;
  return std::make_shared<const Caller>(std::move(caller));
}

Status check_browser(const Request& request) {
  const Caller& caller = *request.caller;
  const bool page = caller.page != nullptr;
  if (request.for_admin)
    return denied("callers in browsers are served at the shops' address, http.shop_listen");
  if (request.route->browsers == Browsers::no) {
    return denied(
        fmt::format("{} {} is not open to browsers: it takes a secret key with the scope '{}', which "
                    "stays on the shop's server",
                    request.route->method, request.route->path, scope_name(request.route->scope)));
  }
  if (request.route->browsers == Browsers::shoppers) {
    if (page)
      return denied(
          "this is about a person: it takes that shopper's token, or a secret key of the shop's "
          "server; a key of a page names an anonymous_id alone");
    if (path_user(request) != caller.shopper) return denied("this token is of another person");
  }
  if (page && !allows(caller.scopes, request.route->scope)) {
    return denied(fmt::format("this needs a key with the scope '{}'; yours has {}",
                              scope_name(request.route->scope), to_text(caller.scopes)));
  }
  return check_origin(request);
}

Status keep_to_own_person(const Caller& caller, std::string& user_id, std::string& anonymous_id,
                          std::string_view place) {
  if (!caller.in_browser()) return {};
  if (!user_id.empty() && caller.page != nullptr) {
    return denied(
        pointer_to(place, "user_id"),
        "takes that shopper's token, or a secret key of the shop's server; a key of a page names an "
        "anonymous_id alone");
  }
  if (!user_id.empty() && user_id != caller.shopper)
    return denied(pointer_to(place, "user_id"), "is another person than the one whose token this is");
  if (!anonymous_id.empty()) {
    if (const auto visitor = VisitorId::parse(anonymous_id); !visitor)
      return denied(pointer_to(place, "anonymous_id"), visitor.error().message());
  }
  user_id = caller.shopper;
  return {};
}

Status check_asked_list(const Caller& caller, const AskedList& asked, const recommend::Request& list) {
  if (!caller.in_browser()) return {};
  if (caller.page != nullptr) {
    if (Status good = check_scenario(*caller.page, asked); !good) return good;
  }
  const std::array<std::pair<std::string_view, bool>, 4> secret{{{"filter", !list.filter.empty()},
                                                                 {"booster", !list.booster.empty()},
                                                                 {"trace", list.trace},
                                                                 {"why_not", !list.why_not.empty()}}};
  for (const auto& [field, given] : secret) {
    if (given) {
      return denied(pointer_to(asked.place, field),
                    "could tell what pages do not show; put it into the scenario, which may use the page's "
                    "`context`, or ask with a secret key");
    }
  }
  return check_fields(asked.properties, asked.place);
}

Status check_shown_fields(const Caller& caller, std::string_view properties, std::string_view place) {
  return caller.in_browser() ? check_fields(properties, place) : Status();
}

Status check_next_page(const Caller& caller, const shop::ServedList& list, std::string_view anonymous_id) {
  if (!caller.in_browser()) return {};
  if (caller.page != nullptr && !caller.page->has_scenario(list.scenario)) return forgotten_list();
  const std::string& user = list.request.user_id;
  if (!user.empty()) return user == caller.shopper ? Status() : forgotten_list();
  return list.request.anonymous_id == anonymous_id ? Status() : forgotten_list();
}

Status check_merge(const Caller& caller, const MergeUser& merge) {
  if (!caller.in_browser()) return {};
  if (merge.undo) return denied("/undo", "takes a secret key of the shop's server");
  const auto visitor = VisitorId::parse(merge.from_anonymous_id);
  return visitor ? Status() : denied("/anonymous_id", visitor.error().message());
}

}  // namespace suggestd::http
