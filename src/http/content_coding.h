// Answers packed with gzip for clients that take it (RFC 9110, sections 8.4 and 12.5.3).
//
// Packed   JSON, NDJSON and text of kLeastPackedBytes or more. Never an event stream, whose events would wait
//          in the packer; and never an answer with an entity tag: a strong tag names the bytes that were sent,
//          and a client that could not send it back in If-Match would lose its protection.
// Cost     tests/bench/content_coding_bench.cc; why the fastest level: decision 0340.
// Threads  pure functions.
#pragma once

#include <cstddef>
#include <string_view>

#include "http/exchange.h"
#include "http/wire/head.h"

namespace suggestd::http {

// An answer that fits into one packet with its head comes no sooner when it is smaller.
inline constexpr std::size_t kLeastPackedBytes = 1400;

// True if the header lines Accept-Encoding of `head`, or one line of it, by their weights, take gzip and like
// nothing more. A weight that can't be read counts as 0.
bool prefers_gzip(const Head& head);
bool prefers_gzip(std::string_view accept_encoding);

// Packs the body if it is of the kind that is packed, and tells caches that it depends on Accept-Encoding.
// The body stays as it is if memory is short.
void pack_answer(Response& response, const Head& head);

}  // namespace suggestd::http
