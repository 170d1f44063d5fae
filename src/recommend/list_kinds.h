// The kinds of list, in one table: routes, the API's document, scenarios, dry runs and the recommender read
// it. How each ranks stands in recommend/lists/make_list.cc.
//
// Threads  constants.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "recommend/statement_table.h"

namespace suggestd::recommend {

// The number is part of recommendation ids: add new kinds at the end.
enum class ListKind : std::uint8_t {
  for_you,
  similar,
  bought_together,
  popular,
  trending,
  new_arrivals,
  recently_viewed,
  buy_again,
  rerank,
  bought_next,
};

// The subject that a list is about.
enum class ListSubject : std::uint8_t {
  person,      // or a basket; without either it falls back
  own,         // a person's own past: without a person it is an error
  product,     // a product, or where `basket_will_do` a basket
  anyone,      // nobody in particular
  candidates,  // the products that the request brings
};

struct ListKindEntry {
  ListKind kind{};
  std::string_view name = "";   // the word of the API
  std::string_view shows = "";  // what a sentence calls its products
  // Why it can't be made; none: that depends on the visitor, or it always can.
  std::optional<StatementCode> missing = std::nullopt;
  ListSubject subject{};
  bool basket_will_do = false;  // instead of the product
  bool past_will_do = false;    // and instead of both: the person's last order
  // The habits of a list, unless the request says otherwise.
  bool leaves_out_bought = false;
  bool keeps_cart = false;        // shows what lies in the person's cart
  bool keeps_variants = false;    // shows all of a group
  std::string_view path = "";     // of its own route; "" if it has none
  std::string_view summary = "";  // of that route
};

inline constexpr std::array kListKindTable{
    ListKindEntry{.kind = ListKind::for_you,
                  .name = "for-you",
                  .shows = "personal products",
                  .subject = ListSubject::person,
                  .leaves_out_bought = true,
                  .path = "/v1/users/{user_id}/recommendations",
                  .summary = "What this person should see now."},
    ListKindEntry{.kind = ListKind::similar,
                  .name = "similar",
                  .shows = "similar products",
                  .missing = StatementCode::few_buyers,
                  .subject = ListSubject::product,
                  .path = "/v1/products/{product_id}/similar",
                  .summary = "Products like this one."},
    ListKindEntry{.kind = ListKind::bought_together,
                  .name = "bought-together",
                  .shows = "products of the same orders",
                  .missing = StatementCode::no_order_together,
                  .subject = ListSubject::product,
                  .basket_will_do = true,
                  .path = "/v1/products/{product_id}/bought-together",
                  .summary = "Products bought in one order with this one."},
    ListKindEntry{.kind = ListKind::popular,
                  .name = "popular",
                  .shows = "popular products",
                  .subject = ListSubject::anyone,
                  .path = "/v1/popular",
                  .summary = "What most people buy."},
    ListKindEntry{.kind = ListKind::trending,
                  .name = "trending",
                  .shows = "rising products",
                  .subject = ListSubject::anyone,
                  .path = "/v1/trending",
                  .summary = "What rises."},
    ListKindEntry{.kind = ListKind::new_arrivals,
                  .name = "new",
                  .shows = "new products",
                  .subject = ListSubject::anyone,
                  .path = "/v1/new",
                  .summary = "What is new in the catalogue."},
    ListKindEntry{.kind = ListKind::recently_viewed,
                  .name = "recently-viewed",
                  .shows = "products looked at",
                  .missing = StatementCode::nothing_looked_at,
                  .subject = ListSubject::own,
                  .keeps_cart = true,
                  .path = "/v1/users/{user_id}/recently-viewed",
                  .summary = "What the person looked at, the latest first."},
    ListKindEntry{.kind = ListKind::buy_again,
                  .name = "buy-again",
                  .shows = "products bought before",
                  .missing = StatementCode::nothing_bought,
                  .subject = ListSubject::own,
                  .path = "/v1/users/{user_id}/buy-again",
                  .summary = "What the person may want once more."},
    ListKindEntry{.kind = ListKind::rerank,
                  .name = "rerank",
                  .shows = "personal products",
                  .subject = ListSubject::candidates,
                  .keeps_cart = true,
                  .keeps_variants = true},
    ListKindEntry{.kind = ListKind::bought_next,
                  .name = "bought-next",
                  .shows = "products of the orders after",
                  .missing = StatementCode::no_order_after,
                  .subject = ListSubject::product,
                  .basket_will_do = true,
                  .past_will_do = true,
                  .path = "/v1/products/{product_id}/bought-next",
                  .summary = "What is bought in the order after this one."},
};
inline constexpr std::size_t kListKinds = kListKindTable.size();
static_assert([] {
  for (std::size_t i = 0; i < kListKinds; ++i) {
    if (kListKindTable[i].kind != static_cast<ListKind>(i)) return false;
  }
  return true;
}());

constexpr const ListKindEntry& entry_of(ListKind kind) {
  return kListKindTable[static_cast<std::size_t>(kind)];
}
constexpr std::string_view list_kind_name(ListKind kind) { return entry_of(kind).name; }
std::optional<ListKind> parse_list_kind(std::string_view name);

// The kinds that fill the places this one leaves open, unless the request names its own.
std::span<const ListKind> usual_fallbacks(ListKind kind);
// True if a list of this kind may stand in for another; those that need candidates may not.
constexpr bool may_stand_in(ListKind kind) { return entry_of(kind).subject != ListSubject::candidates; }

// "'populr' is no list (did you mean 'popular'?); there are for-you, similar, ..."
std::string no_such_list(std::string_view name);

}  // namespace suggestd::recommend
