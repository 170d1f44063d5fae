// Shared by the handlers that write: commit, answer with the outcomes, count them.
#pragma once

#include <cstdint>
#include <string_view>

#include "http/exchange.h"
#include "http/route.h"
#include "http/services.h"
#include "records/mutation.h"
#include "shop/bulk.h"

namespace suggestd::http {

// The statuses of a successful write, by outcome.
struct WriteStatuses {
  int created = 201;
  int updated = 200;
};

// Commits one mutation about `id` and answers; a refused one becomes an error with the pointer to the field.
Result<Response> write_one(const Request& request, shop::RecordKind kind, std::string_view id,
                           Mutation mutation, store::Durability durability, WriteStatuses statuses = {});

// "merge": the lines of a body are merged into what is stored.
extern const Parameter kMergeParameter;

// The rule that kMergeParameter asks for.
shop::LineRule line_rule(const Request& request);

// Commits an NDJSON body; answers a line for each line, with the id that it names, and a summary.
Result<Response> write_lines(const Request& request, shop::RecordKind kind, store::Durability durability,
                             shop::LineRule rule = shop::LineRule::replace);

struct WrittenCounts {
  std::uint64_t created = 0;
  std::uint64_t updated = 0;
  std::uint64_t unchanged = 0;
  std::uint64_t refused = 0;
};

// Counts what a request wrote by other ways than these in the metrics of records that came in.
void count_written(const shop::Shop& shop, shop::RecordKind kind, const WrittenCounts& counts);

// Adds the header "Suggestd-Session" of a write that ended at `position`.
void add_session(Response& response, Position position);

}  // namespace suggestd::http
