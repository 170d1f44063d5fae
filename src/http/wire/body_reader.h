// Reads the body that a head has announced off its connection: framing, pace, decoding, bounds.
//
// Threads  the connection's worker.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "http/wire/body_decoder.h"
#include "http/wire/connection.h"
#include "http/wire/head.h"
#include "http/wire/pace.h"

namespace suggestd::http {

struct BodyPlan {
  Coding coding = Coding::identity;
  std::size_t most_bytes = 0;  // as sent without its framing, and unpacked
  Pace pace;
};

// Appends the body to `body`. After a refusal the rest of the body is still to come: the connection must be
// closed.
std::optional<Refusal> read_body(Connection& connection, const Head& head, const BodyPlan& plan,
                                 std::string& body);

// Takes a body that nobody reads, so that the next request can be read behind it. A refusal of 400 means that
// it is broken; another one, that it is too large or does not come at once. The connection must be closed
// then.
std::optional<Refusal> skip_body(Connection& connection, const Head& head);

}  // namespace suggestd::http
