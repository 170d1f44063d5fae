#include "records/change_json.h"

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
    ObjectWriter object(out);
    object.text("subject_hash", e.subject_hash);
    object.text_if_any("user_id", e.user_id);
    object.close();
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
