#include "connect/sources/stored_records.h"

#include <variant>

#include "records/event_json.h"
#include "records/order_json.h"
#include "records/product_json.h"
#include "records/user_json.h"

namespace suggestd::cli {
namespace {

using shop::RecordKind;

constexpr std::size_t kPageRecords = 1000;

}  // namespace

Status for_each_stored(store::Store& store, ShopId shop, RecordKind kind, const OnDocument& visit) {
  const store::RecordReader& records = store.records();
  switch (kind) {
    case RecordKind::orders:
      return records.for_each_order(
          shop, [&](const store::StoredOrder& stored) { return visit(to_json(stored.order)); });
    case RecordKind::products:
      return records.for_each_product(shop, [&](const Product& product) { return visit(to_json(product)); });
    case RecordKind::users:
      return records.for_each_user(shop, [&](const User& user) { return visit(to_json(user)); });
    case RecordKind::events: {
      const Sequence before_oldest{number(store.log().oldest(shop)) - 1};
      return for_each_change(store, shop, before_oldest, [&](const Change& change) {
        const auto* event = std::get_if<Event>(&change.payload);
        return event == nullptr ? Status() : visit(to_json(*event));
      });
    }
  }
  return {};
}

Status for_each_change(store::Store& store, ShopId shop, Sequence after,
                       const std::function<Status(const Change&)>& visit) {
  for (;;) {
    const auto page = store.log().read(shop, after, kPageRecords);
    if (!page) return page.error();
    if (page->next == after) return {};
    for (const Change& change : page->changes) {
      if (Status visited = visit(change); !visited) return visited;
    }
    after = page->next;
  }
}

}  // namespace suggestd::cli
