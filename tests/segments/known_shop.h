// A shop of which a test knows everything: its records go into the model and beside it, as a server's would.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "learn/learned_shop.h"
#include "learn/sample_log.h"
#include "segments/costs.h"
#include "segments/counting.h"
#include "segments/definition_text.h"
#include "segments/person_hash.h"

namespace suggestd::segments {

class KnownShop {
 public:
  KnownShop() : model_(options()) {}

  void apply(const Change& change) {
    model_.apply(change);
    facts_.apply(change);
  }

  void product(const std::string& id, const std::string& category) {
    Product product;
    product.product_id = id;
    product.categories = {category};
    apply(learn::product_change(product, learn::day(0)));
  }

  // An order of one piece, with its price in minor units.
  Change order(const std::string& id, const std::string& user, const std::string& product, int day,
               std::int64_t price = 1'000, const std::string& currency = "EUR") {
    Change change = learn::order_change(id, user, {product}, learn::day(day));
    Order& order = std::get<OrderChange>(change.payload).after;
    order.currency = *Currency::parse(currency);
    order.lines.front().quantity = pieces(1);
    order.lines.front().price = {price, order.currency};
    apply(change);
    return change;
  }

  void event(EventType type, const std::string& user, const std::string& product, int day) {
    apply(learn::event_change(type, user, "", product, learn::day(day)));
  }

  void user(const std::string& id, const std::string& properties, bool profiling = true,
            const std::string& email_hash = "") {
    User user;
    user.user_id = id;
    user.properties = properties;
    if (!profiling) user.consent = Consent::no;
    user.email_hash = email_hash;
    Change change;
    change.kind = ChangeKind::user;
    change.op = ChangeOp::put;
    change.at = learn::day(0);
    change.id = id;
    change.payload = user;
    apply(change);
  }

  void define(const std::string& name, const std::string& people) {
    const Result<Definition> definition = parse_people(people);
    if (!definition) FAIL(definition.error().message());
    segments_.insert_or_assign(name, *definition);
  }

  void list(const std::string& name, const std::vector<PersonId>& people) {
    auto list = std::make_shared<MemberList>();
    for (const PersonId& person : people) list->people.push_back(person_hash(person));
    std::ranges::sort(list->people);
    lists_[name] = std::move(list);
  }

  void train() { model_.train(); }

  Counting counting(WorkBudget& budget) {
    Known known;
    known.snapshot = model_.publish({});
    known.lists = std::make_shared<const MemberLists::Map>(lists_);
    known.side_facts = [facts = std::make_shared<const SideFacts>(facts_.snapshot())] {
      return Result<std::shared_ptr<const SideFacts>>(facts);
    };
    known.segment = [this](std::string_view name) -> Result<Definition> {
      const auto found = segments_.find(name);
      return found == segments_.end() ? Result<Definition>(not_found("no such segment")) : found->second;
    };
    return {std::move(known), {&budget, &kPeopleWork}};
  }

  // The ids of the people, each with a blank behind it.
  std::string who(const std::string& people) {
    WorkBudget unlimited;
    Counting counting = this->counting(unlimited);
    const Result<PeopleSet> found = counting.people(*parse_people(people));
    if (!found) FAIL(people << ": " << found.error().message());
    std::string ids;
    for (const PersonId& id : counting.ids_of(*found)) ids += id.id + " ";
    return ids;
  }

  Error error_of(const std::string& people, const std::string& name = "") {
    WorkBudget unlimited;
    const Result<PeopleSet> found = counting(unlimited).people(*parse_people(people), name);
    if (found) FAIL("was counted: " << people);
    return found.error();
  }

 private:
  static learn::ModelOptions options() {
    learn::ModelOptions options;
    options.factors.dim = 16;
    options.threads = 1;
    return options;
  }

  learn::LearnedShop model_;
  SideFactsBuilder facts_;
  MemberLists::Map lists_;
  std::map<std::string, Definition, std::less<>> segments_;
};

}  // namespace suggestd::segments
