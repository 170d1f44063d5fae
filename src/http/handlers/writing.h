// What the handlers that write have in common: commit, answer with what became of it, count it.
#pragma once

#include <string_view>

#include "http/exchange.h"
#include "http/services.h"
#include "records/mutation.h"
#include "shop/bulk.h"

namespace suggestd::http {

// What a successful write is answered with, by outcome.
struct WriteStatuses {
  int created = 201;
  int updated = 200;
};

// Commits one mutation about `id` and answers; a refused one becomes an error with the pointer to the field.
Result<Response> write_one(const Request& request, shop::RecordKind kind, std::string_view id,
                           Mutation mutation, store::Durability durability, WriteStatuses statuses = {});

// Commits an NDJSON body; answers a line for each line and a summary.
Result<Response> write_lines(const Request& request, Services& services, shop::RecordKind kind,
                             store::Durability durability);

// "Suggestd-Session" of a write that ended at `position`.
void add_session(Response& response, Position position);

}  // namespace suggestd::http
