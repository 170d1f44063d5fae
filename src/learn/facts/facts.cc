#include "learn/facts/facts.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>
#include <variant>

#include "learn/facts/order_key.h"
#include "records/consent.h"
#include "records/record_limits.h"
#include "records/whole_catalogue.h"

namespace suggestd::learn {
namespace {

// The key of the basket of a purchase event: from the event's own id, or from its sequence if it has none.
// The store writes each event id once, so no two records get the same key.
std::uint64_t purchase_key(const Change& change, const Event& event) {
  return event.event_id.empty() ? basket_key(fmt::format("#{}", number(change.sequence)))
                                : basket_key("e" + event.event_id);
}

bool teaches_nothing(EventType type) {
  return type == EventType::rec_shown || type == EventType::search || type == EventType::page_purchase ||
         is_consent(type);
}

}  // namespace

Facts::Facts(const ModelOptions& options)
    : options_(options),
      clock_(landmark_step(options.confidence)),
      products_(ProductStateBlock{}),
      buyers_(BuyersBlock{}),
      marks_(MarksBlock{}) {}

void Facts::apply(const Change& change) {
  remark_.clear();
  clock_.hear_commit(change.at, change.sequence);
  switch (change.kind) {
    case ChangeKind::order:
      if (const auto* orders = std::get_if<OrderChange>(&change.payload)) apply_order(*orders);
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
      if (const auto* erasure = std::get_if<Erasure>(&change.payload)) erase(*erasure);
      break;
    case ChangeKind::rule:
      apply_document(change);
      break;
  }
}

void Facts::apply_order(const OrderChange& orders) {
  if (orders.before) take_back(*orders.before);
  if (!orders.after.cancelled) put(orders.after);
}

void Facts::take_back(const Order& order) {
  if (order.cancelled) return;
  const Timestamp at = clock_.hear(order.placed_at).line;
  const UserRow person = person_of(order);
  const History& history = people_.own_history(person);
  const Basket* const basket = find_basket(history, order_key(order.order_id));
  if (basket == nullptr) return;
  uncount_purchases(history, *basket);
  const std::chrono::microseconds ahead = basket->at - std::min(basket->at, at);
  const auto taken = history.lines_of(*basket);
  const std::vector<BasketLine> lines(taken.begin(), taken.end());
  const std::vector<LatestActs> before = latest_acts(history, lines);
  people_.edit_history(person, [&](History& own) { remove_basket(own, order_key(order.order_id)); });
  const std::vector<LatestActs> after = latest_acts(people_.own_history(person), lines);
  for (std::size_t i = 0; i < lines.size(); ++i) count(lines[i].product, before[i], after[i], ahead);
}

void Facts::put(const Order& order) {
  const Moment at = clock_.hear(order.placed_at);
  const std::vector<BasketLine> lines = lines_of(order, at.line);
  ++baskets_;
  const UserRow person = person_of(order);
  const std::vector<LatestActs> before = latest_acts(people_.own_history(person), lines);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    LatestActs after = before[i];
    after.purchase = std::max(after.purchase, at.own);
    count(lines[i].product, before[i], after, at.own - at.line);
  }
  for (const BasketLine& line : lines) {
    note_buyer(line.product, person);
    count_purchase(line.product, at.line);
  }
  people_.edit_history(person, [&](History& history) {
    put_basket(history, order_key(order.order_id), at.own, lines);
    keep_latest_baskets(history);
  });
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
  const Moment moment = clock_.hear(event.at);
  const Timestamp at = moment.own;
  if (is_consent(event.type)) return apply_consent(event);
  if (event.product_id.empty() || teaches_nothing(event.type)) return;
  const ProductRow product = product_row(event.product_id, moment.line);
  const UserRow person = event.user_id.empty() ? people_.intern(PersonIdKind::anonymous, event.anonymous_id)
                                               : people_.intern(PersonIdKind::user, event.user_id);
  if (!is_likely(person, product, at)) return;
  const LatestActs before = latest_acts(people_.own_history(person), product);
  if (event.type == EventType::purchase) {
    note_buyer(product, person);
    count_purchase(product, moment.line);
    note_purchase(person, change, event, product, at);
  } else {
    note_interest(person, event.type, product, at);
  }
  count(product, before, latest_acts(people_.own_history(person), product), at - moment.line);
}

// A user's word stands in the profile alone; an event that names one was written by nobody's API.
void Facts::apply_consent(const Event& event) {
  if (!event.user_id.empty() || event.anonymous_id.empty()) return;
  people_.set_consent(people_.intern(PersonIdKind::anonymous, event.anonymous_id),
                      consent_of(event.type == EventType::consent_given));
}

void Facts::note_purchase(UserRow person, const Change& change, const Event& event, ProductRow product,
                          Timestamp at) {
  ++baskets_;
  people_.edit_history(person, [&](History& history) {
    const BasketLine line{product, static_cast<float>(std::max(to_double(event.quantity), 0.001))};
    put_basket(history, purchase_key(change, event), at, std::span(&line, 1));
    keep_latest_baskets(history);
  });
}

void Facts::note_interest(UserRow person, EventType type, ProductRow product, Timestamp at) {
  people_.edit_history(person, [&](History& history) {
    Interest& interest = interest_in(history, product);
    if (type == EventType::wishlist) {
      ++interest.wishes;
      interest.last_wish = std::max(interest.last_wish, at);
    } else if (type == EventType::cart_add) {
      ++interest.carts;
      interest.last_cart = std::max(interest.last_cart, at);
    } else if (type == EventType::cart_remove) {
      if (interest.carts > 0) --interest.carts;
    } else {
      ++interest.views;
      interest.last_view = std::max(interest.last_view, at);
    }
  });
}

EventRate& Facts::edit_rate(UserRow row) {
  if (rates_.size() <= index(row)) rates_.resize(index(row) + 1);
  return rates_[index(row)];
}

const EventRate& Facts::rate_of(UserRow row) const {
  static const EventRate kNone;
  return index(row) < rates_.size() ? rates_[index(row)] : kNone;
}

bool Facts::is_likely(UserRow person, ProductRow product, Timestamp at) {
  if (!edit_rate(person).hear(at, product, options_.event_rate)) return true;
  ++unlikely_.events;
  std::erase(unlikely_.latest, person);
  if (unlikely_.latest.size() >= UnlikelyEvents::kMostLatest)
    unlikely_.latest.erase(unlikely_.latest.begin());
  unlikely_.latest.push_back(person);
  people_.note_unsaved(person);
  return !options_.event_rate.leave_out;
}

void Facts::apply_product(const Change& change) {
  if (change.op == ChangeOp::deleted) {
    const ProductRow row = product_row(change.id, clock_.committed());
    catalog_.erase(row);
    ghosts_.set(row, false);
    unsaved_products_[index(row)] = true;
  } else if (const auto* product = std::get_if<Product>(&change.payload)) {
    const ProductRow row = product_row(product->product_id, clock_.committed());
    Product within = *product;
    remark_ = cut_to_limits(within);
    put_in_catalogue(row, within);
    ghosts_.set(row, false);
    unsaved_products_[index(row)] = true;
  }
}

// The shop's other documents, such as scenarios, are read from the store by those who need them.
void Facts::apply_document(const Change& change) {
  if (change.id == kWholeCatalogueDocument) catalogue_whole_ = change.op != ChangeOp::deleted;
  if (change.id != kConsentRequiredDocument) return;
  // Those who said nothing leave traces in the rows of others, as erased people do.
  if (people_.require_consent(change.op != ChangeOp::deleted) && people_.consent_required()) ++forgotten_;
}

void Facts::apply_user(const Change& change) {
  if (const auto* merge = std::get_if<UserMerge>(&change.payload)) {
    const UserRow visitor = people_.intern(PersonIdKind::anonymous, merge->from);
    if (change.op == ChangeOp::unmerged) {
      people_.unmerge(visitor);
    } else {
      merge_people(visitor, people_.intern(PersonIdKind::user, merge->into));
    }
  } else if (change.op == ChangeOp::deleted) {
    forget(PersonIdKind::user, change.id);
  } else if (const auto* user = std::get_if<User>(&change.payload)) {
    people_.set_profile(people_.intern(PersonIdKind::user, user->user_id), user->consent, user->properties);
  }
}

void Facts::merge_people(UserRow visitor, UserRow person) {
  const std::size_t visitors = people_.visitors_of(person).size();
  if (visitors >= kMaxMerges && people_.state(visitor).same_as != person) {
    remark_ = fmt::format("the user has {} merged visitors; at most {} are joined", visitors, kMaxMerges);
    return;
  }
  people_.merge(visitor, person);
}

void Facts::forget(PersonIdKind kind, std::string_view id) {
  ++forgotten_;
  const UserRow person = people_.intern(kind, id);
  const std::span<const UserRow> visitors = people_.visitors_of(person);
  const History whole = people_.state(person).history;
  for (const Basket& basket : whole.baskets) uncount_purchases(whole, basket);
  for (const UserRow visitor : std::vector<UserRow>(visitors.begin(), visitors.end())) {
    const History own = people_.own_history(visitor);
    uncount_person(own);
    if (people_.state(visitor).consent == Consent::no) {  // not in the person's history
      for (const Basket& basket : own.baskets) uncount_purchases(own, basket);
    }
    people_.unmerge(visitor);
    people_.edit_history(visitor, [](History& history) { history = {}; });
  }
  uncount_person(people_.own_history(person));
  people_.edit_history(person, [](History& own) { own = {}; });
}

void Facts::erase(const Erasure& erasure) {
  for (const PersonId& person : erasure.people) {
    forget(person.kind, person.id);
    const UserRow row = people_.intern(person.kind, person.id);
    people_.unmerge(row);
    people_.forget_id(row);
  }
}

ProductRow Facts::product_row(std::string_view id, Timestamp at) {
  const ProductRow row = product_names_.intern(id);
  if (index(row) < product_count_) return row;
  product_count_ = index(row) + 1;
  products_.grow((product_count_ + kRowsPerStateBlock - 1) / kRowsPerStateBlock);
  buyers_.grow(products_.block_count());
  marks_.grow(products_.block_count());
  unsaved_products_.resize(product_count_, true);
  edit(row).first_seen = at;
  // A product that orders name before the catalogue does is put into the catalogue with its id alone, so that
  // it can be recommended.
  Product known_by_id;
  known_by_id.product_id = id;
  catalog_.put(row, known_by_id);
  ghosts_.set(row, true);
  return row;
}

void Facts::put_in_catalogue(ProductRow row, const Product& product) {
  catalog_.put(row, product);
  std::vector<AttributeMark> marks = marks_of(product);
  const auto& known = marks_[index(row) / kRowsPerStateBlock].products[index(row) % kRowsPerStateBlock];
  if (known == nullptr ? marks.empty() : *known == marks) return;
  marks_.edit(index(row) / kRowsPerStateBlock).products[index(row) % kRowsPerStateBlock] =
      std::make_shared<const std::vector<AttributeMark>>(std::move(marks));
}

ProductState& Facts::edit(ProductRow row) {
  unsaved_products_[index(row)] = true;
  return products_.edit(index(row) / kRowsPerStateBlock).products[index(row) % kRowsPerStateBlock];
}

void Facts::count(ProductRow row, const LatestActs& before, const LatestActs& after,
                  std::chrono::microseconds ahead) {
  ProductState& product = edit(row);
  const auto slow = options_.popular_half_life;
  const auto fast = options_.trending_half_life;
  const auto interest = [&](const LatestActs& acts, std::chrono::hours half_life) {
    return interest_level(acts, options_.confidence, half_life) - decay_exponent(Timestamp(ahead), half_life);
  };
  const double slow_ahead = decay_exponent(Timestamp(ahead), slow);
  product.popular.move(purchase_level(before, slow) - slow_ahead, purchase_level(after, slow) - slow_ahead);
  product.trending.move(interest(before, fast), interest(after, fast));
  product.usual.move(interest(before, slow), interest(after, slow));
}

// Takes back all that a person adds to counts.
void Facts::uncount_person(const History& own) {
  std::set<ProductRow> products;
  for (const BasketLine& line : own.lines) products.insert(line.product);
  for (const Interest& interest : own.interests) products.insert(interest.product);
  std::vector<BasketLine> lines;
  for (const ProductRow product : products) lines.push_back({product});
  const std::vector<LatestActs> acts = latest_acts(own, lines);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    count(lines[i].product, cut_to(acts[i], clock_.latest()), {}, std::chrono::microseconds(0));
  }
}

// Buyers stay in the list when they take the order back; readers of the list look into the histories.
void Facts::note_buyer(ProductRow row, UserRow person) {
  auto& place = buyers_.edit(index(row) / kRowsPerStateBlock).products[index(row) % kRowsPerStateBlock];
  std::vector<UserRow> buyers = place == nullptr ? std::vector<UserRow>{} : *place;
  std::erase(buyers, person);
  if (buyers.size() >= kLatestBuyers) buyers.erase(buyers.begin());
  buyers.push_back(person);
  place = std::make_shared<const std::vector<UserRow>>(std::move(buyers));
}

// A purchase was counted by the clock's line, and is taken off that day. In a leap of the clock the basket's own
// day is another; then it stays, and decays.
void Facts::uncount_purchases(const History& history, const Basket& basket) {
  for (const BasketLine& line : history.lines_of(basket))
    edit(line.product).bought.remove(day_number(std::min(basket.at, clock_.latest())));
}

const model::DailyPurchases& Facts::bought(ProductRow row) const {
  return products_[index(row) / kRowsPerStateBlock].products[index(row) % kRowsPerStateBlock].bought;
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
    Product within = *record.product;
    (void)cut_to_limits(within);  // a checkpoint of an earlier version may hold more
    put_in_catalogue(row, within);
  } else {
    catalog_.erase(row);
  }
  ghosts_.set(row, record.ghost);
  if (!record.buyers.empty()) {
    buyers_.edit(index(row) / kRowsPerStateBlock).products[index(row) % kRowsPerStateBlock] =
        std::make_shared<const std::vector<UserRow>>(record.buyers);
  }
  unsaved_products_[index(row)] = false;
}

bool Facts::buyers_are_known() const {
  for (std::size_t row = 0; row < product_count_; ++row) {
    const auto& buyers = buyers_[row / kRowsPerStateBlock].products[row % kRowsPerStateBlock];
    if (buyers == nullptr) continue;
    const auto known = [this](UserRow buyer) { return index(buyer) < people_.size(); };
    if (!std::all_of(buyers->begin(), buyers->end(), known)) return false;
  }
  return true;
}

void Facts::publish(Snapshot& snapshot) {
  snapshot.clock = clock_.latest();
  snapshot.forgotten = forgotten_;
  snapshot.landmark = clock_.landmark();
  snapshot.people = people_.names();
  snapshot.products = product_names_.snapshot();
  snapshot.catalog = catalog_.snapshot();
  snapshot.mark_blocks = marks_.snapshot();
  snapshot.ghosts = ghosts_.snapshot();
  snapshot.catalogue_whole = catalogue_whole_;
  snapshot.filters = filters_;
  snapshot.person_blocks = people_.snapshot();
  snapshot.product_blocks = products_.snapshot();
  snapshot.buyer_blocks = buyers_.snapshot();
}

}  // namespace suggestd::learn
