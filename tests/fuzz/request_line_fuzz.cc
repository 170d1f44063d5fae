// Path, query and tokens of a request, by the server's own table of routes: no bytes bring it down, and a
// feed token that is taken is the one that would be given for its position.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "http/feed_token.h"
#include "http/query.h"
#include "http/router.h"
#include "http/routes.h"
#include "http/trace_context.h"

using namespace suggestd;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const http::Router router(http::route_table(), http::Serves::shop);
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::size_t cut = text.find('?');
  const auto match = router.match(size % 2 == 0 ? "GET" : "POST", text.substr(0, cut));
  if (match && match->route != nullptr && cut != std::string_view::npos)
    (void)http::read_query(*match->route, text.substr(cut + 1));
  (void)http::continue_trace(text);
  if (const auto position = http::parse_feed_token(text)) {
    const auto again = http::parse_feed_token(http::feed_token(*position));
    if (!again || !(*again == *position)) std::abort();
  }
  return 0;
}
