#include "records/change_json.h"

#include "base/json_text.h"
#include "records/event_json.h"
#include "records/json_writer.h"
#include "records/order_json.h"
#include "records/product_json.h"
#include "records/user_json.h"

namespace suggestd {
namespace {

struct AppendData {
  std::string& out;

  void operator()(const Deleted&) const { out += "null"; }
  void operator()(const OrderChange& c) const { append_json(out, c.after); }
  void operator()(const Event& e) const { append_json(out, e); }
  void operator()(const Product& p) const { append_json(out, p); }
  void operator()(const User& u) const { append_json(out, u); }
  void operator()(const UserMerge& m) const {
    ObjectWriter object(out);
    object.text("anonymous_id", m.from);
    object.text("user_id", m.into);
    object.close();
  }
  void operator()(const RuleDocument& r) const { out += r.json.empty() ? "null" : r.json; }
  void operator()(const Erasure& e) const {
    JsonWriter json(out);
    json.begin_object().member("receipt_id", e.receipt_id);
    if (!e.people.empty()) {
      json.key("people").begin_array();
      for (const PersonId& person : e.people)
        json.begin_object().member(person_id_field(person.kind), person.id).end_object();
      json.end_array();
    }
    if (!e.order_ids.empty()) {
      json.key("order_ids").begin_array();
      for (const std::string& order : e.order_ids) json.value(order);
      json.end_array();
    }
    if (!e.stubs.empty()) {
      json.key("stubs").begin_array();
      for (const SequenceRange& range : e.stubs)
        json.begin_array().value(number(range.first)).value(number(range.last)).end_array();
      json.end_array();
    }
    json.end_object();
  }
};

}  // namespace

void append_json(std::string& out, const Change& change) {
  ObjectWriter object(out);
  object.number("seq", static_cast<std::int64_t>(number(change.sequence)));
  object.text("kind", change_kind_name(change.kind));
  object.text("op", change_op_name(change.op));
  object.text("id", change.id);
  object.time("at", change.at);
  object.name("data");
  std::visit(AppendData{out}, change.payload);
  const auto* orders = std::get_if<OrderChange>(&change.payload);
  if (orders != nullptr && orders->before) {
    object.name("prev");
    append_json(out, *orders->before);
  }
  object.close();
}

}  // namespace suggestd
