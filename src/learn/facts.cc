#include "learn/facts.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <variant>

namespace suggestd::learn {
namespace {

// A confidence with a half life of "never" has no landmark to move; a year's eighth does no harm.
std::chrono::hours landmark_step(const ConfidenceOptions& options) {
  return std::max(std::chrono::hours(1), options.half_life / 8);
}

// Purchase events with an id of their own replace an earlier one of that id; others stand alone.
std::uint64_t purchase_key(const Change& change, const Event& event) {
  return event.event_id.empty() ? basket_key(fmt::format("#{}", number(change.sequence)))
                                : basket_key("e" + event.event_id);
}

std::uint64_t order_key(const Order& order) { return basket_key("o" + order.order_id); }

}  // namespace

Facts::Facts(const ModelOptions& options)
    : options_(options),
      clock_(landmark_step(options.confidence)),
      products_(ProductStateBlock{}),
      buyers_(BuyersBlock{}) {}

void Facts::apply(const Change& change) {
  switch (change.kind) {
    case ChangeKind::order:
      if (const auto* orders = std::get_if<OrderChange>(&change.payload)) apply_order(change, *orders);
      break;
    case ChangeKind::event:
      if (const auto* event = std::get_if<Event>(&change.payload)) apply_event(change, *event);
      break;
    case ChangeKind::product:
      apply_product(change);
      break;
    case ChangeKind::user:
      apply_user(change);
      break;
    case ChangeKind::erasure:
      if (const auto* erasure = std::get_if<Erasure>(&change.payload); erasure && !erasure->user_id.empty()) {
        forget(PersonIdKind::user, erasure->user_id);
      }
      break;
    case ChangeKind::rule:
      break;  // serving reads rules from the store's own documents
  }
}

void Facts::apply_order(const Change& change, const OrderChange& orders) {
  if (orders.before) take_back(*orders.before, change.at);
  if (!orders.after.cancelled) put(orders.after, change.at);
}

void Facts::take_back(const Order& order, Timestamp committed) {
  if (order.cancelled) return;
  const Timestamp at = clock_.hear(order.placed_at, committed);
  const UserRow person = person_of(order);
  if (!has_basket(people_.own_history(person), order_key(order))) return;
  for (const BasketLine& line : lines_of(order, at)) uncount(line.product, at, options_.confidence.purchase);
  people_.edit_history(person, [&](History& history) { remove_basket(history, order_key(order)); });
}

void Facts::put(const Order& order, Timestamp committed) {
  const Timestamp at = clock_.hear(order.placed_at, committed);
  const std::vector<BasketLine> lines = lines_of(order, at);
  for (const BasketLine& line : lines) count(line.product, at, options_.confidence.purchase);
  ++baskets_;
  const UserRow person = person_of(order);
  for (const BasketLine& line : lines) note_buyer(line.product, person);
  people_.edit_history(person, [&](History& history) { put_basket(history, order_key(order), at, lines); });
}

UserRow Facts::person_of(const Order& order) {
  if (!order.user_id.empty()) return people_.intern(PersonIdKind::user, order.user_id);
  if (!order.anonymous_id.empty()) return people_.intern(PersonIdKind::anonymous, order.anonymous_id);
  return people_.intern(PersonIdKind::email_hash, order.email_hash);
}

std::vector<BasketLine> Facts::lines_of(const Order& order, Timestamp at) {
  std::vector<BasketLine> lines;
  for (const OrderLine& line : order.lines) {
    const ProductRow product = product_row(line.product_id, at);
    const double left = to_double(line.quantity) - to_double(line.refunded);
    if (left > 0) lines.push_back({product, static_cast<float>(left)});
  }
  std::stable_sort(lines.begin(), lines.end(),
                   [](const BasketLine& a, const BasketLine& b) { return a.product < b.product; });
  std::vector<BasketLine> joined;
  for (const BasketLine& line : lines) {
    if (!joined.empty() && joined.back().product == line.product) {
      joined.back().quantity += line.quantity;
    } else {
      joined.push_back(line);
    }
  }
  return joined;
}

void Facts::apply_event(const Change& change, const Event& event) {
  const Timestamp at = clock_.hear(event.at, change.at);
  if (event.product_id.empty() || event.type == EventType::rec_shown || event.type == EventType::search) {
    return;
  }
  const ProductRow product = product_row(event.product_id, at);
  const UserRow person = event.user_id.empty() ? people_.intern(PersonIdKind::anonymous, event.anonymous_id)
                                               : people_.intern(PersonIdKind::user, event.user_id);
  if (const float weight = event_weight(options_.confidence, event.type); weight > 0) {
    count(product, at, weight);
  }
  if (event.type == EventType::purchase) note_buyer(product, person);
  people_.edit_history(person, [&](History& history) {
    if (event.type == EventType::purchase) {
      ++baskets_;
      const BasketLine line{product, static_cast<float>(std::max(to_double(event.quantity), 0.001))};
      return put_basket(history, purchase_key(change, event), at, std::span(&line, 1));
    }
    Interest& interest = interest_in(history, product);
    if (event.type == EventType::wishlist) {
      ++interest.wishes;
      interest.last_wish = std::max(interest.last_wish, at);
    } else if (event.type == EventType::cart_add) {
      ++interest.carts;
      interest.last_cart = std::max(interest.last_cart, at);
    } else if (event.type == EventType::cart_remove) {
      if (interest.carts > 0) --interest.carts;
    } else {
      ++interest.views;
      interest.last_view = std::max(interest.last_view, at);
    }
  });
}

void Facts::apply_product(const Change& change) {
  if (change.op == ChangeOp::deleted) {
    const ProductRow row = product_row(change.id, change.at);
    catalog_.erase(row);
    unsaved_products_[index(row)] = true;
  } else if (const auto* product = std::get_if<Product>(&change.payload)) {
    const ProductRow row = product_row(product->product_id, change.at);
    catalog_.put(row, *product);
    unsaved_products_[index(row)] = true;
  }
}

void Facts::apply_user(const Change& change) {
  if (const auto* merge = std::get_if<UserMerge>(&change.payload)) {
    const UserRow visitor = people_.intern(PersonIdKind::anonymous, merge->from);
    if (change.op == ChangeOp::unmerged) {
      people_.unmerge(visitor);
    } else {
      people_.merge(visitor, people_.intern(PersonIdKind::user, merge->into));
    }
  } else if (change.op == ChangeOp::deleted) {
    forget(PersonIdKind::user, change.id);
  } else if (const auto* user = std::get_if<User>(&change.payload)) {
    people_.set_profile(people_.intern(PersonIdKind::user, user->user_id), user->profiling, user->properties);
  }
}

void Facts::forget(PersonIdKind kind, std::string_view id) {
  ++forgotten_;
  const UserRow person = people_.intern(kind, id);
  const std::span<const UserRow> visitors = people_.visitors_of(person);
  for (const UserRow visitor : std::vector<UserRow>(visitors.begin(), visitors.end())) {
    people_.unmerge(visitor);
    people_.edit_history(visitor, [](History& history) { history = {}; });
  }
  const History history = people_.state(person).history;
  for (const Basket& basket : history.baskets) {
    for (const BasketLine& line : history.lines_of(basket)) {
      uncount(line.product, basket.at, options_.confidence.purchase);
    }
  }
  people_.edit_history(person, [](History& own) { own = {}; });
}

ProductRow Facts::product_row(std::string_view id, Timestamp at) {
  const ProductRow row = product_names_.intern(id);
  if (index(row) < product_count_) return row;
  product_count_ = index(row) + 1;
  products_.grow((product_count_ + kRowsPerStateBlock - 1) / kRowsPerStateBlock);
  buyers_.grow(products_.block_count());
  unsaved_products_.resize(product_count_, true);
  edit(row).first_seen = at;
  // A product that orders name before the catalogue does can be recommended by its id alone.
  Product known_by_id;
  known_by_id.product_id = id;
  catalog_.put(row, known_by_id);
  return row;
}

ProductState& Facts::edit(ProductRow row) {
  unsaved_products_[index(row)] = true;
  return products_.edit(index(row) / kRowsPerStateBlock).products[index(row) % kRowsPerStateBlock];
}

void Facts::count(ProductRow row, Timestamp at, double amount) {
  ProductState& product = edit(row);
  product.popular.add(at, amount, options_.popular_half_life);
  product.trending.add(at, amount, options_.trending_half_life);
}

// A buyer who takes the order back stays on the list; who reads it looks into the histories.
void Facts::note_buyer(ProductRow row, UserRow person) {
  auto& place = buyers_.edit(index(row) / kRowsPerStateBlock).products[index(row) % kRowsPerStateBlock];
  std::vector<UserRow> buyers = place == nullptr ? std::vector<UserRow>{} : *place;
  std::erase(buyers, person);
  if (buyers.size() >= kLatestBuyers) buyers.erase(buyers.begin());
  buyers.push_back(person);
  place = std::make_shared<const std::vector<UserRow>>(std::move(buyers));
}

void Facts::uncount(ProductRow row, Timestamp at, double amount) {
  ProductState& product = edit(row);
  product.popular.remove(at, amount, options_.popular_half_life);
  product.trending.remove(at, amount, options_.trending_half_life);
}

double Facts::left_of_month(ProductRow row) const {
  return products_[index(row) / kRowsPerStateBlock].products[index(row) % kRowsPerStateBlock].popular.left_at(
      clock_.latest(), options_.popular_half_life);
}

std::vector<ProductRow> Facts::take_unsaved_products() {
  std::vector<ProductRow> rows;
  for (std::size_t row = 0; row < unsaved_products_.size(); ++row) {
    if (unsaved_products_[row]) rows.push_back(static_cast<ProductRow>(row));
  }
  unsaved_products_.assign(unsaved_products_.size(), false);
  return rows;
}

void Facts::restore_product(const ProductRecord& record) {
  const ProductRow row = product_row(record.id, record.state.first_seen);
  edit(row) = record.state;
  if (record.product) {
    catalog_.put(row, *record.product);
  } else {
    catalog_.erase(row);
  }
  if (!record.buyers.empty()) {
    buyers_.edit(index(row) / kRowsPerStateBlock).products[index(row) % kRowsPerStateBlock] =
        std::make_shared<const std::vector<UserRow>>(record.buyers);
  }
  unsaved_products_[index(row)] = false;
}

void Facts::publish(Snapshot& snapshot) {
  snapshot.clock = clock_.latest();
  snapshot.forgotten = forgotten_;
  snapshot.landmark = clock_.landmark();
  snapshot.people = people_.names();
  snapshot.products = product_names_.snapshot();
  snapshot.catalog = catalog_.snapshot();
  snapshot.filters = filters_;
  snapshot.person_blocks = people_.snapshot();
  snapshot.product_blocks = products_.snapshot();
  snapshot.buyer_blocks = buyers_.snapshot();
}

}  // namespace suggestd::learn
