// The head of a request as it was understood, and the refusal of one that can't be.
//
// Lifetime the views point into the bytes that the head was read from.
// Threads  plain values.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace suggestd::http {

struct Field {
  std::string_view name;   // as sent; compare without case
  std::string_view value;  // as sent, without the blanks around it; never percent-decoded
};

// How the length of a body is told (RFC 9112, section 6).
enum class Framing { none, length, chunked };

struct Head {
  std::string_view method;
  std::string_view target;  // origin form: "/v1/orders?limit=3", or "*"
  std::string_view host;    // of an absolute target if there is one, else of the field Host
  int minor_version = 1;    // HTTP/1.0 or HTTP/1.1
  std::vector<Field> fields;
  Framing framing = Framing::none;
  std::uint64_t length = 0;  // Framing::length
  bool keep_alive = true;
  bool expects_continue = false;

  // The value of the first field of this name, "" if there is none.
  std::string_view value(std::string_view name) const;
  // The values of all fields of this name, in order.
  std::vector<std::string_view> values(std::string_view name) const;
};

// The reason why a request is not served. The connection is closed after the answer, because nobody knows
// where the next request would begin.
struct Refusal {
  int status = 400;
  std::string detail;
};

}  // namespace suggestd::http
