// The codes of the sentences that an answer holds, which never change, with the English form of each.
//
// Table    kStatements has every code; to_text() of recommend/statement.h reads it, and so does the API's document.
// Threads  constants.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace suggestd::recommend {

enum class StatementCode : std::uint8_t {
  // Why a product stands in a list.
  because_of,
  bought_by_alike,
  for_looked_at,
  for_basket,
  bought_before,
  looked_at_lately,
  alike_in,
  like_product,
  liked_by_same,
  liked_by_alike,
  like_by_catalogue,
  same_order,
  same_orders,
  order_after,
  orders_after,
  popular,
  rising,
  new_here,
  // Why a list is not wholly the one that was asked for.
  nobody_named,
  person_unknown,
  not_profiled,
  no_consent,
  no_history,
  few_orders,
  few_buyers,
  no_order_together,
  nothing_looked_at,
  nothing_bought,
  no_order_after,
  shows_instead,
  goes_on_with,
  part_left_out,
  rule_left_out,
  others_left_out,
  of_variant,
  // Why it holds fewer than asked.
  nothing_to_show,
  fewer_than_asked,
  holds_only,
  variant_shows_nothing,
  catalogue_empty,
  catalogue_holds,
  without_unavailable,
  without_uncatalogued,
  without_unfiltered,
  without_unmatched,
  without_other_category,
  without_no_candidate,
  without_excluded,
  without_shown,
  without_itself,
  without_in_basket,
  without_in_cart,
  without_bought,
  without_hidden_by_rule,
  // Why a product is not in it.
  product_unknown,
  in_the_list,
  is_deleted,
  is_hidden,
  is_sold_out,
  not_before,
  not_since,
  is_unavailable,
  is_uncatalogued,
  is_unfiltered,
  is_unmatched,
  is_other_category,
  is_no_candidate,
  is_excluded,
  is_shown,
  is_itself,
  is_in_basket,
  is_in_cart,
  is_bought,
  is_hidden_by_rule,
  refused_by_rule,
  not_known_to_list,
  ranked_below,
};

// How a statement is joined to those around it.
enum class Joined : std::uint8_t {
  sentence,
  opening,  // ends with a colon before the first part, else with a full stop
  part,     // stands between commas; the last ends with a full stop
};

struct StatementEntry {
  StatementCode code{};
  std::string_view name = "";  // of the API: never change one
  // With {value}s; in place of {list} and {lists} stands what these lists show.
  std::string_view text = "";
  Joined joined = Joined::sentence;
};

inline constexpr std::array kStatements{
    StatementEntry{StatementCode::because_of, "because_of", "because of {title}"},
    StatementEntry{StatementCode::bought_by_alike, "bought_by_alike", "bought by people with your orders"},
    StatementEntry{StatementCode::for_looked_at, "for_looked_at", "for what you looked at"},
    StatementEntry{StatementCode::for_basket, "for_basket", "for what is in your basket"},
    StatementEntry{StatementCode::bought_before, "bought_before", "you bought this before"},
    StatementEntry{StatementCode::looked_at_lately, "looked_at_lately", "you looked at this lately"},
    StatementEntry{StatementCode::alike_in, "alike_in", "alike in {alike}"},
    StatementEntry{StatementCode::like_product, "like_product", "like {title}"},
    StatementEntry{StatementCode::liked_by_same, "liked_by_same", "liked by the same people"},
    StatementEntry{StatementCode::liked_by_alike, "liked_by_alike", "liked by people of like taste"},
    StatementEntry{StatementCode::like_by_catalogue, "like_by_catalogue",
                   "like it by what the catalogue says"},
    StatementEntry{StatementCode::same_order, "same_order", "bought in the same order"},
    StatementEntry{StatementCode::same_orders, "same_orders", "bought in the same order, {orders} times"},
    StatementEntry{StatementCode::order_after, "order_after", "bought in the order after"},
    StatementEntry{StatementCode::orders_after, "orders_after", "bought in the order after, {orders} times"},
    StatementEntry{StatementCode::popular, "popular", "popular in this shop"},
    StatementEntry{StatementCode::rising, "rising", "rising lately"},
    StatementEntry{StatementCode::new_here, "new_here", "new in this shop"},
    StatementEntry{StatementCode::nobody_named, "nobody_named", "No person was named."},
    StatementEntry{StatementCode::person_unknown, "person_unknown", "Nothing is known of this person yet."},
    StatementEntry{StatementCode::not_profiled, "not_profiled", "This person asked not to be profiled."},
    StatementEntry{StatementCode::no_consent, "no_consent",
                   "This person has not agreed to be profiled, and the shop requires it."},
    StatementEntry{StatementCode::no_history, "no_history",
                   "This person has not bought or looked at anything yet."},
    StatementEntry{StatementCode::few_orders, "few_orders", "The shop has too few orders to learn from yet."},
    StatementEntry{StatementCode::few_buyers, "few_buyers",
                   "Too few people have bought this product to say what resembles it."},
    StatementEntry{StatementCode::no_order_together, "no_order_together",
                   "No order holds this together with anything else yet."},
    StatementEntry{StatementCode::nothing_looked_at, "nothing_looked_at",
                   "This person has not looked at any product."},
    StatementEntry{StatementCode::nothing_bought, "nothing_bought",
                   "This person has not bought anything yet."},
    StatementEntry{StatementCode::no_order_after, "no_order_after",
                   "Nobody who bought this has ordered again yet."},
    StatementEntry{StatementCode::shows_instead, "shows_instead", "The list shows {lists}."},
    StatementEntry{StatementCode::goes_on_with, "goes_on_with",
                   "After {products} {list} the list goes on with {lists}."},
    StatementEntry{StatementCode::part_left_out, "part_left_out",
                   "The scenario's {part} does not fit the catalogue as it is, and what can't be decided of "
                   "it was left out: {reason}."},
    StatementEntry{StatementCode::rule_left_out, "rule_left_out",
                   "The scenario's rule '{rule}' does not fit the catalogue as it is, and what can't be "
                   "decided of it was left out: {reason}."},
    StatementEntry{StatementCode::others_left_out, "others_left_out", "So were {parts} other parts."},
    StatementEntry{StatementCode::of_variant, "of_variant", "{variant}:"},
    StatementEntry{StatementCode::nothing_to_show, "nothing_to_show", "Nothing can be shown."},
    StatementEntry{StatementCode::fewer_than_asked, "fewer_than_asked",
                   "{products} of the {asked} asked for."},
    StatementEntry{StatementCode::holds_only, "holds_only", "The list holds only {list} that can be shown."},
    StatementEntry{StatementCode::variant_shows_nothing, "variant_shows_nothing",
                   "this visitor is in a variant of an experiment that shows no recommendations"},
    StatementEntry{StatementCode::catalogue_empty, "catalogue_empty", "The catalogue has no products yet."},
    StatementEntry{StatementCode::catalogue_holds, "catalogue_holds", "The catalogue has {products} products",
                   Joined::opening},
    StatementEntry{StatementCode::without_unavailable, "without_unavailable",
                   "{products} are sold out, hidden or outside their dates", Joined::part},
    StatementEntry{StatementCode::without_uncatalogued, "without_uncatalogued",
                   "{products} are named by orders or events, but not by the catalogue", Joined::part},
    StatementEntry{StatementCode::without_unfiltered, "without_unfiltered",
                   "{products} do not match the filter", Joined::part},
    StatementEntry{StatementCode::without_unmatched, "without_unmatched",
                   "{products} do not match the scenario's filter", Joined::part},
    StatementEntry{StatementCode::without_other_category, "without_other_category",
                   "{products} are outside the category {category}", Joined::part},
    StatementEntry{StatementCode::without_no_candidate, "without_no_candidate",
                   "{products} are not among the candidates", Joined::part},
    StatementEntry{StatementCode::without_excluded, "without_excluded",
                   "{products} were excluded by the request", Joined::part},
    StatementEntry{StatementCode::without_shown, "without_shown", "{products} were shown already",
                   Joined::part},
    StatementEntry{StatementCode::without_itself, "without_itself",
                   "{products} are the product itself or variants of it", Joined::part},
    StatementEntry{StatementCode::without_in_basket, "without_in_basket", "{products} are in the basket",
                   Joined::part},
    StatementEntry{StatementCode::without_in_cart, "without_in_cart", "{products} are in the cart",
                   Joined::part},
    StatementEntry{StatementCode::without_bought, "without_bought", "{products} were bought before",
                   Joined::part},
    StatementEntry{StatementCode::without_hidden_by_rule, "without_hidden_by_rule",
                   "{products} are hidden by the rule '{rule}'", Joined::part},
    StatementEntry{StatementCode::product_unknown, "product_unknown", "No product {product} is known."},
    StatementEntry{StatementCode::in_the_list, "in_the_list", "It is in the list, at place {place}."},
    StatementEntry{StatementCode::is_deleted, "is_deleted", "It has been deleted from the catalogue."},
    StatementEntry{StatementCode::is_hidden, "is_hidden", "It is hidden."},
    StatementEntry{StatementCode::is_sold_out, "is_sold_out", "It is sold out."},
    StatementEntry{StatementCode::not_before, "not_before", "It is not available before {time}."},
    StatementEntry{StatementCode::not_since, "not_since", "It is not available any more since {time}."},
    StatementEntry{StatementCode::is_unavailable, "is_unavailable", "It may not be shown."},
    StatementEntry{StatementCode::is_uncatalogued, "is_uncatalogued",
                   "Orders or events name it, but the catalogue does not."},
    StatementEntry{StatementCode::is_unfiltered, "is_unfiltered", "It does not match the filter."},
    StatementEntry{StatementCode::is_unmatched, "is_unmatched", "It does not match the scenario's filter."},
    StatementEntry{StatementCode::is_other_category, "is_other_category",
                   "It is outside the category {category}."},
    StatementEntry{StatementCode::is_no_candidate, "is_no_candidate",
                   "It is not among the candidates that were given."},
    StatementEntry{StatementCode::is_excluded, "is_excluded", "The request excludes it."},
    StatementEntry{StatementCode::is_shown, "is_shown", "It, or a variant of it, was shown already."},
    StatementEntry{StatementCode::is_itself, "is_itself",
                   "It is the product that the list is about, or a variant of it."},
    StatementEntry{StatementCode::is_in_basket, "is_in_basket",
                   "It, or a variant of it, is in the basket already."},
    StatementEntry{StatementCode::is_in_cart, "is_in_cart",
                   "It, or a variant of it, is in this person's cart already."},
    StatementEntry{StatementCode::is_bought, "is_bought",
                   "This person has bought it, or a variant of it, before, and this list leaves that out."},
    StatementEntry{StatementCode::is_hidden_by_rule, "is_hidden_by_rule", "The rule '{rule}' hides it."},
    StatementEntry{StatementCode::refused_by_rule, "refused_by_rule",
                   "The rule '{rule}' allows no more products of its kind in this list."},
    StatementEntry{StatementCode::not_known_to_list, "not_known_to_list",
                   "It may be shown, but it is none of the {list} that this list knows."},
    StatementEntry{StatementCode::ranked_below, "ranked_below",
                   "It may be shown, but all products of the list rank above it."},
};
static_assert([] {
  for (std::size_t i = 0; i < kStatements.size(); ++i) {
    if (kStatements[i].code != static_cast<StatementCode>(i)) return false;
  }
  return true;
}());

constexpr const StatementEntry& entry_of(StatementCode code) {
  return kStatements[static_cast<std::size_t>(code)];
}

}  // namespace suggestd::recommend
