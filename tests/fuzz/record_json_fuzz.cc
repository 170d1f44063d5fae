// Documents as anybody may send them: parsing never crashes, and a document that is taken survives being
// written and read again. The first byte chooses the kind.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "records/event_json.h"
#include "records/order_json.h"
#include "records/product_json.h"
#include "records/user_json.h"

namespace {

using namespace suggestd;

// Requires of every kind that parse(to_json(x)) == x for each x that was parsed, and that the parser has read
// the whole text: a NUL must not end it early.
template <class Document, class Parse>
void check(std::string_view json, Parse parse) {
  const Result<Document> document = parse(json);
  if (!document.ok()) return;
  if (json.find('\0') != std::string_view::npos) std::abort();
  const Result<Document> again = parse(to_json(document.value()));
  if (!again.ok() || !(again.value() == document.value())) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view json(reinterpret_cast<const char*>(data) + 1, size - 1);
  switch (data[0] % 4) {
    case 0:
      check<Order>(json, [](std::string_view text) { return parse_order(text); });
      break;
    case 1:
      check<Event>(json, [](std::string_view text) { return parse_event(text, Timestamp{}); });
      break;
    case 2:
      check<Product>(json, [](std::string_view text) { return parse_product(text); });
      break;
    default:
      check<User>(json, [](std::string_view text) { return parse_user(text); });
  }
  return 0;
}
