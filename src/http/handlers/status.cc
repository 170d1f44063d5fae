#include "http/handlers/status.h"

#include "base/json_text.h"
#include "base/version.h"
#include "http/services.h"
#include "learn/served_blend.h"
#include "shop/shop.h"

namespace suggestd::http {
namespace {

// How well lists made before each order foretold it (learn/live_score.h).
void write_live(JsonWriter& out, const learn::LiveScore& live) {
  out.key("live")
      .begin_object()
      .member("orders", live.orders())
      .member("hit_rate", live.hit_rate())
      .member("ndcg", live.ndcg())
      .end_object();
}

// How lists are made: the learned parts, or null where the fixed sum of the lanes serves.
void write_choice(JsonWriter& out, const model::ChoiceWeights& weights, const model::BlendProof& proof) {
  if (weights.empty()) {
    out.null();
    return;
  }
  out.begin_object().member("ndcg", proof.blend).member("fixed_sum_ndcg", proof.fixed_sum);
  out.key("reach").begin_object();
  for (std::size_t part = 0; part < proof.reach.size(); ++part)
    out.member(model::blend_part_name(static_cast<model::BlendPart>(part)), proof.reach[part]);
  out.end_object().end_object();
}

void write_blend(JsonWriter& out, const learn::ServedBlend* blend) {
  out.key("blend");
  if (blend == nullptr) {
    out.null();
    return;
  }
  out.begin_object().member("baskets", blend->baskets).member("occasions", blend->choices.occasions);
  out.key("with_bought");
  write_choice(out, blend->choices.all, blend->choices.all_proof);
  out.key("without_bought");
  write_choice(out, blend->choices.fresh, blend->choices.fresh_proof);
  out.end_object();
}

void write_shop(JsonWriter& out, const shop::Shop& shop) {
  const shop::ShopStatus status = shop.status();
  out.begin_object()
      .member("name", status.name)
      .member("ready", shop.ready())
      .member("head", to_text(status.head))
      .member("applied", to_text(status.applied))
      .member("oldest", to_text(status.oldest))
      .member("lag_records", status.learner.lag_records);
  out.key("learner")
      .begin_object()
      .member("phase", learn::phase_name(status.learner.phase))
      .member("users", status.learner.users)
      .member("products", status.learner.products)
      .member("interactions", status.learner.interactions)
      .member("learn_microseconds", status.learner.learn_microseconds)
      .member("training_progress", status.learner.training_progress)
      .key("training_loss");
  if (status.learner.training_loss) {
    out.value(*status.learner.training_loss);
  } else {
    out.null();
  }
  out.member("waiting_rows", status.learner.waiting_rows);
  write_live(out, status.learner.live);
  write_blend(out, status.learner.blend.get());
  out.key("failure");
  if (status.learner.failure) {
    out.value(status.learner.failure->message());
  } else {
    out.null();
  }
  out.end_object().end_object();
}

// The administrator sees every shop, a shop's key its own.
Result<Response> get_status(const Request& request, Services& services) {
  Response response;
  JsonWriter writer(response.body);
  writer.begin_object().member("version", kVersion).key("shops").begin_array();
  for (const shop::Shop* shop : services.all_shops()) {
    const bool visible = request.caller->shop.empty() || request.caller->shop == shop->name();
    if (visible) write_shop(writer, *shop);
  }
  writer.end_array().end_object();
  return response;
}

}  // namespace

void add_status_routes(std::vector<Route>& routes) {
  Route get{.method = "GET", .path = "/v1/status", .tag = "Health"};
  get.summary = "Positions, lag and the learner's state of each shop that the key may see.";
  get.scope = Scope::read;
  get.response_schema = "ServerStatus";
  get.statuses = {200};
  get.handler = get_status;
  routes.push_back(get);
}

}  // namespace suggestd::http
