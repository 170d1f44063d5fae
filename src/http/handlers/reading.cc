#include "http/handlers/reading.h"

#include "http/conditional.h"

#include <fmt/format.h>

#include "base/metrics.h"
#include "http/terms.h"
#include "shop/shop.h"

namespace suggestd::http {
namespace {

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

Error header_error(std::string_view header, const Error& error) { return error.with_context(header); }

}  // namespace

Result<shop::ReadLevel> read_level(const Request& request) {
  const shop::ConsistencyRange reads = request.shop->reads();
  shop::ReadLevel level;
  level.level = reads.standard;
  level.timeout = request.terms->read_wait;
  const std::string_view asked = request.header("Suggestd-Consistency");
  if (!asked.empty()) {
    const std::size_t semicolon = std::min(asked.find(';'), asked.size());
    const auto parsed = shop::parse_consistency(trimmed(asked.substr(0, semicolon)));
    if (!parsed) return header_error("Suggestd-Consistency", parsed.error());
    if (reads.strongest < *parsed) {
      return invalid(fmt::format("Suggestd-Consistency: this shop allows at most '{}'",
                                 shop::consistency_name(reads.strongest)));
    }
    level.level = *parsed;
    const std::string_view extra = semicolon < asked.size() ? trimmed(asked.substr(semicolon + 1)) : "";
    if (!extra.empty() && extra != "strict")
      return invalid(fmt::format("Suggestd-Consistency: '{}' is not 'strict'", extra));
    level.refuse_stale = extra == "strict";
  }
  const std::string_view session = request.header("Suggestd-Session");
  if (!session.empty()) {
    const auto position = parse_position(session);
    if (!position) return header_error("Suggestd-Session", position.error());
    level.session = *position;
  }
  return level;
}

void add_freshness(Response& response, const shop::Freshness& freshness) {
  response.header("Suggestd-Applied", to_text(freshness.applied));
  if (!freshness.stale) return;
  static Counter& stale = counter("suggestd_stale_answers_total");
  stale.add();
  response.header("Suggestd-Stale", "1");
}

Response records_response(Position head, std::string json) {
  Response response = json_response(200, std::move(json));
  response.header("Suggestd-Applied", to_text(head));
  return response;
}

Response record_response(const Request& request, Position head, Sequence last, std::string json) {
  const std::string version = to_text(Position{head.epoch, last});
  if (already_known(request, version)) {
    Response response = not_modified(version);
    response.header("Suggestd-Applied", to_text(head));
    return response;
  }
  Response response = records_response(head, std::move(json));
  add_entity_tag(response, version);
  return response;
}

}  // namespace suggestd::http
