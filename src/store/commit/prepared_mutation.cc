#include "store/commit/prepared_mutation.h"

#include <utility>

#include <fmt/format.h>

#include "records/change_codec.h"
#include "records/product_json.h"
#include "store/disk/keys.h"

namespace suggestd::store {
namespace {

Outcome refusal(std::string field, std::string detail) {
  return {OutcomeKind::invalid, {}, std::move(field), std::move(detail)};
}

// Requests are checked where they are read; this guards the store's keys against callers that do not check.
std::optional<Outcome> check(std::string_view id, std::string_view field) {
  const Status good = check_id(id);
  if (good) return std::nullopt;
  return refusal(std::string(field), good.error().message());
}

std::optional<Outcome> check_order(const Order& order) {
  if (auto bad = check(order.order_id, "/order_id")) return bad;
  if (auto bad = check(identity_of(order).id, "/user_id")) return bad;
  if (order.lines.empty()) return refusal("/lines", "is empty; an order has at least one line");
  for (std::size_t i = 0; i < order.lines.size(); ++i) {
    if (auto bad = check(order.lines[i].product_id, fmt::format("/lines/{}/product_id", i))) return bad;
  }
  return std::nullopt;
}

struct Prepare {
  ShopId shop;
  PreparedMutation& out;

  void operator()(const PlaceOrder& m) const {
    out.refused = check_order(m.order);
    if (out.refused) return;
    out.key = id_key(shop, m.order.order_id);
    out.history_key = history_key(shop, identity_of(m.order), m.order.placed_at, m.order.order_id);
    append_placed_payload(out.payload, m.order);
  }
  void operator()(const ChangeOrder& m) const {
    out.refused = check_order(m.order);
    out.key = id_key(shop, m.order.order_id);
  }
  void operator()(const CancelOrder& m) const { by_id(m.order_id, "/order_id"); }
  void operator()(const RefundOrder& m) const { by_id(m.order_id, "/order_id"); }
  void operator()(const AddEvent& m) const {
    if (m.event.user_id.empty() && m.event.anonymous_id.empty()) {
      out.refused = refusal("/user_id", "is missing; an event needs a user_id or an anonymous_id");
      return;
    }
    if (!m.event.event_id.empty()) out.key = event_once_key(shop, m.event.event_id);
    append_event_payload(out.payload, m.event);
  }
  void operator()(const PutProduct& m) const {
    by_id(m.product.product_id, "/product_id");
    append_product_payload(out.payload, m.product);
  }
  void operator()(const PatchProduct& m) const {
    by_id(m.product_id, "/product_id");
    const Status good = check_merge_patch(m.patch_json, m.product_id, m.standard);
    if (good || out.refused) return;
    const auto& fields = good.error().fields();
    out.refused = refusal(fields.empty() ? std::string() : fields.front().pointer,
                          fields.empty() ? good.error().message() : fields.front().detail);
  }
  void operator()(const DeleteProduct& m) const { by_id(m.product_id, "/product_id"); }
  void operator()(const PutUser& m) const {
    out.refused = check(m.user.user_id, "/user_id");
    out.key = profile_key(shop, m.user.user_id);
  }
  void operator()(const PatchUser& m) const {
    out.refused = check(m.user_id, "/user_id");
    out.key = profile_key(shop, m.user_id);
  }
  void operator()(const ErasePerson& m) const {
    for (const PersonId& who : m.who) {
      if (!out.refused) out.refused = check(who.id, fmt::format("/{}", person_id_field(who.kind)));
    }
    out.key = profile_key(shop, m.who.front().id);  // for a precondition on a user
  }
  void operator()(const StubRecords&) const {}
  void operator()(const TellErased&) const {}
  void operator()(const MergeUser& m) const {
    out.refused = check(m.from_anonymous_id, "/anonymous_id");
    if (!out.refused) out.refused = check(m.into_user_id, "/user_id");
    out.key = merge_key(shop, m.from_anonymous_id);
  }
  void operator()(const PutRule& m) const { by_id(m.document.name, "/name"); }
  void operator()(const DeleteRule& m) const { by_id(m.name, "/name"); }

  void by_id(std::string_view id, std::string_view field) const {
    out.refused = check(id, field);
    out.key = id_key(shop, id);
  }
};

}  // namespace

PreparedMutation prepare(ShopId shop, Mutation mutation) {
  PreparedMutation prepared;
  prepared.mutation = std::move(mutation);
  std::visit(Prepare{shop, prepared}, prepared.mutation);
  return prepared;
}

std::vector<PreparedMutation> prepare_all(ShopId shop, std::vector<Mutation> mutations,
                                          const Precondition& precondition) {
  std::vector<PreparedMutation> prepared;
  prepared.reserve(mutations.size());
  for (Mutation& mutation : mutations) {
    prepared.push_back(prepare(shop, std::move(mutation)));
    prepared.back().precondition = precondition;
  }
  return prepared;
}

}  // namespace suggestd::store
